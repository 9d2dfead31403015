/* MPX is on again in what follows a signal handler.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/mpx-resume.h>
#include <nptl/own-stack.h>
#include <nptl/signal-code.h>
#include <nptl/signal-scan.h>

/* Static programs that have no use for stubs are without.  */
weak_extern (__signal_restorer)

/* Whether a handler ends by a jump from HERE to TARGET, both of them stack
   pointers.  A jump within a handler leaves it as it is.  */
static bool
leaves_handler (uintptr_t here, uintptr_t target)
{
  uintptr_t end = own_stack_end (here);
  /* From another stack to this one, which may be the alternate one.  */
  if (end == 0 || target < here || target > end)
    return true;
  const struct signal_restorers restorers = signal_restorers ();
  return signal_scan (here, target, &restorers, NULL).interrupted != 0;
}

void
__mpx_resume_jump (uintptr_t target)
{
  if (leaves_handler ((uintptr_t) __builtin_frame_address (0), target))
    mpx_resume ();
}
