/* Signals and contexts in a mixed process.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/tst-ibt.h>
#include <setjmp.h>
#include <stdlib.h>
#include <sys/time.h>

extern int mod_padless (void);
extern int mod_call (int (*) (void));
extern void mod_handler (int);
extern volatile int mod_signals;
extern void mod_siglongjmp (sigjmp_buf);

static volatile int signals;
/* Those that came between a branch and its target.  */
static volatile int signals_waiting;

#ifndef UC_WAIT_ENDBR
# define UC_WAIT_ENDBR 0x8
#endif

static void
clean_handler (int signal, siginfo_t *info, void *context)
{
  ++signals;
  if (((ucontext_t *) context)->uc_flags & UC_WAIT_ENDBR)
    ++signals_waiting;
}

/* Asynchronous signals between branches and their targets.  */
static void
test_storm (const struct sigaction *action, volatile int *count)
{
  TEST_COMPARE (sigaction (SIGALRM, action, NULL), 0);
  struct itimerval interval = { { 0, 500 }, { 0, 500 } };
  TEST_COMPARE (setitimer (ITIMER_REAL, &interval, NULL), 0);
  *count = 0;
  unsigned long int calls = 0;
  while (*count < 200 || (count == &signals && signals_waiting == 0))
    calls += mod_padless () == 11 && mod_call (mod_padless) == 11;
  struct itimerval stop = { };
  TEST_COMPARE (setitimer (ITIMER_REAL, &stop, NULL), 0);
  TEST_VERIFY (calls > 0);
  require_tracking ();
}

static sigjmp_buf back;

static void
jumping_handler (int signal)
{
  mod_siglongjmp (back);
}

static void
test_siglongjmp (void)
{
  struct sigaction action = { .sa_handler = jumping_handler };
  TEST_COMPARE (sigaction (SIGUSR1, &action, NULL), 0);
  if (sigsetjmp (back, 1) == 0)
    {
      raise (SIGUSR1);
      FAIL_EXIT1 ("the handler has returned");
    }
  require_tracking ();
}

static ucontext_t first, second;
static volatile int steps;

static void
other_context (void)
{
  TEST_COMPARE (call (mod_padless), 11);
  require_tracking ();
  ++steps;
  TEST_COMPARE (swapcontext (&second, &first), 0);
  require_tracking ();
  ++steps;
}

static void
test_contexts (void)
{
  TEST_COMPARE (getcontext (&second), 0);
  size_t size = 65536;
  second.uc_stack.ss_sp = malloc (size);
  second.uc_stack.ss_size = size;
  second.uc_link = &first;
  makecontext (&second, other_context, 0);
  TEST_COMPARE (swapcontext (&first, &second), 0);
  TEST_COMPARE (steps, 1);
  require_tracking ();
  TEST_COMPARE (swapcontext (&first, &second), 0);
  TEST_COMPARE (steps, 2);
  require_tracking ();

  /* setcontext lands after getcontext.  */
  volatile bool been = false;
  TEST_COMPARE (getcontext (&first), 0);
  if (!been)
    {
      been = true;
      setcontext (&first);
      FAIL_EXIT1 ("setcontext has returned");
    }
  require_tracking ();
}

static int
do_test (void)
{
  require_ibt ();
  TEST_VERIFY (ibt_status () & IBT_MIXED);
  test_storm (&(struct sigaction) { .sa_sigaction = clean_handler,
				    .sa_flags = SA_SIGINFO },
	      &signals);
  printf ("info: %d of %d signals came between a branch and its target\n",
	  signals_waiting, signals);
  test_storm (&(struct sigaction) { .sa_handler = mod_handler },
	      &mod_signals);
  test_siglongjmp ();
  test_contexts ();
  return 0;
}

#define TIMEOUT 120
#include <support/test-driver.c>
