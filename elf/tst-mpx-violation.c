/* A violation of bounds is SIGSEGV, and the handler of it is the program's.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <errno.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include <support/support.h>

#include "tst-mpx.h"

MPX_WANTED;

static char room[64];

/* What the handler has found.  */
static sigjmp_buf beyond;
static volatile int count;
static siginfo_t info;
static void *stack_in_handler;
static sigset_t mask_in_handler;

static void
handle (int signal, siginfo_t *i, void *context)
{
  ++count;
  TEST_COMPARE (signal, SIGSEGV);
  info = *i;
  stack_in_handler = __builtin_frame_address (0);
  TEST_COMPARE (sigprocmask (SIG_BLOCK, NULL, &mask_in_handler), 0);
  if (info.si_code > 0)
    siglongjmp (beyond, 1);
}

static void
install (int flags)
{
  struct sigaction action
    = { .sa_sigaction = handle, .sa_flags = SA_SIGINFO | flags };
  sigaddset (&action.sa_mask, SIGUSR1);
  xsigaction (SIGSEGV, &action, NULL);
  count = 0;
}

/* Beyond the bounds of 16 bytes, by one.  The kernel has switched MPX off for
   the handler, which jumps: so once in a process.  */
static void
violate (void)
{
  if (sigsetjmp (beyond, 1) == 0)
    {
      mpx_check (room + 16, 17, mpx_make (room + 16, 16));
      FAIL ("nothing has happened");
    }
}

static void
expect_violation (void)
{
  TEST_COMPARE (count, 1);
  TEST_COMPARE (info.si_signo, SIGSEGV);
  TEST_COMPARE (info.si_code, SEGV_BNDERR);
  TEST_VERIFY (info.si_addr == room + 32);
  TEST_VERIFY (info.si_lower == room + 16);
  TEST_VERIFY (info.si_upper == room + 31);
}

static void
test_siginfo (void)
{
  install (0);
  violate ();
  expect_violation ();
  TEST_VERIFY (sigismember (&mask_in_handler, SIGSEGV));
  TEST_VERIFY (sigismember (&mask_in_handler, SIGUSR1));
  TEST_VERIFY (!sigismember (&mask_in_handler, SIGUSR2));
}

static void
test_nodefer (void)
{
  install (SA_NODEFER);
  violate ();
  expect_violation ();
  TEST_VERIFY (!sigismember (&mask_in_handler, SIGSEGV));
}

static void
test_onstack (void)
{
  size_t size = 64 << 10;
  char *memory = xmalloc (size);
  stack_t stack = { .ss_sp = memory, .ss_size = size };
  TEST_COMPARE (sigaltstack (&stack, NULL), 0);
  install (SA_ONSTACK);
  violate ();
  expect_violation ();
  TEST_VERIFY ((char *) stack_in_handler >= memory
	       && (char *) stack_in_handler < memory + size);
}

static void
test_resethand (void)
{
  install (SA_RESETHAND);
  violate ();
  expect_violation ();
  struct sigaction action;
  xsigaction (SIGSEGV, NULL, &action);
  TEST_VERIFY (action.sa_handler == SIG_DFL);
}

