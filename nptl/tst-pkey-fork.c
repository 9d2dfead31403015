/* A process that is made during a broadcast has the right rights.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <support/support.h>
#include <support/xthread.h>

#include "tst-pkey.h"

/* The thread that forks has all signals blocked, so that the broadcast waits
   for it: it has not had its part.  */
static int key;
static volatile bool go, forked, finished;

static void *
broadcaster (void *closure)
{
  while (!go)
    usleep (1000);
  TEST_COMPARE (pkey_set_all (key, read_only), 0);
  finished = true;
  return NULL;
}

static void *
get (void *closure)
{
  TEST_COMPARE (pkey_get (key), no_access);
  return NULL;
}

/* In the child.  After _Fork, only AS-safe functions may be called, and the
   locks are as they were.  */
static _Noreturn void
check_child (bool after_fork)
{
  TEST_COMPARE (pkey_get (key), read_only);
  if (!after_fork)
    _exit (support_record_failure_is_failed ());
  /* Nothing is left locked, and broadcasts go on.  */
  unsigned long int none = 0;
  TEST_COMPARE (syscall (SYS_rt_sigprocmask, SIG_SETMASK, &none, NULL,
			 sizeof none), 0);
  TEST_COMPARE (pkey_set_all (key, no_access), 0);
  TEST_COMPARE (pkey_get (key), no_access);
  xpthread_join (xpthread_create (NULL, get, NULL));
  int another = pkey_alloc (PKEY_ALLOC_ALLTHREADS, 0);
  TEST_VERIFY (another > 0);
  TEST_COMPARE (pkey_free (another), 0);
  if (support_record_failure_is_failed ())
    _exit (1);
  /* If it still took itself for a part of the broadcast, it would wait for the
     signal.  */
  pthread_exit (NULL);
}

static void
wait_for_child (pid_t child)
{
  int status;
  xwaitpid (child, &status, 0);
  TEST_COMPARE (status, 0);
}

/* This thread has had its part, and then changes its rights itself.  */
static void *
independent (void *closure)
{
  while (pkey_get (key) != read_only)
    ;
  TEST_COMPARE (pkey_set (key, no_access), 0);
  pid_t (*const forks[]) (void) = { fork, _Fork };
  for (size_t i = 0; i < sizeof forks / sizeof *forks; ++i)
    {
      pid_t child = forks[i] ();
      TEST_VERIFY_EXIT (child >= 0);
      if (child == 0)
	_exit (pkey_get (key) != no_access);
      wait_for_child (child);
    }
  forked = true;
  return NULL;
}

static void *
forker (void *closure)
{
  unsigned long int all = -1UL, old;
  TEST_COMPARE (pkey_get (key), 0);
  pthread_t has_had = xpthread_create (NULL, independent, NULL);
  pthread_t other = xpthread_create (NULL, broadcaster, NULL);
  TEST_COMPARE (syscall (SYS_rt_sigprocmask, SIG_SETMASK, &all, &old,
			 sizeof all), 0);
  go = true;
  /* By then, the broadcast is under way.  pthread_join would wait for it.  */
  while (!forked)
    usleep (1000);
  TEST_VERIFY (!finished);

  pid_t (*const forks[]) (void) = { fork, _Fork };
  for (size_t i = 0; i < sizeof forks / sizeof *forks; ++i)
    {
      pid_t child = forks[i] ();
      TEST_VERIFY_EXIT (child >= 0);
      if (child == 0)
	check_child (forks[i] == fork);
      wait_for_child (child);
      /* Nothing has changed here.  */
      TEST_VERIFY (!finished);
      TEST_COMPARE (pkey_get (key), 0);
    }

  TEST_COMPARE (syscall (SYS_rt_sigprocmask, SIG_SETMASK, &old, NULL,
			 sizeof old), 0);
  xpthread_join (other);
  xpthread_join (has_had);
  TEST_COMPARE (pkey_get (key), read_only);
  return NULL;
}

static int
do_test (void)
{
  if (!os_has_pku ())
    FAIL_UNSUPPORTED ("this machine has no protection keys");
  key = pkey_alloc (0, 0);
  TEST_VERIFY_EXIT (key > 0);
  /* From a thread, and from the first one, which has no other thread's
     descriptor.  */
  xpthread_join (xpthread_create (NULL, forker, NULL));
  go = forked = finished = false;
  TEST_COMPARE (pkey_set_all (key, 0), 0);
  forker (NULL);
  return 0;
}

#include <support/test-driver.c>
