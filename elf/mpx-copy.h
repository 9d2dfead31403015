/* Bounds move with the pointers that they belong to.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _MPX_COPY_H
#define _MPX_COPY_H

#include <stddef.h>
#include <stdint.h>

/* As mpx_copy_bounds, for pointers that are to be read at VALUES: FROM may be
   memory that is no longer there.  */
extern void __mpx_move_bounds (uintptr_t to, uintptr_t from,
			       const void *values, size_t size);
libc_hidden_proto (__mpx_move_bounds)

#endif /* _MPX_COPY_H */
