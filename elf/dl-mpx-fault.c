/* The handler of SIGSEGV of processes with MPX.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/dl-line.h>
#include <elf/dl-mpx.h>
#include <elf/mpx-decode.h>
#include <elf/mpx-handler.h>
#include <elf/mpx-mask.h>
#include <elf/mpx-policy.h>
#include <elf/mpx-table.h>
#include <elf/mpx-thread.h>
#include <elf/xsave-frame.h>

#include <atomic.h>
#include <internal-signals.h>
#include <ldsodefs.h>
#include <mpx-registers.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sysdep.h>

#define SA_RESTORER 0x04000000
#include <kernel_sigaction.h>

/* The trap number of #BR.  */
enum { trap_bound_range = 5 };

/* While the handler of libc runs, no other comes, but for that of broadcasts,
   which may have to change what the handler returns to.  */
static const mpx_mask_t handler_mask = ~(1UL << (SIGSETXID - 1));

/* BNDCSR in a frame.  */
struct bndcsr
{
  uint64_t bndcfgu, bndstatus;
};

/* The handler may run at any point of the program, in any thread, and so makes
   system calls only, stores no error number, allocates no memory, takes no
   lock, has no floating point and no point of cancellation, and reads what
   does not change.  The kernel has switched MPX off for it.  */

/* Return BNDCSR of what has raised #BR, or a null pointer if it was something
   else.  That of the frame counts: the kernel has reset the registers.  */
static const struct bndcsr *
bound_range_exceeded (const siginfo_t *info, const ucontext_t *context)
{
  /* The trap number is that of the thread's last fault: a signal that was sent
     has it too.  */
  if (info->si_code <= 0
      || context->uc_mcontext.gregs[REG_TRAPNO] != trap_bound_range)
    return NULL;
  struct bndcsr *found
    = xsave_frame_component (context->uc_mcontext.fpregs, mpx_bndcsr,
			     GL (dl_mpx).bndcsr_offset, sizeof *found);
  const struct xsave_start *start = (void *) context->uc_mcontext.fpregs;
  return (found != NULL && (start->xstate_bv >> mpx_bndcsr & 1) != 0
	  ? found : NULL);
}

/* Let ENTRY of the directory have a table, if it has none.  Two threads may
   come here for the same entry: one of them finds that it is too late.  Return
   0 or an error number.  */
