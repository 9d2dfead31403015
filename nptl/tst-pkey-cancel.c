/* A thread that is cancelled cleans up with its own rights.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

/* With -fexceptions, which the attribute needs, pthread_cleanup_push would use
   the attribute too.  Most programs in C have the form that jumps.  */
#undef __EXCEPTIONS

#include <semaphore.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <support/process_state.h>
#include <support/xsignal.h>
#include <support/xthread.h>

#include "tst-pkey-keys.h"

/* The rights to three keys are a number with a hexadecimal digit for each.
   Those that the kernel gives to handlers, 0x111, are nobody's, nor are those
   that libc has in its own handlers, 0.  */
enum { own = 0x320, in_handler = 0x032 };

/* That of stacks.  All have it open.  */
static int stack_key;

/* That of sigprocmask would be without libc's own signals.  */
static unsigned long int
mask_now (void)
{
  unsigned long int mask;
  TEST_COMPARE (syscall (SYS_rt_sigprocmask, SIG_BLOCK, NULL, &mask,
			 sizeof mask), 0);
  return mask;
}

/* How a thread is when it is cancelled.  */
static volatile pid_t tid;	/* It is there.  */
static volatile bool cancelled;
static int pipe_ends[2];
static sem_t semaphore;
struct monitor { pthread_mutex_t mutex; pthread_cond_t condition; };

static void
wait_computing (void)
{
  tid = gettid ();
  while (true)
    ;
}

/* Cancellation is yet to come when the signal arrives.  */
static void
wait_for_testcancel (void)
{
  tid = gettid ();
  while (!cancelled)
    ;
  for (int i = 0; i < 1000; ++i)
    TEST_COMPARE (pkey_get (keys[0]), 0);
  TEST_COMPARE (pkey_get (keys[1]), read_only);
  TEST_COMPARE (pkey_get (keys[2]), 3);
  pthread_testcancel ();
}

static void
wait_in_read (void)
{
  char byte;
  tid = gettid ();
  read (pipe_ends[0], &byte, 1);
}

static void
wait_in_pause (void)
{
  tid = gettid ();
  pause ();
}

static void
wait_for_semaphore (void)
{
  tid = gettid ();
  sem_wait (&semaphore);
}

/* Libc cleans up too: it takes the mutex, which has a key.  */
static void
wait_for_condition (void)
{
  struct monitor *monitor = (struct monitor *) (pages[0] + 64);
  xpthread_mutex_lock (&monitor->mutex);
  tid = gettid ();
  pthread_cond_wait (&monitor->condition, &monitor->mutex);
}

static void
cancel_oneself (void)
{
  tid = gettid ();
  pthread_cancel (pthread_self ());
}

static const struct way
{
  const char *name;
  void (*wait) (void);
  bool asynchronous;
  bool outside;			/* Outside of the handler of SIGCANCEL.  */
  bool sleeps;
  bool own_code_only;		/* With these rights.  */
} ways[] =
  {
    { "computing", wait_computing, .asynchronous = true },
    { "in read, asynchronous", wait_in_read, .asynchronous = true,
      .sleeps = true },
    { "computing, deferred", wait_for_testcancel, .outside = true,
      .own_code_only = true },
    { "in read", wait_in_read, .sleeps = true },
    { "in pause", wait_in_pause, .outside = true, .sleeps = true },
    { "in sem_wait", wait_for_semaphore, .sleeps = true },
    { "in pthread_cond_wait", wait_for_condition, .sleeps = true,
      .own_code_only = true },
    { "cancelling itself", cancel_oneself, .asynchronous = true,
      .outside = true },
  };
enum { way_count = sizeof ways / sizeof *ways };

/* What is cleaned up, and the rights that it has to be so with.  */
struct frame
{
  unsigned int rights;
};

static struct scenario
{
  const struct way *way;
  const char *policy;
  bool key_on_stack;
  bool handler;			/* In a handler of the program.  */
  bool change;			/* All threads get other rights while it
				   cleans up.  */
} scenario;

static unsigned long int mask;	/* Of the code that is cancelled.  */
static unsigned long int additional_mask;
static unsigned int changed;	/* Rights to the first key, if not 0.  */
static int cleaned_up;
static pthread_barrier_t barrier;

static void
check (const char *what, const struct frame *frame)
{
  unsigned int expected = frame->rights;
  if (changed != 0)
    expected = (expected & ~0xf) | changed;
  unsigned int found = rights_now ();
  if (found != expected)
    FAIL ("%s, %s%s%s: %s has 0x%03x, expected 0x%03x", scenario.way->name,
	  scenario.policy, scenario.handler ? ", in a handler" : "",
	  scenario.key_on_stack ? ", stack with a key" : "", what, found,
	  expected);
  TEST_COMPARE (mask_now (), mask | additional_mask);
  ++cleaned_up;
}

static void
clean_up (void *frame)
{
  check ("pthread_cleanup_push", frame);
}

static void
clean_up_variable (struct frame *frame)
{
  check ("attribute", frame);
  if (scenario.change && changed == 0)
    {
      xpthread_barrier_wait (&barrier);
      xpthread_barrier_wait (&barrier);
      changed = read_only;
      check ("attribute", frame);
    }
}

static struct frame thread_frame = { own };

static void
destroy (void *closure)
{
  check ("destructor", &thread_frame);
}

