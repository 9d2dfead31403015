/* The broadcast of the setxid functions, which can also change registers.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <arch-pkey.h>
#include <elf/mpx-resume.h>
#include <internal-signals.h>
#include <ldsodefs.h>
#include <libc-internal.h>
#include <lowlevellock.h>
#include <nptl/broadcast.h>
#include <nptl/pkey-lock.h>
#include <nptl/signal-action.h>
#include <nptl/signal-context.h>
#include <nptl/signal-missed.h>
#include <pkey-absent.h>
#include <pthreadP.h>
#include <stap-probe.h>
#include <stdio.h>
#include <string.h>
#include <sys/single_threaded.h>
#include <sysdep.h>

/* Instead of a system call: no thread makes one, the handler changes its
   frame, and so what the thread goes on with.  */
enum { broadcast_frames = -1 };
enum { id_error, id_change };
typedef void change_frame (ucontext_t *context);

static int
setxid_call (int number, unsigned long int a, unsigned long int b,
	     unsigned long int c)
{
  return (number == broadcast_frames
	  ? 0 : INTERNAL_SYSCALL_NCS (number, 3, a, b, c));
}

/* The handler is the process's, and each copy of libc that dlmopen makes has
   one.  That of the first copy is never unloaded.  */
static void
install_handler (const struct sigaction *act)
{
  struct sigaction wanted = *act;
  if (pkey_present ())
    wanted.sa_sigaction = __broadcast_entry;
  /* A handler of the program that came in between could jump away, and what is
     open in this one is not open to others.  */
  memset (&wanted.sa_mask, 0xff, sizeof wanted.sa_mask);
  __libc_sigaction (SIGSETXID, &wanted, NULL);
}

void
__broadcast_install (const struct sigaction *act)
{
  /* The broadcast of another copy of libc may have the lock, and wait for this
     thread.  glibc unblocks it afterwards.  */
  internal_signal_unblock_signal (SIGSETXID);
  lll_lock (GL (dl_stack_cache_lock), LLL_PRIVATE);
  install_handler (act);
  lll_unlock (GL (dl_stack_cache_lock), LLL_PRIVATE);
}

static bool
other_threads (void)
{
  const list_t *used = &GL (dl_stack_used);
  const list_t *user = &GL (dl_stack_user);
  /* The first thread of the process is in the second list.  */
  return used->next != used || user->next->next != user;
}

static bool
handler_is_of_first_copy (void)
{
#ifdef SHARED
  struct sigaction present;
  const struct link_map *map = GL (dl_ns)[LM_ID_BASE].libc_map;
  if (map == NULL || __libc_sigaction (SIGSETXID, NULL, &present) != 0)
    return false;
  uintptr_t handler = (uintptr_t) present.sa_sigaction;
  return handler >= map->l_map_start && handler < map->l_map_end;
#else
  return false;
#endif
}

/* A copy of libc installs its handler when it makes its first thread.  Not so
   the copies that dlmopen has made, whose threads may be all that there are;
   so it may still have to be done when a broadcast begins.  */
static void
ensure_handler (void)
{
  if (__glibc_likely (__libc_initial && !__libc_single_threaded_internal)
      || !other_threads ()
      || (!__libc_initial && handler_is_of_first_copy ()))
    return;
  const struct sigaction act =
    {
      .sa_sigaction = __nptl_setxid_sighandler,
      .sa_flags = SA_ONSTACK | SA_SIGINFO | SA_RESTART
    };
  install_handler (&act);
}

/* The command is there for all copies of libc from when the lock is taken
   until it is released.  */
static inline void
setxid_lock (struct xid_command *command)
{
  lll_lock (GL (dl_stack_cache_lock), LLL_PRIVATE);
  ensure_handler ();
  GL (dl_broadcast) = command;
}

static inline void
setxid_unlock (void)
{
  GL (dl_broadcast) = NULL;
  lll_unlock (GL (dl_stack_cache_lock), LLL_PRIVATE);
}

/* Send SIGSETXID to the thread TID.  Return 0 or a negative error number,
   which glibc takes to mean that there is no such thread.  But a real-time
   signal also fails where too many are pending (EAGAIN,
   RLIMIT_SIGPENDING), or a filter of system calls is in the way.  */
static int
setxid_signal (pid_t pid, pid_t tid)
{
  int result = INTERNAL_SYSCALL_CALL (tgkill, pid, tid, SIGSETXID);
  if (__glibc_unlikely (result < 0 && result != -ESRCH
			&& !(result == -EINVAL && tid <= 0))
      && GL (dl_broadcast)->syscall_no == broadcast_frames)
    GL (dl_broadcast)->id[id_error] = -result;
  return result;
}

static void upstream_setxid_handler (int, siginfo_t *, void *);
#define __nptl_setxid_sighandler upstream_setxid_handler
#pragma push_macro ("EXITING_BITMASK")
#pragma push_macro ("INTERNAL_SYSCALL_CALL")
#pragma push_macro ("INTERNAL_SYSCALL_NCS")
#pragma push_macro ("libc_hidden_def")
#pragma push_macro ("lll_lock")
#pragma push_macro ("lll_unlock")
#undef EXITING_BITMASK
#undef INTERNAL_SYSCALL_CALL
#undef INTERNAL_SYSCALL_NCS
#undef libc_hidden_def
#undef lll_lock
#undef lll_unlock
#define EXITING_BITMASK thread_left
#define INTERNAL_SYSCALL_CALL(tgkill, pid, tid, signal) \
  setxid_signal (pid, tid)
#define INTERNAL_SYSCALL_NCS(number, count, a, b, c) \
  setxid_call (number, a, b, c)