static int
make_table (uint64_t *entry)
{
  long int address
    = INTERNAL_SYSCALL_CALL (mmap, NULL, (size_t) mpx_table_size,
			     PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
			     -1, 0);
  if (INTERNAL_SYSCALL_ERROR_P (address))
    return INTERNAL_SYSCALL_ERRNO (address);
  /* The pointers of a MiB are rarely everywhere in it.  */
  INTERNAL_SYSCALL_CALL (madvise, address, (size_t) mpx_table_size,
			 MADV_NOHUGEPAGE);
  uint64_t none = 0;
  if (__atomic_compare_exchange_n (entry, &none, mpx_entry_make (address),
				   false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
    atomic_fetch_add_relaxed (&GL (dl_mpx).tables_made, 1);
  else
    INTERNAL_SYSCALL_CALL (munmap, address, (size_t) mpx_table_size);
  return 0;
}

/* Return the bounds registers of CONTEXT, or NULL if they are in their initial
   state.  */
static struct mpx_bndreg *
find_bndregs (const ucontext_t *context)
{
  const struct xsave_start *start = (void *) context->uc_mcontext.fpregs;
  if ((start->xstate_bv >> mpx_bndregs & 1) == 0)
    return NULL;
  return xsave_frame_component (context->uc_mcontext.fpregs, mpx_bndregs,
				GL (dl_mpx).bndregs_offset,
				mpx_bndreg_count * sizeof (struct mpx_bndreg));
}

/* Decode the instruction that CONTEXT is about to execute.  Of its bytes, it
   is known only that they are readable.  */
static void
decode (const ucontext_t *context, struct mpx_decoded *decoded)
{
  const greg_t *registers = context->uc_mcontext.gregs;
  const unsigned char *code = (void *) registers[REG_RIP];
  const size_t page = 4096;
  size_t rest = page - (uintptr_t) code % page;

  static const struct mpx_bndreg initial[mpx_bndreg_count];
  const struct mpx_bndreg *bndregs = find_bndregs (context);
  if (bndregs == NULL)
    bndregs = initial;
  _dl_mpx_decode (code, rest, registers, bndregs, decoded);
  /* Then it goes on on the next page.  */
  if (decoded->instruction == mpx_none && rest < mpx_code_max)
    _dl_mpx_decode (code, mpx_code_max, registers, bndregs, decoded);
}

/* There is no memory for a table.  Let the program go on, if it may, as if no
   bounds had ever been stored there.  */
static bool
went_without_table (ucontext_t *context, int error)
{
  enum protection_reason reason = _dl_mpx_failure (error);
  struct mpx_decoded decoded;
  decode (context, &decoded);
  if (_dl_mpx_fatal_p (reason)
      || (decoded.instruction != mpx_bndldx
	  && decoded.instruction != mpx_bndstx))
    return false;
  struct mpx_bndreg *bndregs = find_bndregs (context);
  if (decoded.instruction == mpx_bndldx && bndregs != NULL)
    bndregs[decoded.bnd] = (struct mpx_bndreg) { 0, 0 };
  context->uc_mcontext.gregs[REG_RIP] += decoded.length;
  _dl_mpx_weaken (reason);
  return true;
}

/* Since Linux 5.6, the kernel says nothing of a violation.  */
static void
describe (siginfo_t *info, const struct mpx_decoded *decoded)
{
  info->si_code = SEGV_BNDERR;
  info->si_addr = (void *) decoded->address;
  info->si_lower = (void *) decoded->lower;
  info->si_upper = (void *) decoded->upper;
}

static void
report (const siginfo_t *info, const ucontext_t *context)
{
  struct line line;
  line_begin (&line);
  uintptr_t ip = context->uc_mcontext.gregs[REG_RIP];
  _dl_line_add (&line, "rampart: MPX violation: address 0x");
  _dl_line_add_number (&line, (uintptr_t) info->si_addr);
  _dl_line_add (&line, " is not within 0x");
  _dl_line_add_number (&line, (uintptr_t) info->si_lower);
  _dl_line_add (&line, "-0x");
  _dl_line_add_number (&line, (uintptr_t) info->si_upper);
  _dl_line_add (&line, ", at ");
  _dl_line_add_place (&line, ip, _dl_line_find_object (ip));
  _dl_line_add (&line, "\n");
  _dl_line_write (&line);
}

/* Whether the program goes on after a violation.  */
static bool
violation_handled (siginfo_t *info, ucontext_t *context)
{
  struct mpx_decoded decoded;
  decode (context, &decoded);
  /* Another thread may have changed the code meanwhile.  */
  if (decoded.instruction == mpx_none)
    return false;
  describe (info, &decoded);
  atomic_fetch_add_relaxed (&GL (dl_mpx).violations, 1);
  if (GL (dl_mpx).violation == mpx_violation_signal)
    return false;
  if (GL (dl_mpx).violation == mpx_violation_report)
    report (info, context);
  context->uc_mcontext.gregs[REG_RIP] += decoded.length;
  return true;
}

/* Let the process die as it would have without libc's handler: a fault happens
   again, and what was sent or described is sent again.  */
static void
die (siginfo_t *info)
{
  const struct kernel_sigaction action = { .k_sa_handler = SIG_DFL };
  INTERNAL_SYSCALL_CALL (rt_sigaction, SIGSEGV, &action, NULL,
			 sizeof (mpx_mask_t));
  if (info->si_code <= 0 || info->si_code == SEGV_BNDERR)
    INTERNAL_SYSCALL_CALL (rt_tgsigqueueinfo, INTERNAL_SYSCALL_CALL (getpid),
			   INTERNAL_SYSCALL_CALL (gettid), SIGSEGV, info);
}

/* The program has blocked the signal.  The kernel keeps one that is sent, and
   for a fault it ends the process.  */
static void
hold (siginfo_t *info, struct mpx_thread *own)
{
  if (info->si_code > 0)
    die (info);
  else if (!own->holds)
    {
      own->info = *info;
      own->holds = true;
    }
}

/* The signal is the program's.  Return what it has set for it.  */
static uintptr_t
pass_on (siginfo_t *info, const ucontext_t *context, unsigned int slot,
	 mpx_mask_t *mask)
{
  struct mpx_thread *own = mpx_thread (THREAD_SELF);
  if (own->blocks)
    {
      hold (info, own);
      return 0;
    }
  struct mpx_action *action = &GL (dl_mpx).actions[slot];
  uintptr_t handler
    = (action->flags & SA_RESETHAND
       ? atomic_exchange_acquire (&action->handler, (uintptr_t) SIG_DFL)
       : atomic_load_acquire (&action->handler));
  if (handler == (uintptr_t) SIG_IGN)
    {
      if (action->flags & SA_RESETHAND)
	atomic_store_relaxed (&action->handler, handler);
      /* A fault cannot be ignored.  */
      if (info->si_code <= 0)
	return 0;
    }
  if (handler == (uintptr_t) SIG_DFL || handler == (uintptr_t) SIG_IGN)
    {
      die (info);
      return 0;
    }
  mpx_mask_t before;
  memcpy (&before, &context->uc_sigmask, sizeof before);
  *mask = (before | action->mask
	   | (action->flags & SA_NODEFER ? 0 : MPX_SIGSEGV));
  return mpx_demangle_handler (handler);
}

uintptr_t
_dl_mpx_fault (siginfo_t *info, ucontext_t *context, unsigned int slot,
	       mpx_mask_t *mask)
{
  const struct bndcsr *bndcsr = bound_range_exceeded (info, context);
  uint64_t entry;
  if (bndcsr != NULL && bndcsr->bndcfgu == GL (dl_mpx).bndcfgu)
    switch (_dl_mpx_status (bndcsr->bndcfgu, GL (dl_mpx).mawa,
			    bndcsr->bndstatus, &entry))
      {
      case mpx_status_no_table:
	{
	  int error = make_table ((uint64_t *) entry);
	  if (error == 0 || went_without_table (context, error))
	    return 0;
	}
	break;
      case mpx_status_violation:
	if (violation_handled (info, context))
	  return 0;
	break;
      default:
      }
  return pass_on (info, context, slot, mask);
}

void
_dl_mpx_install_handler (void)
{
  struct mpx_process *process = &GL (dl_mpx);
  const struct kernel_sigaction action =
    {
      .k_sa_handler = (__sighandler_t) _dl_mpx_entries,
      .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTORER,
      .sa_restorer = (void (*) (void)) (_dl_mpx_entries + MPX_ENTRIES_SIZE),
    };
  struct kernel_sigaction new = action, old;
  memcpy (&new.sa_mask, &handler_mask, sizeof handler_mask);
  INTERNAL_SYSCALL_CALL (rt_sigaction, SIGSEGV, &new, &old,
			 sizeof (mpx_mask_t));
  /* Not a handler: exec has left SIG_DFL or SIG_IGN.  */
  process->actions[0].handler = (uintptr_t) old.k_sa_handler;
  process->entries = (uintptr_t) _dl_mpx_entries;
  /* Nothing of that works for who starts with SIGSEGV blocked.  */
  mpx_mask_t mask = MPX_SIGSEGV;
  INTERNAL_SYSCALL_CALL (rt_sigprocmask, SIG_UNBLOCK, &mask, &mask,
			 sizeof mask);
  process->starts_blocked = (mask & MPX_SIGSEGV) != 0;
  GL (dl_pkey).signal_entry |= signal_entry_masks;
  GL (dl_pkey).start_rules = true;
}
