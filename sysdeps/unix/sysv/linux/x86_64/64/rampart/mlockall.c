/* Lock all memory: but for what the bounds directory does not use.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/mpx-lock.h>
#include <ldsodefs.h>
#include <sys/mman.h>
#include <sysdep.h>

int
mlockall (int flags)
{
  if (__glibc_unlikely (GL (dl_mpx).bndcfgu != 0)
      && (flags & (MCL_CURRENT | MCL_ONFAULT)) == MCL_CURRENT)
    return __mpx_mlockall (flags);
  return INLINE_SYSCALL_CALL (mlockall, flags);
}
