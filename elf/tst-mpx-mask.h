/* What the tests of masks of signals share.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _TST_MPX_MASK_H
#define _TST_MPX_MASK_H

#include <stdint.h>
#include <sys/syscall.h>

#include "tst-mpx.h"

#ifndef MPX_ASKED_LATER
MPX_WANTED;
#endif

/* Whether a table can be made, in a window where there is none, and a
   violation is seen.  The process runs with rampart.mpx.violation=count.  */
static bool
are_bounds_checked (void)
{
  static uintptr_t window = 0x123400000000;
  uintptr_t cell = __atomic_add_fetch (&window, 1 << 20, __ATOMIC_RELAXED);
  uintptr_t value = 0x1000;
  struct mpx_bounds bounds = { value, ~(value + 15) };
  mpx_store ((void *) cell, (void *) value, bounds);
  bool kept = same_bounds (mpx_load ((void *) cell, (void *) value), bounds);
  struct mpx_info before, after;
  TEST_COMPARE (mpx_info (&before), 0);
  mpx_check ((void *) value, 17, bounds);
  TEST_COMPARE (mpx_info (&after), 0);
  return kept && after.violations > before.violations;
}

/* Whether SIGSEGV is blocked, as the program sees it.  */
static bool
is_blocked (void)
{
  sigset_t set;
  TEST_COMPARE (pthread_sigmask (SIG_BLOCK, NULL, &set), 0);
  return sigismember (&set, SIGSEGV);
}

static bool
does_kernel_block (void)
{
  uint64_t mask;
  TEST_COMPARE (syscall (SYS_rt_sigprocmask, SIG_BLOCK, NULL, &mask,
			 sizeof mask), 0);
  return mask >> (SIGSEGV - 1) & 1;
}

#define EXPECT_BLOCKED(expected)		\
  do						\
    {						\
      TEST_COMPARE (is_blocked (), expected);	\
      TEST_VERIFY (!does_kernel_block ());	\
      TEST_VERIFY (are_bounds_checked ());	\
    }						\
  while (0)

static void __attribute__ ((unused))
change_segv (int how)
{
  sigset_t set;
  sigemptyset (&set);
  sigaddset (&set, SIGSEGV);
  TEST_COMPARE (sigprocmask (how, &set, NULL), 0);
}

/* Whether the handlers of these tests are for SIGUSR1, with all signals
   blocked (FULL).  */
static void __attribute__ ((unused))
install (void (*handler) (int, siginfo_t *, void *), bool full)
{
  struct sigaction action = { .sa_sigaction = handler,
			      .sa_flags = SA_SIGINFO };
  if (full)
    sigfillset (&action.sa_mask);
  xsigaction (SIGUSR1, &action, NULL);
}

#endif /* _TST_MPX_MASK_H */
