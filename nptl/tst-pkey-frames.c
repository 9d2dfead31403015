/* Frames of handlers that pkey_set_all cannot change are counted.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#include <support/support.h>
#include <support/xsignal.h>
#include <support/xthread.h>

#include "tst-pkey.h"

static int key;
static pthread_barrier_t barrier;

static unsigned int
missed (void)
{
  struct pkey_info info;
  TEST_COMPARE (pkey_info (&info), 0);
  return info.missed_frames;
}

/* Handlers in handlers: SIGUSR1 on the thread's stack, SIGUSR2 on the
   alternate stack, SIGUSR1 again.  Each has rights of its own to the key,
   and finds in AFTER what the inner one has left it.  */
static int depth;
static unsigned int after[4];

static void
nest (int signal)
{
  int own = ++depth;
  TEST_COMPARE (pkey_set (key, 0), 0);
  if (own < 3)
    xraise (own == 1 ? SIGUSR2 : SIGUSR1);
  else
    {
      xpthread_barrier_wait (&barrier);
      xpthread_barrier_wait (&barrier);
    }
  after[own] = pkey_get (key);
}

static void *
nester (void *closure)
{
  size_t size = 16 * getpagesize ();
  stack_t stack = { .ss_sp = xmalloc (size), .ss_size = size };
  TEST_COMPARE (sigaltstack (&stack, NULL), 0);
  TEST_COMPARE (pkey_set (key, 0), 0);
  depth = 0;
  xraise (SIGUSR1);
  after[0] = pkey_get (key);
  stack.ss_flags = SS_DISABLE;
  TEST_COMPARE (sigaltstack (&stack, NULL), 0);
  free (stack.ss_sp);
  return NULL;
}

/* A thread that waits on a stack that libc does not know of: it is not looked
   at.  */
static ucontext_t thread_context, own_context;

static void
wait_there (void)
{
  xpthread_barrier_wait (&barrier);
  xpthread_barrier_wait (&barrier);
}

static void *
switcher (void *closure)
{
  static char stack[64 << 10];
  TEST_COMPARE (getcontext (&own_context), 0);
  own_context.uc_stack.ss_sp = stack;
  own_context.uc_stack.ss_size = sizeof stack;
  own_context.uc_link = &thread_context;
  makecontext (&own_context, wait_there, 0);
  TEST_COMPARE (swapcontext (&thread_context, &own_context), 0);
  return NULL;
}

/* Let all threads and the handlers in them have RIGHTS.  */
static void
change (unsigned int rights)
{
  xpthread_barrier_init (&barrier, NULL, 3);
  pthread_t first = xpthread_create (NULL, nester, NULL);
  pthread_t second = xpthread_create (NULL, switcher, NULL);
  xpthread_barrier_wait (&barrier);
  TEST_COMPARE (pkey_set_all (key, rights), 0);
  xpthread_barrier_wait (&barrier);
  xpthread_join (first);
  xpthread_join (second);
  xpthread_barrier_destroy (&barrier);
  /* What runs is always reached.  */
  TEST_COMPARE (after[3], rights);
}

static void
change_from_handler (int signal)
{
  TEST_COMPARE (pkey_set_all (key, read_only), 0);
}

static int
do_test (void)
{
  if (!os_has_pku ())
    FAIL_UNSUPPORTED ("this machine has no protection keys");
  key = pkey_alloc (0, 0);
  TEST_VERIFY_EXIT (key > 0);
  struct sigaction action = { .sa_handler = nest };
  action.sa_flags = SA_NODEFER;
  xsigaction (SIGUSR1, &action, NULL);
  action.sa_flags = SA_ONSTACK;
  xsigaction (SIGUSR2, &action, NULL);
  action.sa_handler = change_from_handler;
  xsigaction (SIGALRM, &action, NULL);
  TEST_COMPARE (missed (), 0);

  /* The handlers began before libc knew that it was going to be asked.  */
  change (read_only);
  TEST_COMPARE (missed (), 3);
  for (int i = 0; i < 3; ++i)
    TEST_COMPARE (after[i], 0);

  /* These did not.  */
  change (no_access);
  TEST_COMPARE (missed (), 3);
  for (int i = 0; i < 3; ++i)
    TEST_COMPARE (after[i], no_access);
  TEST_COMPARE (pkey_set (key, 0), 0);
  xraise (SIGALRM);
  TEST_COMPARE (pkey_get (key), read_only);
  TEST_COMPARE (missed (), 3);
  return 0;
}

#include <support/test-driver.c>
