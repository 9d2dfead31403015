/* The actions of signals whose handlers libc enters.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/dl-ibt-explain.h>
#include <internal-signals.h>
#include <ldsodefs.h>
#include <lowlevellock.h>
#include <nptl/pkey-rights.h>
#include <nptl/signal-action.h>
#include <nptl/signal-code.h>
#include <nptl/signal-context.h>
#include <nptl/signal-slot.h>
#include <pointer_guard.h>
#include <sys/param.h>
#include <sysdep.h>

#define SA_RESTORER 0x04000000
#include <kernel_sigaction.h>

struct signal_entry __signal_entry;

static int
kernel_action (int sig, const struct kernel_sigaction *new,
	       struct kernel_sigaction *old)
{
  return INTERNAL_SYSCALL_CALL (rt_sigaction, sig, new, old, __NSIG_BYTES);
}

static void
lock (internal_sigset_t *set)
{
  internal_signal_block_all (set);
  lll_lock (GL (dl_pkey).signal_lock, LLL_PRIVATE);
}

static void
unlock (const internal_sigset_t *set)
{
  lll_unlock (GL (dl_pkey).signal_lock, LLL_PRIVATE);
  internal_signal_restore_set (set);
}

/* Whether the handler of ACTION is one of the program's, or a stub.  */
static bool
has_handler (const struct kernel_sigaction *action)
{
  uintptr_t handler = (uintptr_t) action->k_sa_handler;
  uintptr_t explain = GL (dl_ibt_explain);
  return (action->k_sa_handler != SIG_DFL && action->k_sa_handler != SIG_IGN
	  && !(explain != 0 && handler - explain < explain_entries_size));
}

/* What the stubs look at says what the process has decided, and that they do
   PARTS.  The lock is held.  */
static void
update_words (int parts)
{
  const struct pkey_process *process = &GL (dl_pkey);
  struct signal_entry *words = signal_entry ();
  words->offset = pkey_frame_offset ();
  /* At once, so that no handler starts with a mixture of two policies.  */
  uint64_t inherited = process->handler_inherits;
  uint64_t rights = pkey_apply (process->handler, process->init);
  atomic_store_release (&words->rights, inherited << 32 | rights);
  atomic_store_release (&words->parts, parts);
}

static int
stub_number (const struct kernel_sigaction *action)
{
  return signal_stub_number ((uintptr_t) action->k_sa_handler);
}

/* Put the stub with NUMBER into ACTION.  */
static void
set_stub (struct kernel_sigaction *action, int number)
{
  action->k_sa_handler
    = (__sighandler_t) (GL (dl_pkey).signal_entry == signal_entry_static
			? signal_stub_static (number)
			: signal_stub_full (number));
  action->sa_restorer = (void (*) (void)) signal_restorer ();
}

/* Let NEW, an action for SIG, enter its handler by a stub.  The lock is
   held.  */
static void
wrap (int sig, struct kernel_sigaction *new)
{
  int first = (sig - 1) * SIGNAL_SLOTS;
  uintptr_t *words = signal_entry ()->handlers + first;
  uintptr_t word = (uintptr_t) new->k_sa_handler;
  PTR_MANGLE (word);
  unsigned char *next = &signal_entry ()->next[sig - 1];
  int slot = signal_slot (words, word, *next);
  atomic_store_release (&words[slot], word);
  *next = (slot + 1) % SIGNAL_SLOTS;
  set_stub (new, first + slot);
}

/* Let ACTION, which comes from the kernel, say what the program has set.  */
static void
unwrap (struct kernel_sigaction *action)
{
  int number = stub_number (action);
  if (number >= 0 && number < SIGNAL_STUBS)
    {
      uintptr_t word
	= atomic_load_acquire (&signal_entry ()->handlers[number]);
      PTR_DEMANGLE (word);
      action->k_sa_handler = (__sighandler_t) word;
    }
  if ((uintptr_t) action->sa_restorer == signal_restorer ())
    action->sa_restorer = __signal_plain_restorer;
}

static void
to_kernel (struct kernel_sigaction *to, const struct sigaction *from)
{
  to->k_sa_handler = from->sa_handler;
  to->sa_flags = (unsigned int) from->sa_flags | SA_RESTORER;
  to->sa_restorer = __signal_plain_restorer;
  to->sa_mask = from->sa_mask;
}

