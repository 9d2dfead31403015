/* Free a protection key, if it is no longer in use.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <errno.h>
#include <nptl/pkey-change.h>
#include <nptl/pkey-lock.h>
#include <nptl/pkey-rights.h>
#include <nptl/smaps.h>
#include <pkey-absent.h>
#include <sys/pkey.h>

/* Return 0, or an error number if memory has KEY.  */
static int
check_memory (int key)
{
  struct smaps_keys keys;
  int error = __smaps_read (&keys);
  if (error == 0 && (keys.used & 1U << key) != 0)
    error = EBUSY;
  return error;
}

int
pkey_release (int key, unsigned int flags)
{
  /* Libc itself lives in memory with key 0.  */
  if (pkey_present ()
      && (key == 0
	  || (flags & ~(PKEY_RELEASE_REVOKE | PKEY_RELEASE_CHECKMAP)) != 0))
    {
      __set_errno (EINVAL);
      return -1;
    }
  if (!__pkey_begin (key, 0))
    return -1;
  int error = (flags & PKEY_RELEASE_CHECKMAP) != 0 ? check_memory (key) : 0;
  int result = -1;
  if (error != 0)
    __set_errno (error);
  else
    result = __pkey_free_locked (key, (flags & PKEY_RELEASE_REVOKE) != 0);
  pkey_unlock ();
  return result;
}
