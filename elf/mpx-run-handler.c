/* How handlers of a program with MPX are called.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/mpx-blocked.h>
#include <elf/mpx-resume.h>
#include <ucontext.h>

/* In place of HANDLER, called by the stub, with what the kernel has called it
   with: in the frame the program sees its mask, and what it changes there
   comes into force.  */
void __mpx_run_handler (int sig, siginfo_t *info, ucontext_t *context,
			void (*handler) (int, siginfo_t *, void *))
  attribute_hidden;

/* If the handler has not returned, an exception is on its way to the code that
   the handler has interrupted.  */
static void
leave (const bool *returned)
{
  if (!*returned)
    mpx_resume ();
}

void
__mpx_run_handler (int sig, siginfo_t *info, ucontext_t *context,
		   void (*handler) (int, siginfo_t *, void *))
{
  const struct mpx_frame_mask before
    = { mpx_mask_load (&context->uc_sigmask),
	mpx_thread (THREAD_SELF)->blocks };
  mpx_mask_t shown = mpx_mask_show (before.mask, before.blocks);
  mpx_mask_store (&context->uc_sigmask, shown);
  bool returned __attribute__ ((cleanup (leave))) = false;
  handler (sig, info, context);
  returned = true;
  struct mpx_frame_mask after
    = mpx_mask_return (before, shown, mpx_mask_load (&context->uc_sigmask));
  mpx_mask_store (&context->uc_sigmask, after.mask);
  __mpx_set_blocks (after.blocks);
}
