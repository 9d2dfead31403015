/* Changes of all threads that do not reach one of them.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <signal.h>
#include <sys/resource.h>

#include <support/xsignal.h>
#include <support/xthread.h>

#include "tst-pkey.h"

static int key;

/* That of an allocation that has failed: it is the next one's.  */
static int next_key;

static pthread_barrier_t barrier;
static int rights_found, next_rights_found;

static void *
wait_and_look (void *closure)
{
  xpthread_barrier_wait (&barrier);
  xpthread_barrier_wait (&barrier);
  rights_found = pkey_get (key);
  next_rights_found = pkey_get (next_key);
  return NULL;
}

/* No more real-time signals can be queued.  Return the limit so far.  */
static rlim_t
set_queue (rlim_t size)
{
  struct rlimit limit;
  TEST_COMPARE (getrlimit (RLIMIT_SIGPENDING, &limit), 0);
  rlim_t old = limit.rlim_cur;
  limit.rlim_cur = size;
  TEST_COMPARE (setrlimit (RLIMIT_SIGPENDING, &limit), 0);
  return old;
}

static volatile int handler_rights;

static void
look_at_next_key (int signal)
{
  handler_rights = pkey_get (next_key);
}

/* Handlers start with nothing of what was wanted for the key.  */
static void
test_handler (void)
{
  struct pkey_info info;
  TEST_COMPARE (pkey_info (&info), 0);
  struct sigaction action = { .sa_handler = look_at_next_key };
  xsigaction (SIGUSR1, &action, NULL);
  handler_rights = -1;
  xraise (SIGUSR1);
  TEST_COMPARE (handler_rights, info.initial >> 2 * next_key & 3);
}

static int
do_test (void)
{
  if (!os_has_pku ())
    FAIL_UNSUPPORTED ("this machine has no protection keys");
  key = pkey_alloc (0, 0);
  next_key = pkey_alloc (0, no_access);
  TEST_VERIFY_EXIT (key > 0 && next_key > 0);
  xpthread_barrier_init (&barrier, NULL, 2);
  pthread_t other = xpthread_create (NULL, wait_and_look, NULL);
  xpthread_barrier_wait (&barrier);
  TEST_COMPARE (pkey_free (next_key), 0);

  rlim_t size = set_queue (0);
  EXPECT_ERROR (EAGAIN, pkey_set_all (key, read_only));
  EXPECT_ERROR (EAGAIN, pkey_alloc (PKEY_ALLOC_ALLTHREADS, read_only));
  EXPECT_ERROR (EAGAIN, pkey_alloc ((PKEY_ALLOC_ALLTHREADS
				     | PKEY_ALLOC_SIGRIGHTS), 0));
  test_handler ();
  struct pkey_info before, after;
  TEST_COMPARE (pkey_info (&before), 0);
  EXPECT_ERROR (EAGAIN, pkey_release (key, PKEY_RELEASE_REVOKE));
  TEST_COMPARE (pkey_info (&after), 0);
  TEST_COMPARE (before.in_use_mask, after.in_use_mask);
  set_queue (size);

  /* Now they get through, and with them nothing for a key that has not been
     allocated.  */
  TEST_COMPARE (pkey_set_all (key, read_only), 0);
  TEST_COMPARE (pkey_alloc (0, 0), next_key);
  xpthread_barrier_wait (&barrier);
  xpthread_join (other);
  TEST_COMPARE (rights_found, read_only);
  TEST_COMPARE (next_rights_found, no_access);
  return 0;
}

#include <support/test-driver.c>
