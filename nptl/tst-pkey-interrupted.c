/* pkey_set_interrupted: the rights of what a handler has interrupted.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <ucontext.h>

#include <support/xsignal.h>
#include <support/xthread.h>

#include "tst-pkey.h"

/* Nothing is asked for the second one.  */
static int key, other_key;
static char *page, *other_page;

/* What has been decided about handlers.  */
static const char *policy;
static unsigned int rights_of_handlers, other_of_handlers;
static bool inherit;

/* That a key has RIGHTS, as pkey_get says and as it is felt.  */
static void
expect_key (int line, const char *what, int which, void *memory,
	    unsigned int expected)
{
  unsigned int rights = pkey_get (which);
  unsigned int felt = rights_felt (memory);
  if (rights != expected
      || felt != (expected & no_access ? no_access : expected))
    FAIL ("line %d, %s: %s has %u, feels %u, expected %u", line, policy, what,
	  rights, felt, expected);
  if (felt == 0)
    ++*(volatile char *) memory;
}
#define EXPECT(expected) expect_key (__LINE__, "key", key, page, expected)
#define EXPECT_OTHER(expected) \
  expect_key (__LINE__, "other key", other_key, other_page, expected)

/* What the handlers are to do: rights, or -1 for nothing.  */
static int for_interrupted, for_handler;
static bool handler_first;
static volatile int handled;

static void
handler (int signal, siginfo_t *info, void *context)
{
  ++handled;
  unsigned int before = pkey_get (key), other_before = pkey_get (other_key);
  if (!inherit)
    {
      EXPECT (rights_of_handlers);
      EXPECT_OTHER (other_of_handlers);
    }
  if (handler_first && for_handler >= 0)
    TEST_COMPARE (pkey_set (key, before = for_handler), 0);
  if (for_interrupted >= 0)
    {
      TEST_COMPARE (pkey_set_interrupted (context, key, for_interrupted), 0);
      EXPECT (before);
      EXPECT_OTHER (other_before);
    }
  if (!handler_first && for_handler >= 0)
    {
      TEST_COMPARE (pkey_set (key, for_handler), 0);
      EXPECT (for_handler);
    }
}

static void
test_all_rights (void)
{
  struct sigaction action = { .sa_sigaction = handler,
			      .sa_flags = SA_SIGINFO };
  xsigaction (SIGUSR1, &action, NULL);
  for (int before = 0; before <= 3; ++before)
    for (for_interrupted = -1; for_interrupted <= 3; ++for_interrupted)
      for (for_handler = -1; for_handler <= 3; ++for_handler)
	{
	  handler_first = !handler_first;
	  TEST_COMPARE (pkey_set (key, before), 0);
	  TEST_COMPARE (pkey_set (other_key, 3 - before), 0);
	  handled = 0;
	  xraise (SIGUSR1);
	  TEST_COMPARE (handled, 1);
	  EXPECT (for_interrupted >= 0 ? for_interrupted : before);
	  EXPECT_OTHER (3 - before);
	}
}

/* What programs want it for: the access that has been denied is repeated.  */
static void
fault_handler (int signal, siginfo_t *info, void *context)
{
  ++handled;
  TEST_COMPARE (info->si_code, SEGV_PKUERR);
  TEST_COMPARE (info->si_pkey, key);
  if (handled > 1)
    FAIL_EXIT1 ("%s: the access is still denied", policy);
  TEST_COMPARE (pkey_set_interrupted (context, key, for_interrupted), 0);
}

static void
test_fault (void)
{
  struct sigaction old, action = { .sa_sigaction = fault_handler,
				   .sa_flags = SA_SIGINFO };
  xsigaction (SIGSEGV, &action, &old);
  for (int before = 1; before <= 3; ++before)
    {
      TEST_COMPARE (pkey_set (key, before), 0);
      handled = 0;
      for_interrupted = 0;
      *(volatile char *) (page + 1) = before;
      TEST_COMPARE (handled, 1);
      TEST_COMPARE (page[1], before);
      EXPECT (0);
    }
  TEST_COMPARE (pkey_set (key, no_access), 0);
  handled = 0;
  for_interrupted = read_only;
  TEST_COMPARE (*(volatile char *) (page + 1), 3);
  TEST_COMPARE (handled, 1);
  EXPECT (read_only);
  xsigaction (SIGSEGV, &old, NULL);
}

/* Code that computes, in another thread.  */
static volatile bool ready;

static void *
compute (void *closure)
{
  TEST_COMPARE (pkey_set (key, no_access), 0);
  ready = true;
  while (pkey_get (key) != read_only)
    ;
  EXPECT (read_only);
  return NULL;
}

