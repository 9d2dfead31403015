/* Cancel a thread: it cleans up with its own rights to protection keys.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/mpx-resume.h>
#include <nptl/broadcast.h>
#include <nptl/pkey-thread.h>
#include <nptl/signal-context.h>
#include <pkey-absent.h>
#include <pthreadP.h>
#include <string.h>

/* The handler may find PKRU to deny it the stack, as that of broadcasts, and
   ends cancellation in here.  */
static void
install_handler (const struct sigaction *act)
{
  struct sigaction wanted = *act;
  if (pkey_present ())
    {
      wanted.sa_sigaction = __cancel_entry;
      memset (&wanted.sa_mask, 0xff, sizeof wanted.sa_mask);
    }
  __libc_sigaction (SIGCANCEL, &wanted, NULL);
}

/* Clean-up handlers and destructors run from within the handler, but they
   belong to the code that CONTEXT was interrupted in.  */
static void
leave_handler (ucontext_t *context)
{
  mpx_resume ();
  if (!pkey_present ())
    return;
  /* No broadcast comes until the mask is that of upstream.  */
  *signal_frame_stamp (context->uc_mcontext.fpregs) = pkey_own_epoch ();
  __signal_take_rights (context);
  internal_sigset_t set;
  memcpy (&set, &context->uc_sigmask, sizeof set);
  internal_sigaddset (&set, SIGCANCEL);
  internal_signal_restore_set (&set);
}

#define __libc_sigaction(signal, act, old) install_handler (act)
#define __syscall_do_cancel() (leave_handler (ctx), __syscall_do_cancel ())
#include <nptl/pthread_cancel.c>
#undef __libc_sigaction
#undef __syscall_do_cancel

void
__cancel_handler (int signal, siginfo_t *info, void *context)
{
  sigcancel_handler (signal, info, context);
}
