/* Create threads: their rights to protection keys, and stillborn ones.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <ctype.h>
#include <elf/mpx-start.h>
#include <futex-internal.h>
#include <internal-signals.h>
#include <nptl/broadcast.h>
#include <nptl/pkey-thread.h>
#include <nptl-stack.h>
#include <pthreadP.h>
#include <rseq-internal.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>

/* A broadcast that has found the descriptor PD waits until its thread has been
   cloned, and holds the lock of the lists that PD is in.  PD will have no
   thread, so that the broadcast has to go on before that lock can be taken.
   glibc wakes it only in the new thread.  There is no thread ID to which a
   signal could be sent.  */
static void
setxid_stillborn (struct pthread *pd)
{
  pd->tid = 0;
  pkey_thread_forget (pd);
  if (atomic_exchange_acquire (&pd->setxid_futex, 0) == -2)
    futex_wake (&pd->setxid_futex, 1, FUTEX_PRIVATE);
}

/* What a function of glibc finds that has no descriptor, since it changes the
   protection of a stack that is in no list yet.  */
static struct pthread *const pd __attribute__ ((unused)) = NULL;

/* RESULT is that of a call of FUNCTION without which PD is given up.  The
   stacks of setup_stack_prot are in no list yet, and may be out of reach.  */
static inline int
stack_call (const char *function, struct pthread *pd, int result)
{
  if (__glibc_unlikely (result != 0) && pd != NULL
      && strcmp (function, "setup_stack_prot") != 0)
    setxid_stillborn (pd);
  return result;
}

/* Without other advice, glibc goes on.  */
enum { advice_guard_remove = 103 };

static __attribute_noinline__ __COLD void
start_by_rules (struct pthread *pd)
{
  pkey_thread_start (pd);
  mpx_thread_start (pd);
}

static inline void
start (struct pthread *pd)
{
  if (__glibc_unlikely (atomic_load_acquire (&GL (dl_pkey).start_rules)))
    start_by_rules (pd);
}

#define __ctype_init() (__ctype_init (), start (pd))
#define internal_sigset_from_sigset(to, from) \
  (internal_sigset_from_sigset (to, from), mpx_thread_has_mask (pd))
#define __libc_sigaction(sig, act, old) __broadcast_install (act)
#define __madvise(start, length, advice)				      \
  stack_call (__func__,							      \
	      (advice) == advice_guard_remove ? (struct pthread *) pd : NULL, \
	      __madvise (start, length, advice))
#define __mprotect(start, length, protection) \
  stack_call (__func__, pd, __mprotect (start, length, protection))
#define __nptl_deallocate_stack(pd) \
  (setxid_stillborn (pd), __nptl_deallocate_stack (pd))
#define BEFORE_THREAD_EXIT() pkey_thread_exit ()
#include <nptl/thread-exit.h>
#include <nptl/pthread_create.c>
