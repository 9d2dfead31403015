/* The rights with which threads start.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <aio.h>
#include <mqueue.h>
#include <netdb.h>
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <support/support.h>
#include <support/temp_file.h>
#include <support/test-driver.h>
#include <support/xthread.h>

#include "tst-pkey.h"

/* One that new threads inherit, one for which they take the process default,
   and one that they inherit although there is a process default.  */
static int inherited, noinherit, with_default;

/* What a thread has to say.  */
struct rights
{
  int inherited, noinherit, with_default;
};

static struct rights
own_rights (void)
{
  return (struct rights)
    {
      pkey_get (inherited), pkey_get (noinherit), pkey_get (with_default)
    };
}

#define EXPECT_RIGHTS(found, i, n, d)				\
  do								\
    {								\
      struct rights r = found;					\
      TEST_COMPARE (r.inherited, i);				\
      TEST_COMPARE (r.noinherit, n);				\
      TEST_COMPARE (r.with_default, d);				\
    }								\
  while (0)

static void *
tell (void *result)
{
  *(struct rights *) result = own_rights ();
  return NULL;
}

static struct rights
in_thread (pthread_attr_t *attr)
{
  struct rights result;
  xpthread_join (xpthread_create (attr, tell, &result));
  return result;
}

/* An attribute is all that there is.  */
static void
test_first_rule (void)
{
  pthread_attr_t attr;
  xpthread_attr_init (&attr);
  TEST_COMPARE (pthread_attr_setpkey_np (&attr, inherited, read_only), 0);
  TEST_COMPARE (in_thread (&attr).inherited, read_only);
  TEST_COMPARE (in_thread (NULL).inherited, 0);
  xpthread_attr_destroy (&attr);
}

static void
test_plain (void)
{
  EXPECT_RIGHTS (own_rights (), 0, 0, 0);
  EXPECT_RIGHTS (in_thread (NULL), 0, read_only, 0);
}

static void
test_attribute (void)
{
  pthread_attr_t attr;
  xpthread_attr_init (&attr);
  unsigned int rights;
  TEST_COMPARE (pthread_attr_getpkey_np (&attr, inherited, &rights), 0);
  TEST_COMPARE (rights, PKEY_INHERIT);
  TEST_COMPARE (pthread_attr_setpkey_np (&attr, inherited, PKEY_INHERIT), 0);
  TEST_COMPARE (pthread_attr_setpkey_np (&attr, inherited, read_only), 0);
  TEST_COMPARE (pthread_attr_setpkey_np (&attr, noinherit, no_access), 0);
  TEST_COMPARE (pthread_attr_getpkey_np (&attr, inherited, &rights), 0);
  TEST_COMPARE (rights, read_only);
  TEST_COMPARE (pthread_attr_getpkey_np (&attr, noinherit, &rights), 0);
  TEST_COMPARE (rights, no_access);
  TEST_COMPARE (pthread_attr_getpkey_np (&attr, with_default, &rights), 0);
  TEST_COMPARE (rights, PKEY_INHERIT);
  EXPECT_RIGHTS (in_thread (&attr), read_only, no_access, 0);
  /* It is for one thread, also where the stack is used again.  */
  EXPECT_RIGHTS (in_thread (NULL), 0, read_only, 0);

  /* Changed, taken back.  */
  TEST_COMPARE (pthread_attr_setpkey_np (&attr, noinherit, 0), 0);
  TEST_COMPARE (pthread_attr_setpkey_np (&attr, inherited, PKEY_INHERIT), 0);
  EXPECT_RIGHTS (in_thread (&attr), 0, 0, 0);
  TEST_COMPARE (pthread_attr_setpkey_np (&attr, noinherit, PKEY_INHERIT), 0);
  EXPECT_RIGHTS (in_thread (&attr), 0, read_only, 0);

  /* As the default attribute, which is a copy.  */
  TEST_COMPARE (pthread_attr_setpkey_np (&attr, inherited, 3), 0);
  TEST_COMPARE (pthread_setattr_default_np (&attr), 0);
  EXPECT_RIGHTS (in_thread (NULL), 3, read_only, 0);
  pthread_attr_t copy;
  TEST_COMPARE (pthread_getattr_default_np (&copy), 0);
  TEST_COMPARE (pthread_attr_getpkey_np (&copy, inherited, &rights), 0);
  TEST_COMPARE (rights, 3);
  xpthread_attr_destroy (&copy);
  TEST_COMPARE (pthread_attr_setpkey_np (&attr, inherited, PKEY_INHERIT), 0);
  TEST_COMPARE (pthread_setattr_default_np (&attr), 0);
  EXPECT_RIGHTS (in_thread (NULL), 0, read_only, 0);

  static const int bad_keys[] = { -1, 16, INT32_MIN, INT32_MAX };
  for (size_t i = 0; i < sizeof bad_keys / sizeof *bad_keys; ++i)
    {
      TEST_COMPARE (pthread_attr_setpkey_np (&attr, bad_keys[i], 0), EINVAL);
      TEST_COMPARE (pthread_attr_getpkey_np (&attr, bad_keys[i], &rights),
		    EINVAL);
    }
  TEST_COMPARE (pthread_attr_setpkey_np (&attr, inherited, 4), EINVAL);
  TEST_COMPARE (pthread_attr_setpkey_np (&attr, 0, read_only), EINVAL);
  TEST_COMPARE (pthread_attr_setpkey_np (&attr, 0, 0), 0);
  pthread_attr_t garbage;
  memset (&garbage, 0xa5, sizeof garbage);
  TEST_COMPARE (pthread_attr_setpkey_np (&garbage, inherited, 0), EINVAL);
  TEST_COMPARE (pthread_attr_getpkey_np (&garbage, inherited, &rights),
		EINVAL);
  pthread_attr_t *volatile none = NULL;
  TEST_COMPARE (pthread_attr_setpkey_np (none, inherited, 0), EINVAL);
  xpthread_attr_destroy (&attr);
}

