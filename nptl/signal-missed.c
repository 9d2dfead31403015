/* Signal frames that changes of all threads do not reach.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <ldsodefs.h>
#include <nptl/signal-missed.h>
#include <nptl/signal-stacks.h>

void
__signal_count_missed (uintptr_t sp, const stack_t *alternate)
{
  unsigned int count = __signal_scan_stacks (sp, alternate, NULL);
  if (count != 0)
    atomic_fetch_add_relaxed (&GL (dl_pkey).missed_frames, count);
}

void
__signal_count_own_missed (void)
{
  __signal_count_missed ((uintptr_t) __builtin_frame_address (0), NULL);
}
