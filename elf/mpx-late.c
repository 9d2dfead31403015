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
#include <nptl/signal-stacks.h>
#include <string.h>

/* What CONTEXT returns to will run with MPX, and with SIGSEGV unblocked.  A
   handler would run without, but nothing here tells that it is one.  */
static void
change_frame (ucontext_t *context)
{
  const struct mpx_process *process = &GL (dl_mpx);
  const uint64_t bndcsr[2] = { process->bndcfgu, 0 };
  void *place = xsave_frame_component (context->uc_mcontext.fpregs, mpx_bndcsr,
				       process->bndcsr_offset, sizeof bndcsr);
  if (place == NULL)
    return;
  memcpy (place, bndcsr, sizeof bndcsr);
  struct xsave_start *start = (void *) context->uc_mcontext.fpregs;
  start->xstate_bv |= 1 << mpx_bndcsr;
  /* The outermost frame, which comes last, has the mask that lasts.  */
  mpx_thread (THREAD_SELF)->blocks
    = mpx_mask_take (&context->uc_sigmask);
}

/* In the handler of the broadcast.  */
static void
change_thread (ucontext_t *context)
{
  change_frame (context);
  __signal_scan_stacks (context->uc_mcontext.gregs[REG_RSP],
			&context->uc_stack, change_frame);
}

static void
change_own_frames (void)
{
  __signal_scan_stacks ((uintptr_t) __builtin_frame_address (0), NULL,
			change_frame);
}

int
__mpx_start_late (uintptr_t entries, uint64_t bndcfgu, unsigned int tables)
{
  /* In this order: what a thread has read before, it looks at again after its
     system call, and new threads look when they start.  No thread runs with
     MPX before the handler is there.  */
  struct mpx_process *process = &GL (dl_mpx);
  atomic_store_release (&process->entries, entries);
  __signal_entry_update (signal_entry_masks);
  __mpx_adopt_action (NULL);
  __mpx_unblock ();
  atomic_store_release (&process->bndcfgu, bndcfgu);
  atomic_store_release (&process->tables, tables);
  mpx_total_at_exit ();
  if (!pkey_lock ())
    return EDEADLK;
  int error = __broadcast_frames (change_thread, change_own_frames);
  pkey_unlock ();
  return error;
}
