/* What the functions that change keys for the process have in common.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _PKEY_CHANGE_H
#define _PKEY_CHANGE_H

#include <stdbool.h>

/* Take the lock of the process's keys, if RIGHTS to KEY can be given to all
   threads and KEY is allocated.  Else return false and set errno to ENOSYS,
   EINVAL or EDEADLK.  */
bool __pkey_begin (int key, unsigned int rights) attribute_hidden;

/* Whether KEY is allocated, as far as libc and the kernel know.  */
bool __pkey_allocated (int key) attribute_hidden;

/* Give RIGHTS to KEY to all threads with the caller, which holds the lock, and
   return when they have them.  Return 0, or -1 and set errno if there is one
   that could not be reached.  */
int __pkey_set_all_locked (int key, unsigned int rights) attribute_hidden;

/* Free KEY.  Before that, its rights are taken from all threads if REVOKE, or
   if it was allocated so, or by the tunable.  The caller holds the lock.
   Return 0, or -1 and set errno.  */
int __pkey_free_locked (int key, bool revoke) attribute_hidden;

#endif /* _PKEY_CHANGE_H */
