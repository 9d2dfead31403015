/* Broadcasts of rights, against threads that do everything else meanwhile.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

/* Several threads change the rights of all threads to a key of their own,
   again and again.  Others look whether they have what they must have, while
   they change the rights to other keys, take signals, nest handlers, block,
   and are created and end.

   Environment: PKEY_STRESS_SECONDS is how long it takes, PKEY_STRESS_SEED the
   start of the random numbers.  */

#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <ldsodefs.h>

#include <support/xsignal.h>
#include <support/xthread.h>
#include <support/xtime.h>

#include "tst-pkey.h"

/* Of the variants where something has been taken out of libc, the violations
   are expected.  */
#ifndef EXPECT_VIOLATIONS
# define EXPECT_VIOLATIONS 0
#endif

enum
{
  broadcasters = 3,
  workers = 3,
  blocked_threads = 2,
  raisers = 3,
  kinds_of_signals = 3
};

/* Handlers start with the rights of what they interrupt to this one, and have
   no rights to the others.  */
enum { inherited = 2 };

static unsigned long int seed;
static volatile bool stop;

static uint64_t
next_random (uint64_t *state)
{
  /* A linear congruential generator; the upper bits are good.  */
  *state = *state * 6364136223846793005 + 1442695040888963407;
  return *state >> 33;
}

/* A key whose rights are broadcast.  The rights of the broadcast number N are
   known to all; number 0 is how it begins.  */
static struct broadcast_key
{
  int key;
  unsigned int begun;		/* Written before the call, ...  */
  unsigned int done;		/* ... and after it.  */
} broadcast_keys[broadcasters];

static unsigned int
rights_of (int k, unsigned int number)
{
  uint64_t state = seed + 1000003 * k + number;
  if (number == 0)
    return no_access;
  next_random (&state);
  return next_random (&state) & 3;
}

static unsigned int
load (unsigned int *p)
{
  return __atomic_load_n (p, __ATOMIC_ACQUIRE);
}

static unsigned long int checks, skipped, violations, handlers, threads_made;

static void
count (unsigned long int *counter)
{
  __atomic_add_fetch (counter, 1, __ATOMIC_RELAXED);
}

static void
violation (const char *where, int k, unsigned int found, unsigned int done,
	   unsigned int begun)
{
  if (__atomic_fetch_add (&violations, 1, __ATOMIC_RELAXED) < 5)
    printf ("info: violation %s: key %d has %u, broadcasts %u to %u\n", where,
	    k, found, done, begun);
}

/* The rights to the key K are those of a broadcast that was not over when the
   check began, and had begun when it ended; at least number FIRST.  */
static void
check_one (const char *where, int k, unsigned int first)
{
  struct broadcast_key *b = &broadcast_keys[k];
  unsigned int done = load (&b->done);
  unsigned int rights = pkey_get (b->key);
  unsigned int begun = load (&b->begun);
  if (done < first)
    {
      count (&skipped);
      return;
    }
  count (&checks);
  for (unsigned int number = done; number <= begun; ++number)
    if (rights == rights_of (k, number))
      return;
  violation (where, k, rights, done, begun);
}

static void
check (const char *where)
{
  for (int k = 0; k < broadcasters; ++k)
    check_one (where, k, 0);
}

static void *
broadcaster (void *closure)
{
  int k = (intptr_t) closure;
  struct broadcast_key *b = &broadcast_keys[k];
  uint64_t state = seed + 77 * k;
  while (!stop)
    {
      unsigned int number = b->done + 1;
      __atomic_store_n (&b->begun, number, __ATOMIC_RELEASE);
      TEST_COMPARE (pkey_set_all (b->key, rights_of (k, number)), 0);
      __atomic_store_n (&b->done, number, __ATOMIC_RELEASE);
      check ("in a broadcaster");
      for (unsigned int n = next_random (&state) % 4; n > 0; --n)
	usleep (500);
    }
  return NULL;
}

/* A key of the thread alone.  The sequences that it runs are those that a
   broadcast may find under way, and its own change must not be lost.  */