static void
test_thread (void)
{
  for_interrupted = read_only;
  for_handler = -1;
  ready = false;
  TEST_COMPARE (pkey_set (key, 0), 0);
  pthread_t thread = xpthread_create (NULL, compute, NULL);
  while (!ready)
    usleep (100);
  TEST_COMPARE (pthread_kill (thread, SIGUSR1), 0);
  xpthread_join (thread);
  EXPECT (0);
}

/* Each frame is for itself: that of the code, and that of the outer
   handler.  */
static void *outer_context;

static void
inner_handler (int signal, siginfo_t *info, void *context)
{
  ++handled;
  TEST_COMPARE (pkey_set (key, 3), 0);
  TEST_COMPARE (pkey_set_interrupted (context, key, read_only), 0);
  TEST_COMPARE (pkey_set_interrupted (outer_context, key, 0), 0);
  EXPECT (3);
}

static void
outer_handler (int signal, siginfo_t *info, void *context)
{
  ++handled;
  outer_context = context;
  TEST_COMPARE (pkey_set (key, no_access), 0);
  xraise (SIGUSR1);
  EXPECT (read_only);
}

static void
test_nested (void)
{
  struct sigaction action = { .sa_sigaction = inner_handler,
			      .sa_flags = SA_SIGINFO };
  xsigaction (SIGUSR1, &action, NULL);
  action.sa_sigaction = outer_handler;
  xsigaction (SIGUSR2, &action, NULL);
  stack_t stack = { .ss_size = 16 * getpagesize () };
  stack.ss_sp = pages_with_key (16, 0);
  TEST_COMPARE (sigaltstack (&stack, NULL), 0);
  for (int i = 0; i <= 1; ++i)
    {
      TEST_COMPARE (pkey_set (key, no_access), 0);
      handled = 0;
      xraise (SIGUSR2);
      TEST_COMPARE (handled, 2);
      EXPECT (0);
      action.sa_flags |= SA_ONSTACK;
      xsigaction (SIGUSR2, &action, NULL);
    }
  stack.ss_flags = SS_DISABLE;
  TEST_COMPARE (sigaltstack (&stack, NULL), 0);
}

/* Nothing changes.  */
static void
bad_handler (int signal, siginfo_t *info, void *context)
{
  ++handled;
  unsigned int before = pkey_get (key);
  static const int bad_keys[] = { -1, 16, 17, 32, INT_MIN, INT_MAX };
  for (size_t i = 0; i < sizeof bad_keys / sizeof *bad_keys; ++i)
    EXPECT_ERROR (EINVAL, pkey_set_interrupted (context, bad_keys[i], 0));
  static const unsigned int bad_rights[]
    = { 4, 5, 0x10, PKEY_INHERIT, 0x80000000, UINT_MAX };
  for (size_t i = 0; i < sizeof bad_rights / sizeof *bad_rights; ++i)
    EXPECT_ERROR (EINVAL, pkey_set_interrupted (context, key, bad_rights[i]));
  EXPECT_ERROR (EINVAL, pkey_set_interrupted (NULL, key, 0));
  EXPECT_ERROR (EINVAL, pkey_set_interrupted (NULL, -1, 4));
  ucontext_t other;
  memset (&other, 0, sizeof other);
  EXPECT_ERROR (EINVAL, pkey_set_interrupted (&other, key, 0));
  TEST_COMPARE (getcontext (&other), 0);
  EXPECT_ERROR (EINVAL, pkey_set_interrupted (&other, key, 0));
  EXPECT (before);
}

static void
test_bad_input (void)
{
  struct sigaction action = { .sa_sigaction = bad_handler,
			      .sa_flags = SA_SIGINFO };
  xsigaction (SIGUSR1, &action, NULL);
  TEST_COMPARE (pkey_set (key, read_only), 0);
  TEST_COMPARE (pkey_set (other_key, 3), 0);
  handled = 0;
  xraise (SIGUSR1);
  TEST_COMPARE (handled, 1);
  EXPECT (read_only);
  EXPECT_OTHER (3);
}

static void
run_all (const char *new_policy)
{
  policy = new_policy;
  test_all_rights ();
  test_fault ();
  test_all_rights ();
  test_thread ();
  test_nested ();
  test_bad_input ();
}

/* Changes of all threads, before and after, by another thread.  */
static pthread_barrier_t barrier;
static int all_before, all_after; /* Rights, or -1.  */

static void
let_change (void)
{
  xpthread_barrier_wait (&barrier);
  xpthread_barrier_wait (&barrier);
}

static void
order_handler (int signal, siginfo_t *info, void *context)
{
  let_change ();
  if (all_before >= 0)
    EXPECT (all_before);
  TEST_COMPARE (pkey_set_interrupted (context, key, for_interrupted), 0);
  if (all_before >= 0)
    EXPECT (all_before);
  let_change ();
  if (all_after >= 0)
    EXPECT (all_after);
}