/* Libc's threads that serve the process call this.  */
static struct rights notified;
static sem_t done;

static void
notify (union sigval value)
{
  notified = own_rights ();
  TEST_COMPARE (sem_post (&done), 0);
}

static const struct rights *
wait_for_notification (void)
{
  while (sem_wait (&done) != 0)
    TEST_COMPARE (errno, EINTR);
  return &notified;
}

static struct sigevent event =
  {
    .sigev_notify = SIGEV_THREAD, .sigev_notify_function = notify
  };

static const struct rights *
from_timer (void)
{
  timer_t timer;
  TEST_COMPARE (timer_create (CLOCK_MONOTONIC, &event, &timer), 0);
  struct itimerspec soon = { .it_value.tv_nsec = 1000000 };
  TEST_COMPARE (timer_settime (timer, 0, &soon, NULL), 0);
  wait_for_notification ();
  TEST_COMPARE (timer_delete (timer), 0);
  return &notified;
}

static char *tagged_buffer;

static const struct rights *
from_aio (void)
{
  static char byte;
  int fd = create_temp_file ("tst-pkey-thread", NULL);
  struct aiocb request = { .aio_fildes = fd, .aio_buf = &byte,
			   .aio_nbytes = 1, .aio_sigevent = event };
  TEST_COMPARE (aio_write (&request), 0);
  wait_for_notification ();
  TEST_COMPARE (aio_error (&request), 0);

  /* The thread cannot use what it has no rights to.  */
  request = (struct aiocb) { .aio_fildes = fd, .aio_buf = tagged_buffer,
			     .aio_nbytes = 1, .aio_sigevent = event };
  TEST_COMPARE (aio_write (&request), 0);
  wait_for_notification ();
  TEST_COMPARE (aio_error (&request),
		notified.with_default == no_access ? EFAULT : 0);
  xclose (fd);
  return &notified;
}

static const struct rights *
from_getaddrinfo (void)
{
  static struct gaicb request = { .ar_name = "127.0.0.1" };
  struct gaicb *list[] = { &request };
  TEST_COMPARE (getaddrinfo_a (GAI_NOWAIT, list, 1, &event), 0);
  wait_for_notification ();
  TEST_COMPARE (gai_error (&request), 0);
  freeaddrinfo (request.ar_result);
  return &notified;
}