static void
change_own_key (int key, uint64_t *state)
{
  unsigned int rights = next_random (state) & 3;
  TEST_COMPARE (pkey_set (key, rights), 0);
  check ("after pkey_set");
  unsigned int inner = next_random (state) & 3;
  TEST_COMPARE (pkey_swap (key, inner), rights);
  check ("after pkey_swap");
  TEST_COMPARE (pkey_swap (key, rights), inner);
  TEST_COMPARE (pkey_get (key), rights);
}

static pthread_t signalled[workers];
static const int signal_numbers[kinds_of_signals]
  = { SIGUSR1, SIGUSR2, SIGHUP };

static void
handler (int signal)
{
  count (&handlers);
  /* What has begun before is in force in what the handler has interrupted,
     and not here.  */
  unsigned int entry[broadcasters];
  for (int k = 0; k < broadcasters; ++k)
    entry[k] = k == inherited ? 0 : load (&broadcast_keys[k].begun) + 1;
  check_one ("at the start of a handler", inherited, 0);
  /* Nested.  */
  if (signal == SIGUSR1)
    xraise (SIGUSR2);
  if (signal == SIGUSR2)
    xraise (SIGHUP);
  for (int i = 0; i < 20; ++i)
    for (int k = 0; k < broadcasters; ++k)
      check_one ("in a handler", k, entry[k]);
}

struct worker
{
  int index;
  int key;
};

static void *
worker (void *closure)
{
  const struct worker *w = closure;
  uint64_t state = seed + w->index;
  /* One has an alternate stack for its handlers, one another to which handlers
     have rights, and it has not.  */
  stack_t stack = { .ss_size = 16 * getpagesize () };
  if (w->index == 1)
    stack.ss_sp = pages_with_key (16, 0);
  if (w->index == 2 && kernel_opens_signal_stack ())
    stack.ss_sp = pages_with_key (16, w->key);
  if (stack.ss_sp != NULL)
    TEST_COMPARE (sigaltstack (&stack, NULL), 0);
  while (!stop)
    change_own_key (w->key, &state);
  return NULL;
}

/* Handlers that do nothing, one after the other: else the few instructions
   before and after one are hardly ever hit.  */
static void
nothing (int signal)
{
}

static void *
raiser (void *closure)
{
  while (!stop)
    {
      xraise (SIGALRM);
      check ("after a handler");
    }
  return NULL;
}

static void *
short_thread (void *closure)
{
  check ("in a new thread");
  uint64_t state = (uintptr_t) &state;
  change_own_key (*(int *) closure, &state);
  count (&threads_made);
  return NULL;
}

static void *
creator (void *closure)
{
  while (!stop)
    {
      pthread_t threads[3];
      for (int i = 0; i < 3; ++i)
	threads[i] = xpthread_create (NULL, short_thread, closure);
      check ("in a creator");
      for (int i = 0; i < 3; ++i)
	xpthread_join (threads[i]);
    }
  return NULL;
}

static int pipe_ends[2];

static void *
blocked (void *closure)
{
  char byte;
  while (read (pipe_ends[0], &byte, 1) == 1)
    check ("after a system call");
  return NULL;
}

static void
send_signals (uint64_t *state)
{
  for (int i = 0; i < workers; ++i)
    {
      int number = signal_numbers[next_random (state) % kinds_of_signals];
      xpthread_kill (signalled[i], number);
    }
}

static unsigned long int
number_from_environment (const char *name, unsigned long int otherwise)
{
  const char *value = getenv (name);
  return value != NULL ? strtoul (value, NULL, 0) : otherwise;
}

