/* Map memory: what was there before is unmapped.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/mpx-free.h>
#include <errno.h>
#include <mmap_internal.h>
#include <sys/mman.h>
#include <sysdep.h>

static inline long int
map (void *start, size_t length, int protection, int flags, int fd,
     off64_t offset)
{
  long int result = INLINE_SYSCALL_CALL (mmap, start, length, protection,
					 flags, fd, offset);
  if ((flags & MAP_FIXED) != 0 && result == (long int) start)
    mpx_unmapped (start, length);
  return result;
}

#undef MMAP_CALL
#define MMAP_CALL(name, start, length, protection, flags, fd, offset) \
  map (start, length, protection, flags, fd, offset)
#include <sysdeps/unix/sysv/linux/mmap64.c>