static const struct rights *
from_queue (void)
{
  char *name = xasprintf ("/tst-pkey-thread-%d", (int) getpid ());
  struct mq_attr attr = { .mq_maxmsg = 1, .mq_msgsize = 1 };
  mqd_t queue = mq_open (name, O_CREAT | O_EXCL | O_RDWR, 0600, &attr);
  TEST_VERIFY_EXIT (queue != (mqd_t) -1);
  /* A test that ends early leaves no queue behind.  */
  TEST_COMPARE (mq_unlink (name), 0);
  free (name);
  TEST_COMPARE (mq_notify (queue, &event), 0);
  TEST_COMPARE (mq_send (queue, "", 1, 0), 0);
  wait_for_notification ();
  TEST_COMPARE (mq_close (queue), 0);
  return &notified;
}

static const struct
{
  const char *name;
  const struct rights *(*call) (void);
} services[] =
  {
    { "timer", from_timer },
    { "aio", from_aio },
    { "getaddrinfo_a", from_getaddrinfo },
    { "mq_notify", from_queue },
  };

/* They were all created when the keys are open here, and take the process
   default all the same; only the key that has none is as upstream.  */
static void
test_services (void)
{
  TEST_COMPARE (sem_init (&done, 0, 0), 0);
  tagged_buffer = pages_with_key (1, with_default);
  tagged_buffer[0] = 1;
  EXPECT_RIGHTS (own_rights (), 0, 0, 0);
  for (size_t i = 0; i < sizeof services / sizeof *services; ++i)
    {
      printf ("info: %s\n", services[i].name);
      EXPECT_RIGHTS (*services[i].call (), 0, read_only, no_access);
    }

  /* Threads that are there already follow.  */
  TEST_COMPARE (pkey_set_all (with_default, read_only), 0);
  TEST_COMPARE (pkey_set (with_default, 0), 0);
  TEST_COMPARE (pkey_set_policy (noinherit, PKEY_NEWTHREAD, no_access), 0);
  for (size_t i = 0; i < sizeof services / sizeof *services; ++i)
    {
      printf ("info: %s, later\n", services[i].name);
      struct rights r = *services[i].call ();
      TEST_COMPARE (r.with_default, read_only);
      /* What the policy is about are new ones: the threads of aio and
	 getaddrinfo_a may wait for more work.  */
      TEST_VERIFY (r.noinherit == no_access || r.noinherit == read_only);
    }

  /* An attribute comes first there too.  */
  pthread_attr_t attr;
  xpthread_attr_init (&attr);
  TEST_COMPARE (pthread_attr_setpkey_np (&attr, with_default, 3), 0);
  event.sigev_notify_attributes = &attr;
  EXPECT_RIGHTS (*from_timer (), 0, no_access, 3);
  event.sigev_notify_attributes = NULL;
  xpthread_attr_destroy (&attr);
}

/* New threads against a key that comes and goes: whatever they start with, it
   is not open to them.  */
static volatile bool stop;

static void *
allocate_and_free (void *closure)
{
  while (!stop)
    {
      int key = pkey_alloc (PKEY_ALLOC_NOINHERIT, no_access);
      TEST_VERIFY_EXIT (key > 0);
      *(volatile int *) closure = key;
      TEST_COMPARE (pkey_free (key), 0);
    }
  return NULL;
}

static void *
get (void *key)
{
  return (void *) (intptr_t) pkey_get (*(volatile int *) key);
}

static void
test_free_key (void)
{
  int key = 15;
  pthread_t other = xpthread_create (NULL, allocate_and_free, &key);
  for (int i = 0; i < 2000; ++i)
    TEST_COMPARE ((intptr_t) xpthread_join (xpthread_create (NULL, get, &key)),
		  no_access);
  stop = true;
  xpthread_join (other);
}

static int
do_test (void)
{
  if (!os_has_pku ())
    FAIL_UNSUPPORTED ("this machine has no protection keys");
  inherited = pkey_alloc (0, 0);
  TEST_VERIFY_EXIT (inherited > 0);
  test_first_rule ();
  noinherit = pkey_alloc (PKEY_ALLOC_ALLTHREADS | PKEY_ALLOC_NOINHERIT,
			  read_only);
  with_default = pkey_alloc (0, 0);
  TEST_VERIFY_EXIT (noinherit > 0 && with_default > 0);
  TEST_COMPARE (pkey_set_all (with_default, no_access), 0);
  TEST_COMPARE (pkey_set (with_default, 0), 0);
  TEST_COMPARE (pkey_set (noinherit, 0), 0);
  test_plain ();
  test_attribute ();
  test_services ();
  test_free_key ();
  return 0;
}

#include <support/test-driver.c>
