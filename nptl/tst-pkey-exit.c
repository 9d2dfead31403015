/* Threads that end: rights until then, and what the kernel does for them.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#include <support/xthread.h>
#include <support/xtime.h>

#include "tst-pkey.h"

/* The kernel marks a robust mutex when its owner ends, with the rights that
   the thread has then.  If they do not reach the mutex, the others wait for
   ever.  */
static int key;
static pthread_mutex_t *mutex;

static void
lock_and_close (void)
{
  xpthread_mutex_lock (mutex);
  TEST_COMPARE (pkey_set (key, no_access), 0);
  TEST_COMPARE (rights_felt (mutex), no_access);
}

static void *
end_by_return (void *closure)
{
  lock_and_close ();
  return NULL;
}

static void *
end_by_exit (void *closure)
{
  lock_and_close ();
  pthread_exit (NULL);
}

static void
expect_owner_dead (void)
{
  struct timespec soon;
  xclock_gettime (CLOCK_REALTIME, &soon);
  soon.tv_sec += 5;
  TEST_COMPARE (pthread_mutex_timedlock (mutex, &soon), EOWNERDEAD);
  TEST_COMPARE (pthread_mutex_consistent (mutex), 0);
  xpthread_mutex_unlock (mutex);
}

/* A thread that ends still runs code of the program, which has to have the
   rights that are in force, as do the threads that it creates.  */
static pthread_barrier_t barrier;

static void *
get (void *closure)
{
  return (void *) (intptr_t) pkey_get (key);
}

static void
destructor (void *closure)
{
  xpthread_barrier_wait (&barrier);
  xpthread_barrier_wait (&barrier);
  TEST_COMPARE (pkey_get (key), read_only);
  TEST_COMPARE ((intptr_t) xpthread_join (xpthread_create (NULL, get, NULL)),
		read_only);
}

static void *
end_slowly (void *specific)
{
  TEST_COMPARE (pthread_setspecific (*(pthread_key_t *) specific, specific),
		0);
  pthread_exit (NULL);
}

static void
test_destructor (void)
{
  pthread_key_t specific;
  TEST_COMPARE (pthread_key_create (&specific, destructor), 0);
  xpthread_barrier_init (&barrier, NULL, 2);
  pthread_t thread = xpthread_create (NULL, end_slowly, &specific);
  xpthread_barrier_wait (&barrier);
  TEST_COMPARE (pkey_set_all (key, read_only), 0);
  xpthread_barrier_wait (&barrier);
  xpthread_join (thread);
  TEST_COMPARE (pthread_key_delete (specific), 0);
  TEST_COMPARE (pkey_set_all (key, 0), 0);
}

/* The first thread is a part of a broadcast when it ends: it has the signal
   blocked until then, so that the broadcast waits for it.  */
static pthread_t main_thread;
static volatile bool main_waits;

static void *
wait_for_main (void *closure)
{
  while (!main_waits)
    usleep (1000);
  TEST_COMPARE (pkey_set_all (key, 0), 0);
  xpthread_join (main_thread);
  expect_owner_dead ();
  /* Nobody waits for a thread that is not there.  */
  TEST_COMPARE (pkey_set_all (key, 0), 0);
  /* What /proc/self is about has ended.  */
  EXPECT_ERROR (EBUSY, pkey_release (key, PKEY_RELEASE_CHECKMAP));
  exit (support_record_failure_is_failed ());
}

static void *
watch (void *closure)
{
  while (pkey_get (key) != 0)
    ;
  xpthread_barrier_wait (&barrier);
  return NULL;
}

static _Noreturn void
end_first_thread (void)
{
  main_thread = pthread_self ();
  xpthread_barrier_init (&barrier, NULL, 2);
  xpthread_mutex_lock (mutex);
  TEST_COMPARE (pkey_set (key, no_access), 0);
  xpthread_create (NULL, watch, NULL);
  xpthread_create (NULL, wait_for_main, NULL);
  unsigned long int all = -1UL;
  TEST_COMPARE (syscall (SYS_rt_sigprocmask, SIG_SETMASK, &all, NULL,
			 sizeof all), 0);
  main_waits = true;
  /* By then, the broadcast is under way.  */
  xpthread_barrier_wait (&barrier);
  TEST_COMPARE (pkey_get (key), no_access);
  pthread_exit (NULL);
}

static int
do_test (void)
{
  if (!os_has_pku ())
    FAIL_UNSUPPORTED ("this machine has no protection keys");
  key = pkey_alloc (0, 0);
  TEST_VERIFY_EXIT (key > 0);
  mutex = pages_with_key (1, key);
  pthread_mutexattr_t attr;
  xpthread_mutexattr_init (&attr);
  xpthread_mutexattr_setrobust (&attr, PTHREAD_MUTEX_ROBUST);
  xpthread_mutex_init (mutex, &attr);

  xpthread_join (xpthread_create (NULL, end_by_return, NULL));
  expect_owner_dead ();
  xpthread_join (xpthread_create (NULL, end_by_exit, NULL));
  expect_owner_dead ();

  test_destructor ();

  /* The first thread, in a process of its own.  */
  pid_t child = xfork ();
  if (child == 0)
    end_first_thread ();
  int status;
  xwaitpid (child, &status, 0);
  TEST_COMPARE (status, 0);
  return 0;
}

#include <support/test-driver.c>
