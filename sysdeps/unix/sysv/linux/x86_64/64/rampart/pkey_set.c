/* Change the calling thread's rights to a protection key.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

/* Both names are declared as IFUNCs below, under which internal callers
   must not be redirected to a hidden alias.  */
#define __pkey_set __redirect___pkey_set
#define pkey_set __redirect_pkey_set
#include <sys/mman.h>
#undef __pkey_set
#undef pkey_set

#include <arch-pkey.h>
#include <init-arch.h>
#include <nptl/pkey-rights.h>
#include <pkey-absent.h>

/* glibc's own function would undo what a broadcast does between its RDPKRU and
   its WRPKRU.  This one can start again, and has no instruction more.  */
static int
pkey_set_present (int key, unsigned int rights)
{
  if (key < 0 || key >= pkey_count || rights > pkey_no_rights)
    {
      __set_errno (EINVAL);
      return -1;
    }
  pkey_update (~pkey_mask (key), pkey_field (key, rights));
  return 0;
}

static int
pkey_set_absent (int key, unsigned int rights)
{
  return pkey_absent (key);
}

libc_ifunc_redirected (__redirect___pkey_set, __pkey_set,
		       pkey_present () ? pkey_set_present : pkey_set_absent)
weak_alias (__pkey_set, pkey_set)
#ifdef SHARED
__hidden_ver1 (__pkey_set, __GI___pkey_set, __redirect___pkey_set)
  __attribute__ ((visibility ("hidden"))) __attribute_copy__ (pkey_set);
#endif
