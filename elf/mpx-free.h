/* What becomes of bounds tables when memory is unmapped.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _MPX_FREE_H
#define _MPX_FREE_H

#include <ldsodefs.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mpx.h>

/* Give back what the bounds tables have for the pointers in the LENGTH bytes
   at START.  AS-safe.  */
void __mpx_free (uintptr_t start, size_t length) attribute_hidden;

/* The LENGTH bytes at START, which the kernel rounds up to whole pages, are
   about to be unmapped, or have been.  Where the kernel makes the tables, it
   knows.  */
static inline void
mpx_unmapped (const void *start, size_t length)
{
  const size_t page_size = 4096;
  if (__glibc_unlikely (GL (dl_mpx).tables == MPX_TABLES_LIBC)
      && (uintptr_t) start % page_size == 0)
    __mpx_free ((uintptr_t) start, (length + page_size - 1) & -page_size);
}

#endif /* _MPX_FREE_H */
