/* Signal frames that changes of all threads do not reach.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <ldsodefs.h>
#include <nptl/own-stack.h>
#include <nptl/signal-code.h>
#include <nptl/signal-missed.h>
#include <nptl/signal-scan.h>
#include <sysdep.h>

void
__signal_count_missed (uintptr_t sp, const stack_t *alternate)
{
  const struct signal_restorers restorers = signal_restorers ();
  unsigned int count = 0;
  uintptr_t start = (uintptr_t) alternate->ss_sp;
  if (sp - start < alternate->ss_size)
    {
      struct signal_frames found
	= signal_scan (sp, start + alternate->ss_size, &restorers);
      count += found.plain;
      /* The outermost one is where the kernel has changed stacks.  */
      sp = found.interrupted;
    }
  uintptr_t end = own_stack_end (sp);
  if (end != 0)
    count += signal_scan (sp, end, &restorers).plain;
  if (count != 0)
    atomic_fetch_add_relaxed (&GL (dl_pkey).missed_frames, count);
}

void
__signal_count_own_missed (void)
{
  stack_t alternate;
  if (INTERNAL_SYSCALL_CALL (sigaltstack, NULL, &alternate) != 0)
    alternate.ss_size = 0;
  __signal_count_missed ((uintptr_t) __builtin_frame_address (0), &alternate);
}
