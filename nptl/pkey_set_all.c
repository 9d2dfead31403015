/* Change the rights of all threads to a protection key.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <arch-pkey.h>
#include <errno.h>
#include <ldsodefs.h>
#include <nptl/broadcast.h>
#include <nptl/pkey-change.h>
#include <nptl/pkey-lock.h>
#include <nptl/pkey-rights.h>
#include <pkey-absent.h>
#include <pkey-kernel.h>
#include <sys/pkey.h>

bool
__pkey_allocated (int key)
{
  if (key < 0 || key >= pkey_count)
    return false;
  /* It may also come from the kernel without libc.  */
  unsigned int allocated = atomic_load_relaxed (&GL (dl_pkey).allocated);
  return ((allocated & pkey_mask (key)) != 0
	  || pkey_kernel_has (key));
}

bool
__pkey_begin (int key, unsigned int rights)
{
  if (!pkey_present ())
    {
      pkey_absent (key);
      return false;
    }
  if (!pkey_rights_valid (key, rights))
    {
      __set_errno (EINVAL);
      return false;
    }
  if (!pkey_lock ())
    return false;
  if (!__pkey_allocated (key))
    {
      pkey_unlock ();
      __set_errno (EINVAL);
      return false;
    }
  return true;
}

int
__pkey_set_all_locked (int key, unsigned int rights)
{
  struct pkey_change change = pkey_change (key, rights);
  int error = __broadcast_pkru (change);
  pkey_update (~change.mask, change.rights);
  if (error == 0)
    return 0;
  __set_errno (error);
  return -1;
}

int
pkey_set_all (int key, unsigned int rights)
{
  if (!__pkey_begin (key, rights))
    return -1;
  int result = __pkey_set_all_locked (key, rights);
  pkey_unlock ();
  return result;
}
