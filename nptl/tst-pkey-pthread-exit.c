/* pthread_exit in a signal handler: each clean-up has the rights of its code.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

/* With -fexceptions, which the attribute needs, pthread_cleanup_push would use
   the attribute too.  Most programs in C have the form that jumps.  */
#undef __EXCEPTIONS

#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <support/process_state.h>
#include <support/xsignal.h>
#include <support/xthread.h>

#include "tst-pkey-keys.h"

/* The rights to three keys are a number with a hexadecimal digit for each.  By
   level: those of the thread, and of the handlers that interrupt it, which set
   them.  The kernel gives 0x111 to handlers.  */
enum { max_level = 3 };
static const unsigned int level_rights[] = { 0x320, 0x032, 0x203, 0x230 };

/* How the handler of the last level begins.  */
enum start
{
  start_raised,			/* By raise.  */
  start_blocked,		/* While the thread waits in read.  */
  start_stacked,		/* Before the one that it interrupts has run an
				   instruction.  */
  start_count
};

static struct scenario
{
  const char *policy;
  int stack_key;		/* Of the alternate stack; all may use it.  */
  int levels;			/* Of handlers.  */
  enum start start;
  bool alternate_stack;
  bool first_thread;
  bool change;			/* All threads get other rights while the
				   handler cleans up.  */
} scenario;

static unsigned int changed;	/* Rights to the first key, if not 0.  */
static int cleaned_up;
static pthread_barrier_t barrier;
static pthread_key_t specific;
static int pipe_ends[2];

static void
check (const char *what, int level)
{
  unsigned int expected = level_rights[level];
  if (changed != 0)
    expected = (expected & ~0xf) | changed;
  unsigned int found = rights_now ();
  if (found != expected)
    FAIL ("%s, %d handlers, start %d%s%s: %s of level %d has 0x%03x, "
	  "expected 0x%03x", scenario.policy, scenario.levels, scenario.start,
	  scenario.alternate_stack ? ", alternate stack" : "",
	  scenario.first_thread ? ", first thread" : "",
	  what, level, found, expected);
  ++cleaned_up;
}

static void
clean_up (void *level)
{
  check ("pthread_cleanup_push", *(int *) level);
}

static void
clean_up_variable (int *level)
{
  check ("attribute", *level);
  if (scenario.change && changed == 0)
    {
      xpthread_barrier_wait (&barrier);
      xpthread_barrier_wait (&barrier);
      changed = read_only;
      check ("attribute", *level);
    }
}

static void
destroy (void *closure)
{
  check ("destructor", 0);
}

static void
start_next (int level)
{
  if (level == scenario.levels)
    pthread_exit (&cleaned_up);
  if (level < scenario.levels - 1 || scenario.start == start_raised)
    xraise (SIGUSR1);
  else if (scenario.start == start_blocked)
    {
      char byte;
      read (pipe_ends[0], &byte, 1);
    }
  else
    {
      /* Both arrive at once, the one with the higher number on top.  */
      sigset_t set;
      sigemptyset (&set);
      sigaddset (&set, SIGUSR1);
      sigaddset (&set, SIGUSR2);
      xpthread_sigmask (SIG_BLOCK, &set, NULL);
      xraise (SIGUSR1);
      xraise (SIGUSR2);
      xpthread_sigmask (SIG_UNBLOCK, &set, NULL);
    }
  FAIL ("%s: the handler of level %d has returned", scenario.policy,
	level + 1);
}

static void __attribute__ ((noinline))
with_variable (int level)
{
  int variable __attribute__ ((cleanup (clean_up_variable))) = level;
  start_next (level);
}

static void
with_both (int level)
{
  set_rights (level_rights[level]);
  pthread_cleanup_push (clean_up, &level);
  with_variable (level);
  pthread_cleanup_pop (0);
}

static int level;

static void
handler (int signal)
{
  with_both (++level);
}

static volatile pid_t tid;

static void *
thread (void *closure)
{
  TEST_COMPARE (pthread_setspecific (specific, &specific), 0);
  if (scenario.alternate_stack)
    {
      stack_t stack = { .ss_size = 64 * getpagesize () };
      stack.ss_sp = pages_with_key (64, scenario.stack_key);
      TEST_COMPARE (sigaltstack (&stack, NULL), 0);
    }
  tid = gettid ();
  with_both (0);
  return NULL;
}

static void
check_count (void)
{
  TEST_COMPARE (cleaned_up, 2 * scenario.levels + 3 + scenario.change);
}