#define libc_hidden_def(name)
#define lll_lock(lock, private) setxid_lock (cmdp)
#define lll_unlock(lock, private) setxid_unlock ()
#include <nptl/nptl_setxid.c>
#undef __nptl_setxid_sighandler
#pragma pop_macro ("EXITING_BITMASK")
#pragma pop_macro ("INTERNAL_SYSCALL_CALL")
#pragma pop_macro ("INTERNAL_SYSCALL_NCS")
#pragma pop_macro ("libc_hidden_def")
#pragma pop_macro ("lll_lock")
#pragma pop_macro ("lll_unlock")

/* Make all changes in CONTEXT that the thread has not had.  */
static void
change_context (ucontext_t *context)
{
  if (context_pkru (context) == NULL)
    /* Where there is PKRU, the kernel has it in the frame.  To go on would
       leave rights to a thread that are said to be gone.  */
    __libc_fatal ("Fatal glibc error: signal frame without PKRU\n");
  const struct pkey_process *process = &GL (dl_pkey);
  if (__glibc_unlikely (process->old_frames))
    __signal_count_missed (context->uc_mcontext.gregs[REG_RSP],
			   &context->uc_stack);
  struct pkey_thread *own = pkey_thread (THREAD_SELF);
  uint64_t before = own->epoch;
  uint64_t now = atomic_load_acquire (&process->epoch);
  own->epoch = now;
  /* There is no next one while this thread is waited for.  */
  __signal_change (context, (now == before + 1 ? process->change
			     : pkey_changes_since (process, before)), now);
}

/* Called by the entry, if there are protection keys, with PKRU open, and with
   all signals blocked.  Other processes can send the signal too: during a
   broadcast, it makes a thread's part happen earlier, else nothing.  */
void
__nptl_setxid_sighandler (int sig, siginfo_t *info, void *context)
{
  struct xid_command *command = atomic_load_relaxed (&GL (dl_broadcast));
  if (command == NULL)
    return;
  if (command->syscall_no == broadcast_frames)
    ((change_frame *) command->id[id_change]) (context);
  /* glibc's handler takes the command from a variable of its own copy of libc,
     and then counts the thread as done: nothing of it may be used after.  */
  if (atomic_load_relaxed (&xidcmd) != command)
    atomic_store_relaxed (&xidcmd, command);
  upstream_setxid_handler (sig, info, context);
}
libc_hidden_def (__nptl_setxid_sighandler)

static void
block_program_signals (internal_sigset_t *before)
{
  internal_sigset_t set;
  internal_sigfillset (&set);
  internal_sigdelset (&set, SIGSETXID);
  internal_sigprocmask (SIG_BLOCK, &set, before);
}

int
__broadcast_frames (change_frame *change, void (*own) (void))
{
  /* The thread descriptors may lie on stacks whose key this thread has no
     rights to.  The lock keeps other broadcasts from changing what it had.  */
  bool keys = pkey_present ();
  unsigned int rights = keys ? pkey_read () : 0;
  /* No handler may inherit that.  */
  internal_sigset_t set;
  bool inherited = GL (dl_pkey).handler_inherits != 0;
  if (inherited)
    block_program_signals (&set);
  if (keys)
    pkey_write (0);
  own ();
  struct xid_command command
    = { broadcast_frames, { [id_change] = (long int) change } };
  __nptl_setxid (&command);
  if (keys)
    pkey_write (rights);
  if (inherited)
    internal_signal_restore_set (&set);
  return command.id[id_error];
}

static void
count_own_missed (void)
{
  if (__glibc_unlikely (GL (dl_pkey).old_frames))
    __signal_count_own_missed ();
}

int
__broadcast_pkru (struct pkey_change change)
{
  LIBC_PROBE (pkey_broadcast, 2, change.mask, change.rights);
  struct pkey_process *process = &GL (dl_pkey);
  /* The frames of handlers get a stamp from now on.  */
  if ((process->signal_entry & signal_entry_rights) != signal_entry_full)
    __signal_entry_update (signal_entry_full);
  /* A thread that is too new for the broadcast takes it from there.  */
  pkey_record_default (process, change);
  atomic_fetch_or_relaxed (&process->opened, change.mask);
  pkey_record_change (process, change);
  /* In the frames that this thread will return to.  It changes its own rights
     when all others have theirs.  */
  pkey_thread (THREAD_SELF)->epoch = process->epoch;

  unsigned int missed = process->missed_frames;
  int error = __broadcast_frames (change_context, count_own_missed);
  if (missed == atomic_load_relaxed (&process->missed_frames) && error == 0)
    process->old_frames = false;
  return error;
}

void
__broadcast_fork (void)
{
  pkey_lock_fork ();
  struct pkey_process *process = &GL (dl_pkey);
  struct pthread *self = THREAD_SELF;
  struct pkey_thread *own = pkey_thread (self);
  if (own->epoch != process->epoch)
    {
      /* It has not had its part.  */
      struct pkey_change change = pkey_changes_since (process, own->epoch);
      own->epoch = process->epoch;
      pkey_update (~change.mask, change.rights);
    }
  if ((self->cancelhandling & SETXID_BITMASK) != 0)
    {
      /* Nobody waits for it any more, so it must not wait for the signal when
	 it exits.  */
      self->cancelhandling &= ~SETXID_BITMASK;
      self->setxid_futex = 0;
      mpx_resume ();
    }
  GL (dl_broadcast) = NULL;
  __signal_entry_fork ();
  /* Of a thread that is not there.  What it had written into a slot, no
     handler knows of.  */
  GL (dl_mpx).lock = LLL_LOCK_INITIALIZER;
  GL (dl_mpx).actions_changing = 0;
}
