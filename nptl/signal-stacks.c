/* Signal frames on the stacks of a thread.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <nptl/own-stack.h>
#include <nptl/signal-code.h>
#include <nptl/signal-stacks.h>
#include <sysdep.h>

unsigned int
__signal_scan_stacks (uintptr_t sp, const stack_t *alternate,
		      signal_visit *visit)
{
  stack_t present;
  if (alternate == NULL)
    {
      if (INTERNAL_SYSCALL_CALL (sigaltstack, NULL, &present) != 0)
	present.ss_size = 0;
      alternate = &present;
    }
  const struct signal_restorers restorers = signal_restorers ();
  unsigned int count = 0;
  uintptr_t start = (uintptr_t) alternate->ss_sp;
  if (sp - start < alternate->ss_size)
    {
      struct signal_frames found
	= signal_scan (sp, start + alternate->ss_size, &restorers, visit);
      count += found.plain;
      /* The outermost one is where the kernel has changed stacks.  */
      sp = found.interrupted;
    }
  uintptr_t end = own_stack_end (sp);
  if (end != 0)
    count += signal_scan (sp, end, &restorers, visit).plain;
  return count;
}
