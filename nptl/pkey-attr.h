/* The rights to protection keys in a thread attribute.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _PKEY_ATTR_H
#define _PKEY_ATTR_H

#include <nptl/pkey-rights.h>
#include <pthreadP.h>

/* They are in a word of the attribute that glibc only sets to zero and copies,
   so that nothing has to be allocated, freed or copied for them.  */
_Static_assert (sizeof (struct pkey_change)
		== sizeof ((struct pthread_attr *) 0)->unused,
		"they fill the word");

static inline struct pkey_change
pkey_attr_get (const struct pthread_attr *attr)
{
  uintptr_t word = (uintptr_t) attr->unused;
  return (struct pkey_change) { word, word >> 32 };
}

static inline void
pkey_attr_set (struct pthread_attr *attr, struct pkey_change pkeys)
{
  attr->unused = (void *) ((uintptr_t) pkeys.rights << 32 | pkeys.mask);
}

/* Among the rights: a thread that serves the whole process.  No attribute of
   the program's has it, since libc's data have key 0, which can't be
   denied.  */
enum { pkey_attr_service = 1 };

#endif /* _PKEY_ATTR_H */