/* What the program has set is what it sees.  */
static void
test_sigaction (void)
{
  struct sigaction old;
  xsigaction (SIGSEGV, NULL, &old);
  TEST_VERIFY (old.sa_handler == SIG_DFL);
  TEST_COMPARE (old.sa_flags, 0);
  static const int flags[] = { SA_RESTART, SA_ONSTACK, SA_RESETHAND,
			       SA_NODEFER, SA_NODEFER | SA_ONSTACK, 0 };
  for (size_t i = 0; i < sizeof flags / sizeof *flags; ++i)
    {
      install (flags[i]);
      xsigaction (SIGSEGV, NULL, &old);
      TEST_VERIFY (old.sa_sigaction == handle);
      TEST_COMPARE (old.sa_flags & ~0x04000000, flags[i] | SA_SIGINFO);
      TEST_VERIFY (sigismember (&old.sa_mask, SIGUSR1));
      TEST_VERIFY (!sigismember (&old.sa_mask, SIGUSR2));
    }
  /* More actions than there are slots, in changing order.  */
  const int count_flags = sizeof flags / sizeof *flags;
  for (int i = 0; i < 200; ++i)
    {
      struct sigaction action
	= { .sa_sigaction = handle,
	    .sa_flags = SA_SIGINFO | flags[i * i % 7 % count_flags] };
      int before = i == 0 ? 0 : flags[(i - 1) * (i - 1) % 7 % count_flags];
      if (i % 5 == 4)
	action.sa_flags = SA_SIGINFO | flags[i % count_flags];
      if (i > 0 && (i - 1) % 5 == 4)
	before = flags[(i - 1) % count_flags];
      sigemptyset (&action.sa_mask);
      xsigaction (SIGSEGV, &action, &old);
      if (i > 0)
	TEST_COMPARE (old.sa_flags & ~0x04000000, before | SA_SIGINFO);
    }
  TEST_VERIFY (signal (SIGSEGV, SIG_IGN) == (void *) handle);
  TEST_VERIFY (signal (SIGSEGV, SIG_DFL) == SIG_IGN);
}

/* Tables are made behind the program's back, and other faults and signals are
   its own.  */
static void
test_others (void)
{
  install (0);
  mpx_store ((void *) 0x123456789000, NULL, mpx_make (room, 16));
  TEST_COMPARE (count, 0);
  raise (SIGSEGV);
  TEST_COMPARE (count, 1);
  TEST_COMPARE (info.si_code, SI_TKILL);
  if (sigsetjmp (beyond, 1) == 0)
    {
      char *volatile nowhere = (char *) 16;
      *(volatile char *) nowhere = 1;
      FAIL ("nothing has happened");
    }
  TEST_COMPARE (count, 2);
  TEST_COMPARE (info.si_code, SEGV_MAPERR);
  TEST_VERIFY (info.si_addr == (void *) 16);
  /* A signal that is ignored.  */
  TEST_VERIFY (signal (SIGSEGV, SIG_IGN) == (void *) handle);
  raise (SIGSEGV);
}

/* Children that share the memory until exec reset the handler for
   themselves.  */
static void
test_children (void)
{
  install (0);
  pid_t child;
  for (int i = 0; i < 10; ++i)
    {
      child = vfork ();
      if (child == 0)
	{
	  signal (SIGSEGV, SIG_DFL);
	  _exit (0);
	}
      xwaitpid (child, NULL, 0);
    }
  child = xfork ();
  if (child == 0)
    {
      install (SA_NODEFER);
      _exit (0);
    }
  xwaitpid (child, NULL, 0);
  violate ();
  expect_violation ();
  TEST_VERIFY (sigismember (&mask_in_handler, SIGSEGV));
}

static void
test_default (void)
{
  violate ();
}

static void
test_ignored (void)
{
  signal (SIGSEGV, SIG_IGN);
  violate ();
}

static void
test_sent (void)
{
  raise (SIGSEGV);
}

/* A child of its own for each.  */
static void
in_child (void (*function) (void), int expected)
{
  pid_t child = xfork ();
  if (child == 0)
    {
      function ();
      _exit (support_record_failure_is_failed ());
    }
  int status;
  xwaitpid (child, &status, 0);
  TEST_COMPARE (status & ~0x80, expected);
}

static int
do_test (void)
{
  want_mpx ();
  in_child (test_siginfo, 0);
  in_child (test_nodefer, 0);
  in_child (test_onstack, 0);
  in_child (test_resethand, 0);
  in_child (test_sigaction, 0);
  in_child (test_others, 0);
  in_child (test_children, 0);
  in_child (test_default, SIGSEGV);
  in_child (test_ignored, SIGSEGV);
  in_child (test_sent, SIGSEGV);
  return 0;
}

#include <support/test-driver.c>