static void *
change_all (void *closure)
{
  xpthread_barrier_wait (&barrier);
  if (all_before >= 0)
    TEST_COMPARE (pkey_set_all (key, all_before), 0);
  xpthread_barrier_wait (&barrier);
  xpthread_barrier_wait (&barrier);
  if (all_after >= 0)
    TEST_COMPARE (pkey_set_all (key, all_after), 0);
  xpthread_barrier_wait (&barrier);
  return NULL;
}

static void
run_order (int before, int interrupted, int after)
{
  all_before = before;
  for_interrupted = interrupted;
  all_after = after;
  struct sigaction action = { .sa_sigaction = order_handler,
			      .sa_flags = SA_SIGINFO };
  xsigaction (SIGUSR1, &action, NULL);
  TEST_COMPARE (pkey_set (key, 3), 0);
  TEST_COMPARE (pkey_set (other_key, read_only), 0);
  pthread_t thread = xpthread_create (NULL, change_all, NULL);
  xraise (SIGUSR1);
  xpthread_join (thread);
  EXPECT (after >= 0 ? after : interrupted);
  EXPECT_OTHER (read_only);

  /* None of it comes twice.  */
  action.sa_sigaction = handler;
  xsigaction (SIGUSR1, &action, NULL);
  TEST_COMPARE (pkey_set (key, 3), 0);
  for_interrupted = for_handler = -1;
  xraise (SIGUSR1);
  EXPECT (3);
}

/* The first change of all in a process comes to a handler that the kernel has
   entered.  */
static void
test_first_change (void)
{
  policy = "first change";
  pid_t child = xfork ();
  if (child == 0)
    {
      run_order (read_only, 0, -1);
      run_order (0, read_only, -1);
      _exit (0);
    }
  int status;
  xwaitpid (child, &status, 0);
  TEST_COMPARE (status, 0);
}

static void
test_order (void)
{
  policy = "changes of all";
  for (int before = -1; before <= 3; ++before)
    for (int interrupted = 0; interrupted <= 3; ++interrupted)
      for (int after = -1; after <= 3; ++after)
	run_order (before, interrupted, after);
}

/* What a handler has set is not undone by a change of another key that it has
   interrupted, which has read all rights before.  */
static volatile unsigned int set_last;

static void
set_next (int signal, siginfo_t *info, void *context)
{
  ++set_last;
  TEST_COMPARE (pkey_set_interrupted (context, key, set_last & 3), 0);
}

static void
test_sequence (void)
{
  struct sigaction action = { .sa_sigaction = set_next,
			      .sa_flags = SA_SIGINFO | SA_RESTART };
  xsigaction (SIGALRM, &action, NULL);
  TEST_COMPARE (pkey_set (key, set_last & 3), 0);
  struct itimerval timer = { { 0, 500 }, { 0, 500 } };
  TEST_COMPARE (setitimer (ITIMER_REAL, &timer, NULL), 0);
  for (int i = 0; set_last < 3000; ++i)
    {
      unsigned int last = set_last;
      pkey_set (other_key, i & 3);
      unsigned int found = pkey_get (key);
      if (last == set_last && found != (last & 3))
	FAIL_EXIT1 ("after %d calls: rights %u, expected %u", i, found,
		    last & 3);
    }
  memset (&timer, 0, sizeof timer);
  TEST_COMPARE (setitimer (ITIMER_REAL, &timer, NULL), 0);
}

static int
do_test (void)
{
  if (!os_has_pku ())
    FAIL_UNSUPPORTED ("this machine has no protection keys");
  key = pkey_alloc (0, 0);
  other_key = pkey_alloc (0, 0);
  TEST_VERIFY_EXIT (key > 0 && other_key > 0);
  page = pages_with_key (1, key);
  other_page = pages_with_key (1, other_key);
  xpthread_barrier_init (&barrier, NULL, 2);

  rights_of_handlers = other_of_handlers = no_access;
  run_all ("no policy");
  test_first_change ();

  TEST_COMPARE (pkey_set_policy (other_key, PKEY_SIGNAL, 0), 0);
  other_of_handlers = 0;
  run_all ("rights of handlers");

  TEST_COMPARE (pkey_set_policy (key, PKEY_SIGNAL, PKEY_INHERIT), 0);
  inherit = true;
  run_all ("inherited rights");

  TEST_COMPARE (pkey_set_policy (key, PKEY_SIGNAL, no_access), 0);
  inherit = false;
  test_order ();
  run_all ("after changes of all");
  test_sequence ();
  return 0;
}

#include <support/test-driver.c>
