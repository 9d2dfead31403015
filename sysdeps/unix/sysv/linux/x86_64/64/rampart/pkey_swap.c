/* Change the calling thread's rights to a protection key, and return them.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <arch-pkey.h>
#include <errno.h>
#include <nptl/pkey-rights.h>
#include <pkey-absent.h>
#include <sys/pkey.h>

int
pkey_swap (int key, unsigned int rights)
{
  if (!pkey_present ())
    return pkey_absent (key);
  if (key < 0 || key >= pkey_count || rights > pkey_no_rights)
    {
      __set_errno (EINVAL);
      return -1;
    }
  unsigned int old = pkey_exchange (~pkey_mask (key),
				    pkey_field (key, rights));
  return old >> (2 * key) & pkey_no_rights;
}
