/* Create a process: what a broadcast under way leaves to the child.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _RAMPART_ARCH_FORK_H
#define _RAMPART_ARCH_FORK_H

#include <elf/mpx-blocked.h>
#include <nptl/broadcast.h>

#define arch_fork upstream_arch_fork
#include_next <arch-fork.h>
#undef arch_fork

/* What is pending stays with the parent, and each process has its own sum of
   violations.  */
static inline void
mpx_fork (void)
{
  if (!mpx_masks ())
    return;
  mpx_thread (THREAD_SELF)->holds = false;
  GL (dl_mpx).violations = 0;
}

/* All signals are blocked.  */
static inline pid_t
arch_fork (void *ctid)
{
  pid_t pid = upstream_arch_fork (ctid);
  if (pid == 0)
    {
      mpx_fork ();
      call_function_static_weak (__broadcast_fork);
    }
  return pid;
}

#endif /* _RAMPART_ARCH_FORK_H */