static void
from_kernel (struct sigaction *to, const struct kernel_sigaction *from)
{
  to->sa_handler = from->k_sa_handler;
  to->sa_flags = from->sa_flags;
  to->sa_restorer = from->sa_restorer;
  memcpy (&to->sa_mask, &from->sa_mask, __NSIG_BYTES);
}

void
__signal_action_show (struct sigaction *oact)
{
  struct kernel_sigaction old;
  to_kernel (&old, oact);
  old.sa_restorer = oact->sa_restorer;
  unwrap (&old);
  oact->sa_handler = old.k_sa_handler;
  oact->sa_restorer = old.sa_restorer;
}

int
__signal_action (int sig, const struct sigaction *act, struct sigaction *oact)
{
  /* The program's memory may be out of reach, so it is not touched under the
     lock.  */
  struct kernel_sigaction new, old;
  if (act != NULL)
    to_kernel (&new, act);

  int result;
  if (act == NULL || !has_handler (&new))
    /* No lock: a child of vfork or posix_spawn, which does hardly anything
       else, may be killed at any time, and would leave it taken.  */
    result = kernel_action (sig, act != NULL ? &new : NULL, &old);
  else
    {
      internal_sigset_t set;
      lock (&set);
      /* With the tunable, or MPX, nobody has done so before.  */
      if (signal_entry ()->parts == 0)
	update_words (GL (dl_pkey).signal_entry);
      /* The program may have a stub, from the system call itself.  */
      unwrap (&new);
      result = kernel_action (sig, NULL, &old);
      if (result == 0)
	{
	  wrap (sig, &new);
	  result = kernel_action (sig, &new, &old);
	}
      unlock (&set);
    }
  if (result != 0)
    return INLINE_SYSCALL_ERROR_RETURN_VALUE (-result);
  unwrap (&old);
  if (oact != NULL)
    from_kernel (oact, &old);
  return 0;
}

/* If a handler that is installed for SIG is not entered as it has to be now,
   install it so.  The lock is held.  */
static void
install_again (int sig)
{
  struct kernel_sigaction before, new, old;
  if (kernel_action (sig, NULL, &before) != 0 || !has_handler (&before))
    return;
  new = before;
  int number = stub_number (&before);
  if (number >= 0 && number < SIGNAL_STUBS)
    set_stub (&new, number);
  /* Who makes the system call himself has his own restorer, and goes on
     without libc.  */
  else if (signal_is_restorer ((uintptr_t) before.sa_restorer))
    wrap (sig, &new);
  if (new.k_sa_handler == before.k_sa_handler
      || kernel_action (sig, &new, &old) != 0)
    return;
  /* The kernel may have reset it meanwhile (SA_RESETHAND).  */
  if (old.k_sa_handler != before.k_sa_handler)
    kernel_action (sig, &old, NULL);
}

static void
install_all_again (void)
{
  for (int sig = 1; sig < _NSIG; ++sig)
    if (!is_internal_signal (sig))
      install_again (sig);
}

void
__signal_entry_update (int entry)
{
  struct pkey_process *process = &GL (dl_pkey);
  internal_sigset_t set;
  lock (&set);
  int before = process->signal_entry;
  int rights = MAX (before & signal_entry_rights, entry & signal_entry_rights);
  int after = rights | ((before | entry) & signal_entry_masks);
  if (after != before)
    {
      /* Static stubs have no use for keys that are inherited, and those that
	 take their place can do with the old words.  */
      if (before == signal_entry_none || rights <= before)
	update_words (after);
      if (rights > (before & signal_entry_rights))
	process->old_frames = true;
      /* A sigaction that has not seen it looks again after its system
	 call.  */
      atomic_store_release (&process->signal_entry, after);
      install_all_again ();
    }
  if (after != signal_entry_none)
    update_words (after);
  unlock (&set);
}

void
__signal_action_again (int sig)
{
  internal_sigset_t set;
  lock (&set);
  install_again (sig);
  unlock (&set);
}

void
__signal_entry_fork (void)
{
  struct pkey_process *process = &GL (dl_pkey);
  bool locked = process->signal_lock != LLL_LOCK_INITIALIZER;
  process->signal_lock = LLL_LOCK_INITIALIZER;
  if (process->signal_entry == signal_entry_none)
    return;
  /* The thread that was in the middle of it is not there.  */
  if (locked)
    install_all_again ();
  update_words (process->signal_entry);
}