static void __attribute__ ((noinline))
with_variable (const struct frame *frame, void (*function) (void))
{
  struct frame variable __attribute__ ((cleanup (clean_up_variable))) = *frame;
  function ();
}

static void
with_both (const struct frame *frame, void (*function) (void))
{
  pthread_cleanup_push (clean_up, (void *) frame);
  with_variable (frame, function);
  pthread_cleanup_pop (0);
}

static void
handler (int signal)
{
  set_rights (in_handler);
  struct frame frame = { in_handler };
  mask = mask_now ();
  with_both (&frame, scenario.way->wait);
}

static void
raise_signal (void)
{
  xraise (SIGUSR2);
}

static pthread_key_t specific;

static void *
thread (void *closure)
{
  if (scenario.key_on_stack)
    leave_rseq ();
  TEST_COMPARE (pthread_setspecific (specific, &specific), 0);
  set_rights (own);
  sigset_t set;
  sigemptyset (&set);
  sigaddset (&set, SIGUSR1);
  xpthread_sigmask (SIG_BLOCK, &set, NULL);
  mask = mask_now ();
  if (scenario.way->asynchronous)
    TEST_COMPARE (pthread_setcanceltype (PTHREAD_CANCEL_ASYNCHRONOUS, NULL),
		  0);
  with_both (&thread_frame,
	     scenario.handler ? raise_signal : scenario.way->wait);
  FAIL ("%s: the thread has not been cancelled", scenario.way->name);
  return NULL;
}

/* In a process of its own, which a signal on the wrong stack kills.  */
static void
run_child (void)
{
  const struct way *way = scenario.way;
  /* 32 is SIGCANCEL, of which <signal.h> knows nothing.  */
  additional_mask = way->outside ? 0 : 1UL << 31;
  xpthread_barrier_init (&barrier, NULL, 2);
  pthread_attr_t attr;
  xpthread_attr_init (&attr);
  if (scenario.key_on_stack)
    xpthread_attr_setstack (&attr, pages_with_key (64, stack_key),
			    64 * getpagesize ());
  pthread_t id = xpthread_create (&attr, thread, NULL);
  xpthread_attr_destroy (&attr);
  while (tid == 0)
    usleep (100);
  if (way->sleeps)
    support_process_state_wait (tid, support_process_state_sleeping);
  if (way->wait != cancel_oneself)
    xpthread_cancel (id);
  cancelled = true;
  if (scenario.change)
    {
      xpthread_barrier_wait (&barrier);
      TEST_COMPARE (pkey_set_all (keys[0], read_only), 0);
      xpthread_barrier_wait (&barrier);
    }
  TEST_VERIFY (xpthread_join (id) == PTHREAD_CANCELED);
  TEST_COMPARE (cleaned_up,
		3 + 2 * scenario.handler + scenario.change);
}

static void
run (struct scenario new)
{
  scenario = new;
  pid_t child = xfork ();
  if (child == 0)
    {
      run_child ();
      _exit (0);
    }
  int status;
  xwaitpid (child, &status, 0);
  if (status != 0)
    FAIL ("%s, %s%s%s: status 0x%x", scenario.way->name, scenario.policy,
	  scenario.handler ? ", in a handler" : "",
	  scenario.key_on_stack ? ", stack with a key" : "", status);
}

/* With POLICY, which may let handlers run on stacks with a key.  */
static void
run_all (const char *policy, bool any_handler_stack)
{
  for (size_t i = 0; i < way_count; ++i)
    for (int handler = 0; handler <= !ways[i].own_code_only; ++handler)
      for (int key = 0; key <= (any_handler_stack || !handler); ++key)
	run ((struct scenario) { &ways[i], policy, .key_on_stack = key,
				 .handler = handler });
}

static int
do_test (void)
{
  if (!os_has_pku ())
    FAIL_UNSUPPORTED ("this machine has no protection keys");
  allocate_keys ();
  stack_key = pkey_alloc (0, 0);
  TEST_VERIFY_EXIT (stack_key > 0);
  struct monitor *monitor = (struct monitor *) (pages[0] + 64);
  xpthread_mutex_init (&monitor->mutex, NULL);
  TEST_COMPARE (pthread_cond_init (&monitor->condition, NULL), 0);
  TEST_COMPARE (sem_init (&semaphore, 0, 0), 0);
  xpipe (pipe_ends);
  TEST_COMPARE (pthread_key_create (&specific, destroy), 0);
  struct sigaction action = { .sa_handler = handler };
  xsigaction (SIGUSR2, &action, NULL);

  run_all ("no policy", false);

  TEST_COMPARE (pkey_set_policy (stack_key, PKEY_SIGNAL, 0), 0);
  run_all ("rights of handlers", true);
  TEST_COMPARE (pkey_set_policy (keys[1], PKEY_SIGNAL, PKEY_INHERIT), 0);
  run_all ("inherited rights", true);

  /* It is reached while it cleans up, and does not fall back.  */
  for (size_t i = 0; i < way_count; ++i)
    for (int handler = 0; handler <= !ways[i].own_code_only; ++handler)
      if (ways[i].wait != wait_for_condition)
	run ((struct scenario) { &ways[i], "rights change", .change = true,
				 .handler = handler });
  return 0;
}

#include <support/test-driver.c>
