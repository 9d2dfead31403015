/* Call main: its thread may end before the program.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <futex-internal.h>
#include <internal-signals.h>
#include <nptl/broadcast.h>
#include <nptl/pkey-thread.h>
#include <pthreadP.h>
#include <sysdep.h>

/* What start_thread does for the other threads: no handler of the program
   comes any more, and a broadcast that counts on this thread gets its
   answer.  */
static inline void
first_thread_leave (void)
{
  struct pthread *self = THREAD_SELF;
  internal_sigset_t set;
  internal_sigfillset (&set);
  internal_sigdelset (&set, SIGSETXID);
  internal_signal_restore_set (&set);
  atomic_fetch_or_relaxed (&self->cancelhandling, thread_left);
  while ((atomic_load_acquire (&self->cancelhandling) & SETXID_BITMASK) != 0)
    futex_wait_simple (&self->setxid_futex, 0, FUTEX_PRIVATE);
  pkey_thread_exit ();
}

#pragma push_macro ("EXITING_BITMASK")
#pragma push_macro ("INTERNAL_SYSCALL_CALL")
#define BEFORE_THREAD_EXIT() first_thread_leave ()
#include <nptl/thread-exit.h>
#include_next <libc_start_call_main.h>
#pragma pop_macro ("EXITING_BITMASK")
#pragma pop_macro ("INTERNAL_SYSCALL_CALL")
