/* Free a protection key, and what other threads may do with it.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/dl-tunables.h>
#include <errno.h>
#include <ldsodefs.h>
#include <nptl/pkey-change.h>
#include <nptl/pkey-lock.h>
#include <nptl/pkey-rights.h>
#include <nptl/signal-action.h>
#include <pkey-absent.h>
#include <pkey-kernel.h>
#include <stdint.h>
#include <sys/pkey.h>

static int
kernel_free (int key)
{
  int result = pkey_kernel_free (key);
  if (result == 0)
    return 0;
  __set_errno (-result);
  return -1;
}

/* What the flag of pkey_alloc and the tunable say.  */
static bool
is_to_be_revoked (int key)
{
  return ((atomic_load_relaxed (&GL (dl_pkey).revoke) & pkey_mask (key)) != 0
	  || TUNABLE_GET (rampart, pkey, revoke, int32_t, NULL) != 0);
}

/* Whether it has been decided what signal handlers may do with the key in
   MASK.  */
static bool
has_handler_policy (const struct pkey_process *process, unsigned int mask)
{
  unsigned int inherits = process->handler_inherits ^ process->handler_tunable;
  return ((process->handler.mask | inherits) & mask) != 0;
}

int
__pkey_free_locked (int key, bool revoke)
{
  if ((revoke || is_to_be_revoked (key))
      && __pkey_set_all_locked (key, PKEY_DISABLE_ACCESS) != 0)
    return -1;

  /* Before the system call: afterwards, the key may be another's.  */
  struct pkey_process *process = &GL (dl_pkey);
  struct pkey_process before = *process;
  unsigned int mask = pkey_mask (key);
  pkey_record_free (process, key);
  atomic_fetch_and_relaxed (&process->allocated, ~mask);
  bool handlers = has_handler_policy (&before, mask);
  if (handlers)
    __signal_entry_update (signal_entry_none);
  if (kernel_free (key) == 0)
    return 0;
  process->noinherit = before.noinherit;
  process->has_default = before.has_default;
  process->revoke = before.revoke;
  process->handler = before.handler;
  process->handler_inherits = before.handler_inherits;
  if (handlers)
    __signal_entry_update (signal_entry_none);
  atomic_fetch_or_relaxed (&process->allocated, before.allocated & mask);
  return -1;
}

int
__pkey_free (int key)
{
  if (!pkey_present () || key <= 0 || key >= pkey_count)
    return kernel_free (key);

  struct pkey_process *process = &GL (dl_pkey);
  unsigned int mask = pkey_mask (key);
  if (!is_to_be_revoked (key)
      && (atomic_load_relaxed (&process->has_default) & mask) == 0
      && !has_handler_policy (process, mask))
    {
      /* Nothing has been decided about it, and nothing is locked: this is
	 AS-safe.  */
      unsigned int allocated
	= atomic_fetch_and_relaxed (&process->allocated, ~mask);
      int result = kernel_free (key);
      if (result != 0)
	atomic_fetch_or_relaxed (&process->allocated, allocated & mask);
      return result;
    }

  if (!__pkey_begin (key, 0))
    return -1;
  int result = __pkey_free_locked (key, false);
  pkey_unlock ();
  return result;
}
libc_hidden_def (__pkey_free)
weak_alias (__pkey_free, pkey_free)