static int
do_test (void)
{
  if (!os_has_pku ())
    FAIL_UNSUPPORTED ("this machine has no protection keys");
  seed = number_from_environment ("PKEY_STRESS_SEED", 1);
  unsigned long int seconds
    = number_from_environment ("PKEY_STRESS_SECONDS", 10);
  printf ("info: seed %lu, %lu seconds\n", seed, seconds);

  /* New threads inherit the rights to one, and take the process default of
     another.  */
  for (int k = 0; k < broadcasters; ++k)
    {
      unsigned int flags = PKEY_ALLOC_ALLTHREADS;
      if (k == 1)
	flags |= PKEY_ALLOC_NOINHERIT;
      broadcast_keys[k].key = pkey_alloc (flags, rights_of (k, 0));
      TEST_VERIFY_EXIT (broadcast_keys[k].key > 0);
    }
  TEST_COMPARE (pkey_set_policy (broadcast_keys[inherited].key, PKEY_SIGNAL,
				 PKEY_INHERIT), 0);
  struct worker w[workers];
  for (int i = 0; i < workers; ++i)
    {
      w[i] = (struct worker) { i, pkey_alloc (0, 0) };
      TEST_VERIFY_EXIT (w[i].key > 0);
      TEST_COMPARE (pkey_set_policy (w[i].key, PKEY_SIGNAL, 0), 0);
    }
  struct sigaction action = { .sa_handler = handler, .sa_flags = SA_RESTART };
  xsigaction (SIGUSR1, &action, NULL);
  action.sa_flags |= SA_ONSTACK;
  xsigaction (SIGUSR2, &action, NULL);
  xsigaction (SIGHUP, &action, NULL);
  action = (struct sigaction) { .sa_handler = nothing };
  xsigaction (SIGALRM, &action, NULL);
  xpipe (pipe_ends);

  enum { total = broadcasters + workers + blocked_threads + raisers + 1 };
  pthread_t threads[total];
  int n = 0;
  for (int i = 0; i < workers; ++i)
    threads[n++] = signalled[i] = xpthread_create (NULL, worker, &w[i]);
  for (int i = 0; i < blocked_threads; ++i)
    threads[n++] = xpthread_create (NULL, blocked, NULL);
  threads[n++] = xpthread_create (NULL, creator, &w[0].key);
  for (int i = 0; i < raisers; ++i)
    threads[n++] = xpthread_create (NULL, raiser, NULL);
  for (intptr_t i = 0; i < broadcasters; ++i)
    threads[n++] = xpthread_create (NULL, broadcaster, (void *) i);

  struct timespec now, end;
  xclock_gettime (CLOCK_MONOTONIC, &end);
  end.tv_sec += seconds;
  uint64_t state = seed;
  do
    {
      usleep (2000);
      if (next_random (&state) % 4 == 0)
	send_signals (&state);
      for (int i = 0; i < blocked_threads; ++i)
	xwrite (pipe_ends[1], "", 1);
      check ("in the first thread");
      xclock_gettime (CLOCK_MONOTONIC, &now);
    }
  while (now.tv_sec < end.tv_sec && !(EXPECT_VIOLATIONS && violations > 0));
  stop = true;
  xclose (pipe_ends[1]);
  for (int i = 0; i < total; ++i)
    xpthread_join (threads[i]);

  unsigned int broadcasts = 0;
  for (int k = 0; k < broadcasters; ++k)
    broadcasts += broadcast_keys[k].done;
  unsigned int restarts = GL (dl_pkey).restarts;
  printf ("info: %u broadcasts, %u restarts, %lu checks, %lu skipped,"
	  " %lu violations, %lu handlers, %lu short threads\n", broadcasts,
	  restarts, checks, skipped, violations, handlers, threads_made);
  /* On real processors, some are too rare.  */
  if (EXPECT_VIOLATIONS && violations == 0)
    FAIL_UNSUPPORTED ("no violation was found in %lu seconds", seconds);
  TEST_COMPARE (violations > 0, EXPECT_VIOLATIONS);
  if (!EXPECT_VIOLATIONS)
    {
      /* Else it has tested nothing.  */
      TEST_VERIFY (restarts > 0);
      TEST_VERIFY (broadcasts > 100);
      TEST_VERIFY (checks > 10000);
      TEST_VERIFY (handlers > 10);
      TEST_VERIFY (threads_made > 10);
    }
  return 0;
}

#define TIMEOUT INT_MAX
#include <support/test-driver.c>
