/* pkey_set_all is true in every thread when it returns.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>

#include <support/support.h>
#include <support/xsignal.h>
#include <support/xthread.h>

#include "tst-pkey.h"

static int key;
static char *page;

/* Of the stacks on which the main thread may not write.  */
static int stack_key;

/* Which question main has asked: an odd number until all have answered.  */
static int question;
static unsigned int expected;
static int answers;
static pthread_barrier_t ready;

/* Look at the rights that main has given to all.  */
static void
answer (const char *who)
{
  unsigned int rights = pkey_get (key);
  if (rights != expected)
    FAIL ("%s: pkey_get is %u, expected %u", who, rights, expected);
  unsigned int felt = rights_felt (page);
  if (felt != (expected & no_access ? no_access : expected))
    FAIL ("%s: feels %u, expected %u", who, felt, expected);
  __atomic_add_fetch (&answers, 1, __ATOMIC_RELEASE);
}

/* How threads wait for question N.  */
static void
wait_computing (int n)
{
  while (__atomic_load_n (&question, __ATOMIC_ACQUIRE) < n)
    ;
}

static int pipe_ends[2];

/* There is a byte for each reader.  SA_RESTART lets read go on.  */
static void
wait_in_read (int n)
{
  char byte;
  TEST_COMPARE (read (pipe_ends[0], &byte, 1), 1);
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;

static void
wait_for_condition (int n)
{
  xpthread_mutex_lock (&mutex);
  while (question < n)
    xpthread_cond_wait (&condition, &mutex);
  xpthread_mutex_unlock (&mutex);
}

/* It does not go on, see signal(7), which is documented.  */
static void
wait_in_poll (int n)
{
  while (__atomic_load_n (&question, __ATOMIC_ACQUIRE) < n)
    if (poll (NULL, 0, 1000) < 0)
      TEST_COMPARE (errno, EINTR);
}

static volatile int handler_n, handler_entered;

static void
handler (int signal)
{
  handler_entered = handler_n;
  wait_computing (handler_n);
  answer ("in a handler");
}

static void
wait_in_handler (int n)
{
  handler_n = n;
  xraise (SIGUSR1);
  /* What the handler has interrupted keeps its rights.  */
  TEST_COMPARE (pkey_set (key, expected), 0);
}

static const struct waiter
{
  const char *name;
  void (*wait) (int);
  int readers;
  bool block_signals;
  bool own_stack, own_alternate_stack; /* With another key.  */
} waiters[] =
  {
    { "computing", wait_computing },
    { "computing, with signals blocked", wait_computing,
      .block_signals = true },
    { "computing, on a stack with a key", wait_computing, .own_stack = true },
    { "computing, with an alternate stack with a key", wait_computing,
      .own_alternate_stack = true },
    { "in read", wait_in_read, .readers = 1 },
    { "in read, on a stack with a key", wait_in_read, .readers = 1,
      .own_stack = true },
    { "in pthread_cond_wait", wait_for_condition },
    { "in poll", wait_in_poll },
    { "in a handler", wait_in_handler },
  };
enum { waiter_count = sizeof waiters / sizeof *waiters };

/* What all threads get, one after the other.  */
static const unsigned int rounds[] = { 0, 2, 1, 3, 2, 0, 1 };
enum { round_count = sizeof rounds / sizeof *rounds };

static void
wait_and_answer (const struct waiter *waiter)
{
  for (int round = 0; round < round_count; ++round)
    {
      int n = 2 * round + 1;
      xpthread_barrier_wait (&ready);
      waiter->wait (n);
      if (waiter->wait != wait_in_handler)
	answer (waiter->name);
      while (__atomic_load_n (&question, __ATOMIC_ACQUIRE) == n)
	;
    }
}

/* Call the function on pages of the stack that have the key, below those with
   the thread descriptor.  */
static void __attribute__ ((noinline))
on_stack_with_key (const struct waiter *waiter)
{
  const uintptr_t page_size = getpagesize ();
  volatile char distance[4 * page_size];
  uintptr_t end = (uintptr_t) distance & -page_size;
  uintptr_t size = 32 * page_size;
  const int protection = PROT_READ | PROT_WRITE;
  distance[0] = 0;
  TEST_COMPARE (pkey_set (stack_key, 0), 0);
  TEST_COMPARE (pkey_mprotect ((void *) (end - size), size, protection,
			       stack_key), 0);
  wait_and_answer (waiter);
  TEST_COMPARE (pkey_mprotect ((void *) (end - size), size, protection, 0), 0);
  distance[0] = 1;
}

static void *
thread (void *closure)
{
  const struct waiter *waiter = closure;
  if (waiter->block_signals)
    {
      sigset_t all;
      sigfillset (&all);
      xpthread_sigmask (SIG_BLOCK, &all, NULL);
    }
  if (waiter->own_alternate_stack && kernel_opens_signal_stack ())
    {
      stack_t stack = { .ss_size = 16 * getpagesize () };
      stack.ss_sp = pages_with_key (16, stack_key);
      TEST_COMPARE (sigaltstack (&stack, NULL), 0);
    }
  if (waiter->own_stack)
    on_stack_with_key (waiter);
  else
    wait_and_answer (waiter);
  return NULL;
}

static void
ask (int n)
{
  __atomic_store_n (&question, n, __ATOMIC_RELEASE);
  for (size_t i = 0; i < waiter_count; ++i)
    if (waiters[i].readers > 0)
      xwrite (pipe_ends[1], "", 1);
  xpthread_mutex_lock (&mutex);
  TEST_COMPARE (pthread_cond_broadcast (&condition), 0);
  xpthread_mutex_unlock (&mutex);
}

static void
test_waiting_threads (void)
{
  xpipe (pipe_ends);
  xpthread_barrier_init (&ready, NULL, waiter_count + 1);
  struct sigaction action = { .sa_handler = handler };
  xsigaction (SIGUSR1, &action, NULL);
  pthread_t threads[waiter_count];
  for (size_t i = 0; i < waiter_count; ++i)
    threads[i] = xpthread_create (NULL, thread, (void *) &waiters[i]);

  for (int round = 0; round < round_count; ++round)
    {
      xpthread_barrier_wait (&ready);
      while (handler_entered < 2 * round + 1)
	usleep (1000);
      usleep (20000);		/* They wait by now, each in its way.  */
      TEST_COMPARE (pkey_set_all (key, rounds[round]), 0);
      TEST_COMPARE (pkey_get (key), rounds[round]);
      TEST_COMPARE (pkey_get (stack_key), no_access);
      expected = rounds[round];
      answers = 0;
      ask (2 * round + 1);
      while (__atomic_load_n (&answers, __ATOMIC_ACQUIRE) < waiter_count)
	usleep (1000);
      __atomic_store_n (&question, 2 * round + 2, __ATOMIC_RELEASE);
    }
  for (size_t i = 0; i < waiter_count; ++i)
    xpthread_join (threads[i]);
}

/* The processor denies it too: SIGSEGV with the right code, key and address.
   The handler takes the key off the page.  */
static volatile int fault_code, fault_key, faults;
static void *volatile fault_address;

static void
fault_handler (int signal, siginfo_t *info, void *context)
{
  ++faults;
  fault_code = info->si_code;
  fault_key = info->si_pkey;
  fault_address = info->si_addr;
  if (pkey_mprotect (page, getpagesize (), PROT_READ | PROT_WRITE, 0) != 0)
    _exit (1);
}

static void *
touch (void *closure)
{
  volatile char *p = page + 5;
  xpthread_barrier_wait (&ready);
  wait_computing (1);
  *p = 1;
  xpthread_barrier_wait (&ready);
  return NULL;
}

static void
test_fault (unsigned int rights, int expected_faults)
{
  struct sigaction action = { .sa_sigaction = fault_handler,
			      .sa_flags = SA_SIGINFO };
  xsigaction (SIGSEGV, &action, NULL);
  question = faults = 0;
  xpthread_barrier_init (&ready, NULL, 2);
  TEST_COMPARE (pkey_set (key, 0), 0);
  pthread_t toucher = xpthread_create (NULL, touch, NULL);
  xpthread_barrier_wait (&ready);
  TEST_COMPARE (pkey_set_all (key, rights), 0);
  __atomic_store_n (&question, 1, __ATOMIC_RELEASE);
  xpthread_barrier_wait (&ready);
  xpthread_join (toucher);
  TEST_COMPARE (faults, expected_faults);
  if (expected_faults > 0)
    {
      TEST_COMPARE (fault_code, SEGV_PKUERR);
      TEST_COMPARE (fault_key, key);
      TEST_VERIFY (fault_address == page + 5);
    }
  TEST_COMPARE (pkey_mprotect (page, getpagesize (), PROT_READ | PROT_WRITE,
			       key), 0);
}

/* A handler that has interrupted pkey_set_all in its own thread is told.  A
   thread that no signal can reach keeps the outer call from returning.  */
static volatile bool unreachable, released;
static volatile int handler_error, handler_swap, handler_alloc_error;

static void *
be_unreachable (void *closure)
{
  unsigned long int all = -1UL, none = 0;
  TEST_COMPARE (syscall (SYS_rt_sigprocmask, SIG_SETMASK, &all, NULL,
			 sizeof all), 0);
  unreachable = true;
  while (!released)
    usleep (1000);
  TEST_COMPARE (syscall (SYS_rt_sigprocmask, SIG_SETMASK, &none, NULL,
			 sizeof none), 0);
  return NULL;
}

static void
alarm_handler (int signal)
{
  handler_error = pkey_set_all (key, 0) == -1 ? errno : 0;
  handler_alloc_error
    = pkey_alloc (PKEY_ALLOC_ALLTHREADS, 0) == -1 ? errno : 0;
  handler_swap = pkey_swap (key, read_only);
  released = true;
}

static void
test_deadlock (void)
{
  struct sigaction action = { .sa_handler = alarm_handler };
  xsigaction (SIGALRM, &action, NULL);
  pthread_t other = xpthread_create (NULL, be_unreachable, NULL);
  while (!unreachable)
    usleep (1000);
  TEST_VERIFY (ualarm (50000, 0) != (useconds_t) -1);
  TEST_COMPARE (pkey_set_all (key, no_access), 0);
  TEST_VERIFY (released);
  TEST_COMPARE (handler_error, EDEADLK);
  TEST_COMPARE (handler_alloc_error, EDEADLK);
  /* That is as in new programs.  */
  struct pkey_info info;
  TEST_COMPARE (pkey_info (&info), 0);
  TEST_COMPARE (handler_swap, info.initial >> 2 * key & 3);
  xpthread_join (other);
}

static void
test_bad_input (void)
{
  EXPECT_ERROR (EINVAL, pkey_set_all (-1, 0));
  EXPECT_ERROR (EINVAL, pkey_set_all (16, 0));
  EXPECT_ERROR (EINVAL, pkey_set_all (INT_MAX, 0));
  EXPECT_ERROR (EINVAL, pkey_set_all (key, 4));
  EXPECT_ERROR (EINVAL, pkey_set_all (key, PKEY_INHERIT));
  EXPECT_ERROR (EINVAL, pkey_set_all (0, no_access));
  EXPECT_ERROR (EINVAL, pkey_set_all (0, read_only));
  TEST_COMPARE (pkey_set_all (0, 0), 0);
  EXPECT_ERROR (EINVAL, pkey_set_all (15, 0));

  int freed = pkey_alloc (0, 0);
  TEST_VERIFY (freed > 0);
  TEST_COMPARE (pkey_set_all (freed, 0), 0);
  TEST_COMPARE (pkey_free (freed), 0);
  EXPECT_ERROR (EINVAL, pkey_set_all (freed, 0));

  /* One that libc does not know of.  */
  int raw = syscall (SYS_pkey_alloc, 0, 0);
  TEST_VERIFY (raw > 0);
  TEST_COMPARE (pkey_set_all (raw, 0), 0);
  TEST_COMPARE (syscall (SYS_pkey_free, raw), 0);

  /* That of execute-only memory is the kernel's.  */
  TEST_COMPARE (mprotect (xmmap (NULL, 1, PROT_READ,
				 MAP_PRIVATE | MAP_ANONYMOUS, -1),
			  1, PROT_EXEC), 0);
  struct pkey_info info;
  TEST_COMPARE (pkey_info (&info), 0);
  TEST_VERIFY (info.execute_only > 0);
  EXPECT_ERROR (EINVAL, pkey_set_all (info.execute_only, 0));
}

static int
do_test (void)
{
  if (!os_has_pku ())
    FAIL_UNSUPPORTED ("this machine has no protection keys");
  key = pkey_alloc (0, 0);
  TEST_VERIFY_EXIT (key > 0);
  stack_key = pkey_alloc (0, no_access);
  TEST_VERIFY_EXIT (stack_key > 0);
  page = pages_with_key (1, key);

  /* With one thread.  */
  for (unsigned int rights = 3; rights <= 3; --rights)
    {
      TEST_COMPARE (pkey_set_all (key, rights), 0);
      TEST_COMPARE (pkey_get (key), rights);
      TEST_COMPARE (pkey_get (stack_key), no_access);
    }

  test_waiting_threads ();
  test_fault (0, 0);
  test_fault (read_only, 1);
  test_fault (no_access, 1);
  test_deadlock ();
  test_bad_input ();
  return 0;
}

#include <support/test-driver.c>
