/* Unmap memory, and what bounds tables have for it.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/mpx-free.h>
#include <sys/mman.h>
#include <sysdep.h>

/* Before the system call, since after it another thread may get the memory and
   store bounds.  It fails only where the arguments are wrong, or where the
   process has too many mappings; then there are no bounds any more.  */
int
__munmap (void *start, size_t length)
{
  mpx_unmapped (start, length);
  return INLINE_SYSCALL_CALL (munmap, start, length);
}
libc_hidden_def (__munmap)
weak_alias (__munmap, munmap)
