/* Move memory: where it was, and what it replaces, is unmapped.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/mpx-free.h>
#include <errno.h>
#include <sys/mman.h>
#include <sysdep.h>

/* Bounds stay behind: they belong to addresses of pointers.  */
static inline long int
move (void *start, size_t length, size_t new_length, int flags, void *new)
{
  long int result = INLINE_SYSCALL_CALL (mremap, start, length, new_length,
					 flags, new);
  if (result == -1)
    return result;
  if (result != (long int) start)
    {
      mpx_unmapped (start, length);
      if ((flags & MREMAP_FIXED) != 0)
	mpx_unmapped (new, new_length);
    }
  else if (new_length < length)
    mpx_unmapped ((char *) start + new_length, length - new_length);
  return result;
}

#undef INLINE_SYSCALL_CALL
#define INLINE_SYSCALL_CALL(name, start, length, new_length, flags, new) \
  move (start, length, new_length, flags, new)
#include <sysdeps/unix/sysv/linux/mremap.c>