static void
run_child (void)
{
  xpthread_barrier_init (&barrier, NULL, 2);
  struct sigaction action
    = { .sa_handler = handler,
	.sa_flags = SA_NODEFER | (scenario.alternate_stack ? SA_ONSTACK : 0) };
  xsigaction (SIGUSR1, &action, NULL);
  xsigaction (SIGUSR2, &action, NULL);
  if (scenario.first_thread)
    {
      TEST_COMPARE (atexit (check_count), 0);
      thread (NULL);
    }
  pthread_t id = xpthread_create (NULL, thread, NULL);
  if (scenario.start == start_blocked)
    {
      while (tid == 0 || level < scenario.levels - 1)
	usleep (100);
      support_process_state_wait (tid, support_process_state_sleeping);
      TEST_COMPARE (pthread_kill (id, SIGUSR1), 0);
    }
  if (scenario.change)
    {
      xpthread_barrier_wait (&barrier);
      TEST_COMPARE (pkey_set_all (keys[0], read_only), 0);
      xpthread_barrier_wait (&barrier);
    }
  TEST_VERIFY (xpthread_join (id) == &cleaned_up);
  check_count ();
}

/* In a process of its own.  */
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
    FAIL ("%s, %d handlers, start %d%s%s: status 0x%x", scenario.policy,
	  scenario.levels, scenario.start,
	  scenario.alternate_stack ? ", alternate stack" : "",
	  scenario.first_thread ? ", first thread" : "", status);
}

static void
run_all (const char *policy, int stack_key)
{
  for (int levels = 1; levels <= max_level; ++levels)
    for (int start = 0; start < start_count; ++start)
      for (int alternate = 0; alternate <= 1; ++alternate)
	{
	  struct scenario next = { policy, stack_key, levels,
				   start, alternate };
	  run (next);
	  next.first_thread = start != start_blocked;
	  if (next.first_thread)
	    run (next);
	}
}

/* The frames of two signals are stacked before the first handler has run an
   instruction.  The second one ends the thread, which has changed its rights
   since all threads got theirs.  */
static int stacked_rights;

static void
see_stacked (void *closure)
{
  stacked_rights = pkey_get (keys[0]);
}

static void
return_from (int signal)
{
}

static void
exit_from (int signal)
{
  pthread_exit (NULL);
}

static void *
be_stacked (void *closure)
{
  TEST_COMPARE (pkey_set (keys[0], 0), 0);
  sigset_t set;
  sigemptyset (&set);
  sigaddset (&set, SIGUSR1);
  sigaddset (&set, SIGUSR2);
  pthread_cleanup_push (see_stacked, NULL);
  xpthread_sigmask (SIG_BLOCK, &set, NULL);
  xpthread_kill (pthread_self (), SIGUSR1);
  xpthread_kill (pthread_self (), SIGUSR2);
  xpthread_sigmask (SIG_UNBLOCK, &set, NULL);
  pthread_cleanup_pop (0);
  FAIL ("the thread goes on");
  return NULL;
}

static void
test_stacked (void)
{
  struct sigaction action = { .sa_handler = return_from };
  xsigaction (SIGUSR1, &action, NULL);
  action.sa_handler = exit_from;
  xsigaction (SIGUSR2, &action, NULL);
  TEST_COMPARE (pkey_set_all (keys[0], no_access), 0);
  stacked_rights = -1;
  xpthread_join (xpthread_create (NULL, be_stacked, NULL));
  TEST_COMPARE (stacked_rights, 0);
}

static int
do_test (void)
{
  if (!os_has_pku ())
    FAIL_UNSUPPORTED ("this machine has no protection keys");
  allocate_keys ();
  xpipe (pipe_ends);
  TEST_COMPARE (pthread_key_create (&specific, destroy), 0);

  run_all ("no policy", 0);
  int stack_key = pkey_alloc (0, 0);
  TEST_VERIFY_EXIT (stack_key > 0);
  TEST_COMPARE (pkey_set_policy (stack_key, PKEY_SIGNAL, 0), 0);
  /* The kernel writes the frame of one handler with the rights of another that
     has yet to start.  */
  if (!kernel_opens_signal_stack ())
    stack_key = 0;
  run_all ("rights of handlers", stack_key);
  TEST_COMPARE (pkey_set_policy (keys[1], PKEY_SIGNAL, PKEY_INHERIT), 0);
  run_all ("inherited rights", stack_key);

  /* The code that is cleaned up afterwards has them too, and nothing brings
     back those of the frame.  */
  for (int levels = 1; levels <= max_level; ++levels)
    run ((struct scenario) { "rights change", 0, levels,
			     start_raised, .change = true });
  test_stacked ();
  return 0;
}

#include <support/test-driver.c>
