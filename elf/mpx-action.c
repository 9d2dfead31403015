/* What a program with MPX sets for SIGSEGV.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/mpx-action.h>
#include <elf/mpx-entry.h>
#include <elf/mpx-handler.h>
#include <internal-signals.h>
#include <ldsodefs.h>
#include <lowlevellock.h>
#include <string.h>

#define SA_RESTORER 0x04000000

/* Flags that make a difference in the kernel: on which stack the handler runs,
   and what becomes of the system call that it interrupts.  The handler of libc
   does the others.  */
enum { kernel_flags = SA_ONSTACK | SA_RESTART };

static void
lock (internal_sigset_t *set)
{
  internal_signal_block_all (set);
  lll_lock (GL (dl_mpx).lock, LLL_PRIVATE);
}

static void
unlock (const internal_sigset_t *set)
{
  lll_unlock (GL (dl_mpx).lock, LLL_PRIVATE);
  internal_signal_restore_set (set);
}

/* The slot of HANDLER, which the kernel has told, or MPX_SLOTS if it is not
   an entry.  */
static unsigned int
slot_of (__sighandler_t handler)
{
  uintptr_t offset = (uintptr_t) handler - GL (dl_mpx).entries;
  return offset < MPX_ENTRIES_SIZE ? offset / MPX_ENTRY_SIZE : MPX_SLOTS;
}

/* The slot that has WANTED, or, if none has it, one with it that has been out
   of use for long, and not PRESENT, which is in use.  Without a look for it,
   a child of vfork, which has the memory of its parent and sets SIG_DFL,
   would use up the parent's.  */
static unsigned int
find_slot (const struct mpx_action *wanted, unsigned int present)
{
  struct mpx_process *process = &GL (dl_mpx);
  for (unsigned int slot = 0; slot < MPX_SLOTS; ++slot)
    {
      const struct mpx_action *action = &process->actions[slot];
      if (action->handler == wanted->handler
	  && action->flags == wanted->flags && action->mask == wanted->mask)
	return slot;
    }
  unsigned int slot = (process->last + 1) % MPX_SLOTS;
  if (slot == present)
    slot = (slot + 1) % MPX_SLOTS;
  process->last = slot;
  struct mpx_action *action = &process->actions[slot];
  action->flags = wanted->flags;
  action->mask = wanted->mask;
  atomic_store_release (&action->handler, wanted->handler);
  return slot;
}

/* Put ACT into a slot other than PRESENT, and store in WRAPPED what the kernel
   gets for it.  */
static void
wrap (const struct sigaction *act, unsigned int present,
      struct sigaction *wrapped)
{
  struct mpx_action action
    = { .handler = mpx_mangle_handler ((uintptr_t) act->sa_handler),
	.flags = act->sa_flags };
  memcpy (&action.mask, &act->sa_mask, sizeof action.mask);
  wrapped->sa_handler
    = (__sighandler_t) (GL (dl_mpx).entries
			+ find_slot (&action, present) * MPX_ENTRY_SIZE);
  wrapped->sa_flags = (act->sa_flags & kernel_flags) | SA_SIGINFO;
  /* No other handler comes while that of libc runs, but for that of
     broadcasts.  */
  __sigfillset (&wrapped->sa_mask);
  __sigdelset (&wrapped->sa_mask, SIGSETXID);
}

/* Let OACT, which comes from the kernel, say what the program has set.  */
static void
unwrap (struct sigaction *oact)
{
  unsigned int slot = slot_of (oact->sa_handler);
  if (slot == MPX_SLOTS)
    return;
  const struct mpx_action *action = &GL (dl_mpx).actions[slot];
  oact->sa_handler
    = (__sighandler_t) mpx_demangle_handler (action->handler);
  oact->sa_flags = action->flags;
  if ((action->flags & SA_RESTORER) == 0)
    oact->sa_restorer = NULL;
  memcpy (&oact->sa_mask, &action->mask, sizeof action->mask);
}

int
__mpx_sigaction (const struct sigaction *act, struct sigaction *oact,
		 int (*install) (int, const struct sigaction *,
				 struct sigaction *))
{
  /* The program's memory may be out of reach, so it is not touched under the
     lock.  */
  struct sigaction program, wrapped, old;
  if (act != NULL)
    {
      program = *act;
      program.sa_flags |= SA_RESTORER;
    }
  internal_sigset_t set;
  lock (&set);
  int result = install (SIGSEGV, NULL, &old);
  if (result == 0 && act != NULL)
    {
      wrap (&program, slot_of (old.sa_handler), &wrapped);
      result = install (SIGSEGV, &wrapped, &old);
    }
  if (result == 0)
    unwrap (&old);
  unlock (&set);
  if (result == 0 && oact != NULL)
    *oact = old;
  return result;
}

void
__mpx_adopt (struct sigaction *oact,
	     int (*install) (int, const struct sigaction *,
			     struct sigaction *))
{
  struct sigaction present, wrapped;
  internal_sigset_t set;
  lock (&set);
  if (install (SIGSEGV, NULL, &present) == 0
      && slot_of (present.sa_handler) == MPX_SLOTS)
    {
      wrap (&present, MPX_SLOTS, &wrapped);
      install (SIGSEGV, &wrapped, NULL);
    }
  if (oact != NULL)
    unwrap (oact);
  unlock (&set);
}
