/* The rights of new threads to a protection key.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <errno.h>
#include <ldsodefs.h>
#include <nptl/pkey-change.h>
#include <nptl/pkey-lock.h>
#include <nptl/pkey-rights.h>
#include <nptl/signal-action.h>
#include <pkey-absent.h>
#include <sys/pkey.h>

int
pkey_set_policy (int key, int which, unsigned int rights)
{
  bool inherit = rights == PKEY_INHERIT;
  if (pkey_present () && which != PKEY_NEWTHREAD && which != PKEY_SIGNAL)
    {
      __set_errno (EINVAL);
      return -1;
    }
  if (!__pkey_begin (key, inherit ? 0 : rights))
    return -1;
  struct pkey_process *process = &GL (dl_pkey);
  unsigned int mask = pkey_mask (key);
  if (which == PKEY_SIGNAL)
    {
      pkey_record_handlers (process, pkey_change (key, inherit ? 0 : rights),
			    inherit);
      __signal_entry_update (inherit ? signal_entry_full
			     : signal_entry_static);
    }
  else if (inherit)
    atomic_store_relaxed (&process->noinherit, process->noinherit & ~mask);
  else
    {
      pkey_record_default (process, pkey_change (key, rights));
      pkey_record_noinherit (process, mask);
    }
  pkey_unlock ();
  return 0;
}

int
pkey_get_policy (int key, int which)
{
  if (!pkey_present ())
    return pkey_absent (key);
  if ((which != PKEY_NEWTHREAD && which != PKEY_SIGNAL)
      || !__pkey_allocated (key))
    {
      __set_errno (EINVAL);
      return -1;
    }
  const struct pkey_process *process = &GL (dl_pkey);
  unsigned int mask = pkey_mask (key);
  unsigned int pkru;
  if (which == PKEY_SIGNAL)
    {
      if ((process->handler_inherits & mask) != 0)
	return PKEY_INHERIT;
      pkru = pkey_apply (process->handler, process->init);
    }
  else
    {
      if ((atomic_load_acquire (&process->noinherit) & mask) == 0)
	return PKEY_INHERIT;
      pkru = atomic_load_relaxed (&process->defaults);
    }
  return pkru >> (2 * key) & pkey_no_rights;
}
