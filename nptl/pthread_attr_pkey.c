/* The rights to protection keys in a thread attribute.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <errno.h>
#include <nptl/pkey-attr.h>
#include <nptl/pkey-rights.h>
#include <pkey-absent.h>
#include <pthreadP.h>
#include <sys/pkey.h>

/* Whether ATTR can have come from pthread_attr_init.  There is no mark in it,
   but most of what is not initialized has a bit where there can be none.  */
static bool
attr_initialized (const struct pthread_attr *attr)
{
  const int flags = (ATTR_FLAG_DETACHSTATE | ATTR_FLAG_NOTINHERITSCHED
		     | ATTR_FLAG_SCOPEPROCESS | ATTR_FLAG_STACKADDR
		     | ATTR_FLAG_OLDATTR | ATTR_FLAG_SCHED_SET
		     | ATTR_FLAG_POLICY_SET | ATTR_FLAG_DO_RSEQ);
  if (attr == NULL || (attr->flags & ~flags) != 0)
    return false;
  struct pkey_change pkeys = pkey_attr_get (attr);
  return (pkeys.rights & ~pkeys.mask) == 0;
}

int
pthread_attr_setpkey_np (pthread_attr_t *attr, int key, unsigned int rights)
{
  struct pthread_attr *iattr = (struct pthread_attr *) attr;
  if (!pkey_present ())
    return ENOSYS;
  bool inherit = rights == PKEY_INHERIT;
  if (!attr_initialized (iattr)
      || !pkey_rights_valid (key, inherit ? 0 : rights))
    return EINVAL;
  struct pkey_change pkeys = pkey_attr_get (iattr);
  struct pkey_change change = pkey_change (key, inherit ? 0 : rights);
  pkeys.rights = pkey_apply (change, pkeys.rights);
  if (inherit)
    pkeys.mask &= ~change.mask;
  else
    pkeys.mask |= change.mask;
  pkey_attr_set (iattr, pkeys);
  return 0;
}

int
pthread_attr_getpkey_np (const pthread_attr_t *attr, int key,
			 unsigned int *rights)
{
  const struct pthread_attr *iattr = (const struct pthread_attr *) attr;
  if (!pkey_present ())
    return ENOSYS;
  if (!attr_initialized (iattr) || rights == NULL
      || !pkey_rights_valid (key, 0))
    return EINVAL;
  struct pkey_change pkeys = pkey_attr_get (iattr);
  if ((pkeys.mask & pkey_mask (key)) == 0)
    *rights = PKEY_INHERIT;
  else
    *rights = pkeys.rights >> (2 * key) & pkey_no_rights;
  return 0;
}
