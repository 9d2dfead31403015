/* MPX that is switched on in a process that runs.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/mpx-action.h>
#include <elf/mpx-blocked.h>
#include <elf/mpx-late.h>
#include <elf/mpx-total.h>
#include <elf/xsave-frame.h>
#include <errno.h>
#include <mpx-registers.h>
#include <nptl/broadcast.h>
#include <nptl/pkey-lock.h>
#include <nptl/signal-action.h>
#include <nptl/signal-context.h>
#include <nptl/signal-stacks.h>
#include <string.h>
#include <sysdep.h>

/* What CONTEXT returns to will run with MPX.  Return whether it had SIGSEGV
   blocked, which it has not any more.  */
static bool
change_frame (ucontext_t *context)
{
  const struct mpx_process *process = &GL (dl_mpx);
  const uint64_t bndcsr[2] = { process->bndcfgu, 0 };
  void *place = xsave_frame_component (context->uc_mcontext.fpregs, mpx_bndcsr,
				       process->bndcsr_offset, sizeof bndcsr);
  if (place != NULL)
    {
      memcpy (place, bndcsr, sizeof bndcsr);
      struct xsave_start *start = (void *) context->uc_mcontext.fpregs;
      start->xstate_bv |= 1 << mpx_bndcsr;
    }
  return mpx_mask_take (&context->uc_sigmask);
}

/* A handler would run without, but nothing tells that a frame is for one.  The
   outermost frame, which comes last, has the mask that lasts.  */
static void
change_outer_frame (ucontext_t *context)
{
  mpx_thread (THREAD_SELF)->blocks = change_frame (context);
}

static void
change_own_frames (void)
{
  __mpx_unblock ();
  __signal_scan_stacks ((uintptr_t) __builtin_frame_address (0), NULL,
			change_outer_frame);
}

/* In the handler of the broadcast.  */
static void
change_thread (ucontext_t *context)
{
  __signal_sequence_again (context);
  if (change_frame (context))
    mpx_thread (THREAD_SELF)->blocks = true;
  __signal_scan_stacks (context->uc_mcontext.gregs[REG_RSP],
			&context->uc_stack, change_outer_frame);
}

/* Threads that have seen that there is no handler of libc may be about to
   install another.  They look again afterwards.  If this thread has been
   interrupted there by a handler that calls dlopen, it would wait for
   itself.  */
static void
wait_for_actions (void)
{
  for (int i = 0; i < 1000; ++i)
    {
      if (atomic_load_acquire (&GL (dl_mpx).actions_changing) == 0)
	return;
      INTERNAL_SYSCALL_CALL (sched_yield);
    }
}

void
__mpx_start_late (uintptr_t entries, uint64_t bndcfgu, unsigned int tables)
{
  /* In this order: who sees the entries counts on stubs.  What a thread has
     read before, it looks at again after its system call, and new threads look
     when they start.  No thread runs with MPX before the handler is there.  */
  struct mpx_process *process = &GL (dl_mpx);
  __signal_entry_update (signal_entry_masks);
  atomic_store_release (&GL (dl_pkey).start_rules, true);
  atomic_exchange_release (&process->entries, entries);
  wait_for_actions ();
  __mpx_adopt_action (NULL);
  __mpx_unblock ();
  atomic_store_release (&process->bndcfgu, bndcfgu);
  atomic_store_release (&process->tables, tables);
}

int
__mpx_start_threads (void)
{
  mpx_total_at_exit ();
  if (!pkey_lock ())
    return EDEADLK;
  int error = __broadcast_frames (change_thread, change_own_frames);
  pkey_unlock ();
  return error;
}
