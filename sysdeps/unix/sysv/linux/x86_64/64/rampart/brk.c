/* Change the break: when it goes down, memory is unmapped.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/mpx-free.h>
#include <sysdep.h>
#include <unistd.h>

static int upstream_brk (void *);
#define __brk upstream_brk
#pragma push_macro ("weak_alias")
#undef weak_alias
#define weak_alias(name, alias)
#include <sysdeps/unix/sysv/linux/brk.c>
#undef __brk
#pragma pop_macro ("weak_alias")

/* As in munmap.c.  Of the last page, a part is enough for it to stay.  */
int
__brk (void *new)
{
  const uintptr_t page_size = 4096;
  uintptr_t kept = ((uintptr_t) new + page_size - 1) & -page_size;
  if (new != NULL && kept < (uintptr_t) __curbrk)
    mpx_unmapped ((void *) kept, (uintptr_t) __curbrk - kept);
  return upstream_brk (new);
}
weak_alias (__brk, brk)
