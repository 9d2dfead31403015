/* The kernel's part in protection keys: which are allocated.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _PKEY_KERNEL_H
#define _PKEY_KERNEL_H

#include <errno.h>
#include <ldsodefs.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sysdep.h>

/* Return a key, and give the calling thread RIGHTS to it, or a negative error
   number.  */
static inline int
pkey_kernel_alloc (unsigned int flags, unsigned int rights)
{
  return INTERNAL_SYSCALL_CALL (pkey_alloc, flags, rights);
}

/* Return 0 or a negative error number.  */
static inline int
pkey_kernel_free (int key)
{
  return INTERNAL_SYSCALL_CALL (pkey_free, key);
}

/* Whether KEY is allocated, which no call is for.  pkey_mprotect looks at the
   key first (EINVAL) and at the addresses then (ENOMEM); here, these are the
   kernel's own, where there is never a mapping.  The key of execute-only
   memory is not allocated in this sense.  If a filter of system calls leaves
   the question open, the answer is no.  */
static inline bool
pkey_kernel_has (int key)
{
  size_t size = GLRO (dl_pagesize);
  uintptr_t address = -2 * size;
  return INTERNAL_SYSCALL_CALL (pkey_mprotect, address, size, PROT_NONE,
				key) == -ENOMEM;
}

#endif /* _PKEY_KERNEL_H */
