/* Allocate a protection key, for more threads than the caller.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/dl-tunables.h>
#include <errno.h>
#include <ldsodefs.h>
#include <nptl/broadcast.h>
#include <nptl/pkey-lock.h>
#include <nptl/pkey-rights.h>
#include <nptl/signal-action.h>
#include <pkey-absent.h>
#include <pkey-kernel.h>
#include <sys/mman.h>

/* Note down that KEY is allocated.  Atomic, since without flags there is no
   lock: pkey_alloc is AS-safe then.  */
static void
record_opened (int key)
{
  struct pkey_process *process = &GL (dl_pkey);
  atomic_fetch_or_relaxed (&process->opened, pkey_mask (key));
  atomic_fetch_or_relaxed (&process->allocated, pkey_mask (key));
}

/* Allocate a key as in PLAN, with the lock held.  Return it or a negative
   error number.  */
static int
alloc_locked (const struct pkey_plan *plan, unsigned int rights)
{
  int key = pkey_kernel_alloc (plan->kernel_flags, rights);
  if (key < 0)
    return key;
  struct pkey_process *process = &GL (dl_pkey);
  uint64_t last = process->changed[key];
  struct pkey_change change = pkey_record_alloc (process, key, plan);
  record_opened (key);
  /* Who changes keys for all threads wants it in the frames of handlers
     too.  */
  if (plan->others || plan->handlers_inherit)
    __signal_entry_update (signal_entry_full);
  else if (plan->handlers)
    __signal_entry_update (signal_entry_static);
  int error = change.mask != 0 ? __broadcast_pkru (change) : 0;
  if (error != 0)
    {
      pkey_record_free (process, key);
      /* A thread that has not been reached must not get it later.  */
      atomic_store_relaxed (&process->changed[key], last);
      __signal_entry_update (signal_entry_none);
      atomic_fetch_and_relaxed (&process->allocated, ~pkey_mask (key));
      pkey_kernel_free (key);
      return -error;
    }
  return key;
}

int
__pkey_alloc (unsigned int flags, unsigned int rights)
{
  struct pkey_plan plan;
  int alloc_others = TUNABLE_GET (rampart, pkey, alloc_others, int32_t, NULL);
  if (!pkey_plan_alloc (flags, rights, alloc_others, &plan))
    {
      __set_errno (EINVAL);
      return -1;
    }
  int key;
  if (plan.others || plan.noinherit || plan.revoke || plan.handlers
      || plan.handlers_inherit)
    {
      if (!pkey_lock ())
	return -1;
      key = alloc_locked (&plan, rights);
      pkey_unlock ();
    }
  else
    {
      key = pkey_kernel_alloc (plan.kernel_flags, rights);
      if (key >= 0)
	record_opened (key);
    }
  if (key < 0)
    {
      __set_errno (-key);
      return -1;
    }
  return key;
}
libc_hidden_def (__pkey_alloc)
weak_alias (__pkey_alloc, pkey_alloc)
