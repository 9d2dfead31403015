/* Decisions about the rights of threads to protection keys.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <atomic.h>
#include <nptl/pkey-rights.h>
#include <sys/pkey.h>

struct pkey_change
pkey_start (const struct pkey_process *process, struct pkey_change attribute,
	    bool service)
{
  unsigned int taken = (atomic_load_acquire (&process->noinherit)
			| (service
			   ? atomic_load_acquire (&process->has_default) : 0));
  return (struct pkey_change)
    {
      taken | attribute.mask,
      pkey_apply (attribute, atomic_load_relaxed (&process->defaults))
    };
}

bool
pkey_change_matters (const struct pkey_process *process,
		     struct pkey_change change)
{
  /* What no thread has opened is everywhere as at exec: clone copies PKRU, and
     signal handlers start with the same value.  */
  return ((process->opened & change.mask) != 0
	  || pkey_apply (change, process->init) != process->init);
}

bool
pkey_plan_alloc (unsigned int flags, unsigned int rights, int alloc_others,
		 struct pkey_plan *plan)
{
  const unsigned int known = (PKEY_ALLOC_ALLTHREADS | PKEY_ALLOC_NOINHERIT
			      | PKEY_ALLOC_REVOKE | PKEY_ALLOC_SIGRIGHTS
			      | PKEY_ALLOC_SIGINHERIT);
  /* The kernel judges the others.  */
  const unsigned int of_libc = 0xff000000;
  const unsigned int handlers = PKEY_ALLOC_SIGRIGHTS | PKEY_ALLOC_SIGINHERIT;
  if ((flags & of_libc & ~known) != 0 || (flags & handlers) == handlers)
    return false;

  plan->kernel_flags = flags & ~of_libc;
  plan->noinherit = (flags & PKEY_ALLOC_NOINHERIT) != 0;
  plan->revoke = (flags & PKEY_ALLOC_REVOKE) != 0;
  plan->others = (flags & PKEY_ALLOC_ALLTHREADS) != 0;
  plan->handlers = (flags & PKEY_ALLOC_SIGRIGHTS) != 0;
  plan->handlers_inherit = (flags & PKEY_ALLOC_SIGINHERIT) != 0;
  plan->rights = rights;
  /* Who uses the flags has said what is to be done.  */
  if ((flags & of_libc) == 0 && alloc_others != 0)
    {
      plan->others = true;
      if (alloc_others == 2)
	plan->rights = PKEY_DISABLE_WRITE;
    }
  return true;
}

struct pkey_change
pkey_record_alloc (struct pkey_process *process, int key,
		   const struct pkey_plan *plan)
{
  unsigned int mask = pkey_mask (key);
  struct pkey_change change = { 0, 0 };
  if (plan->others)
    {
      change = pkey_change (key, plan->rights);
      pkey_record_default (process, change);
      if (!pkey_change_matters (process, change))
	change.mask = 0;
    }
  else if (plan->noinherit)
    /* The others keep what they have, and so do new threads.  */
    pkey_record_default (process,
			 (struct pkey_change) { mask, process->init });
  if (plan->noinherit)
    pkey_record_noinherit (process, mask);
  if (plan->revoke)
    process->revoke |= mask;
  if (plan->handlers || plan->handlers_inherit)
    pkey_record_handlers (process, pkey_change (key, plan->rights),
			  plan->handlers_inherit);
  return change;
}

void
pkey_record_free (struct pkey_process *process, int key)
{
  /* The default itself stays: a new thread may be about to read it.  */
  unsigned int kept = ~pkey_mask (key);
  atomic_store_relaxed (&process->noinherit, process->noinherit & kept);
  atomic_store_relaxed (&process->has_default, process->has_default & kept);
  atomic_store_relaxed (&process->revoke, process->revoke & kept);
  process->handler.mask &= kept;
  process->handler_inherits &= kept;
  process->handler_inherits |= process->handler_tunable & ~kept;
}

void
pkey_record_change (struct pkey_process *process, struct pkey_change change)
{
  uint64_t epoch = process->epoch + 1;
  for (int key = 0; key < pkey_count; ++key)
    if ((change.mask & pkey_mask (key)) != 0)
      {
	unsigned int rights = change.rights >> (2 * key) & pkey_no_rights;
	atomic_store_relaxed (&process->changed[key], epoch << 2 | rights);
      }
  process->change = change;
  /* Whoever sees the number sees the rights.  */
  atomic_store_release (&process->epoch, epoch);
}

struct pkey_change
pkey_changes_since (const struct pkey_process *process, uint64_t epoch)
{
  struct pkey_change change = { 0, 0 };
  for (int key = 0; key < pkey_count; ++key)
    {
      uint64_t last = atomic_load_relaxed (&process->changed[key]);
      if (last >> 2 > epoch)
	{
	  change.mask |= pkey_mask (key);
	  change.rights |= pkey_field (key, last & pkey_no_rights);
	}
    }
  return change;
}

void
pkey_record_handlers (struct pkey_process *process, struct pkey_change change,
		      bool inherit)
{
  if (inherit)
    {
      process->handler_inherits |= change.mask;
      process->handler.mask &= ~change.mask;
    }
  else
    {
      process->handler_inherits &= ~change.mask;
      process->handler.rights = pkey_apply (change, process->handler.rights);
      process->handler.mask |= change.mask;
    }
}

void
pkey_record_noinherit (struct pkey_process *process, unsigned int mask)
{
  /* New threads look at the last one first.  */
  atomic_store_relaxed (&process->noinherit, process->noinherit | mask);
  atomic_store_release (&process->start_rules, true);
}

void
pkey_record_default (struct pkey_process *process, struct pkey_change change)
{
  /* New threads look at the masks first.  */
  atomic_store_relaxed (&process->defaults,
			pkey_apply (change, process->defaults));
  atomic_store_release (&process->has_default,
			process->has_default | change.mask);
}
