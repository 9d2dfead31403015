/* MPX comes by dlopen, for all threads and for what handlers return to.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <errno.h>
#include <setjmp.h>
#include <string.h>

#include <support/support.h>
#include <support/xdlfcn.h>
#include <support/xthread.h>

#define MPX_ASKED_LATER
#include "tst-mpx-mask.h"

static pthread_barrier_t barrier;

/* MPX comes between the first and the second.  */
static void
meet (void)
{
  xpthread_barrier_wait (&barrier);
  xpthread_barrier_wait (&barrier);
}

static void *
wait_unblocked (void *closure)
{
  meet ();
  EXPECT_BLOCKED (false);
  return NULL;
}

static void *
wait_blocked (void *closure)
{
  change_segv (SIG_BLOCK);
  TEST_VERIFY (does_kernel_block ());
  meet ();
  EXPECT_BLOCKED (true);
  change_segv (SIG_UNBLOCK);
  EXPECT_BLOCKED (false);
  return NULL;
}

/* No system call that could be the end of a wait.  */
static volatile bool spin_stops;

static void *
spin (void *closure)
{
  xpthread_barrier_wait (&barrier);
  while (!spin_stops)
    asm volatile ("pause");
  xpthread_barrier_wait (&barrier);
  EXPECT_BLOCKED (false);
  return NULL;
}

/* One handler in another, both with everything blocked, and the inner one on
   an alternate stack.  */
static void
meet_in_handler (int signal)
{
  if (signal == SIGUSR1)
    raise (SIGUSR2);
  else
    meet ();
}

static sigjmp_buf __thread buffer;

static void
jump_after_meeting (int signal)
{
  meet ();
  siglongjmp (buffer, 1);
}

static void
install_handlers (void)
{
  struct sigaction action = { .sa_handler = meet_in_handler };
  sigfillset (&action.sa_mask);
  sigdelset (&action.sa_mask, SIGUSR2);
  xsigaction (SIGUSR1, &action, NULL);
  action.sa_flags = SA_ONSTACK;
  xsigaction (SIGUSR2, &action, NULL);
  action.sa_handler = jump_after_meeting;
  xsigaction (SIGRTMIN, &action, NULL);
}

static void *
wait_in_handlers (void *closure)
{
  size_t size = 64 << 10;
  stack_t stack = { .ss_sp = xmalloc (size), .ss_size = size };
  TEST_COMPARE (sigaltstack (&stack, NULL), 0);
  raise (SIGUSR1);
  EXPECT_BLOCKED (false);
  stack.ss_flags = SS_DISABLE;
  TEST_COMPARE (sigaltstack (&stack, NULL), 0);
  free (stack.ss_sp);
  return NULL;
}

/* A handler that runs while its thread has blocked SIGSEGV.  */
static void *
wait_blocked_in_handler (void *closure)
{
  change_segv (SIG_BLOCK);
  raise (SIGUSR2);
  EXPECT_BLOCKED (true);
  return NULL;
}

static void *
wait_and_jump (void *closure)
{
  if (sigsetjmp (buffer, 1) == 0)
    raise (SIGRTMIN);
  EXPECT_BLOCKED (false);
  return NULL;
}

static volatile int faults;
static siginfo_t last;

static void
handle_fault (int signal, siginfo_t *info, void *context)
{
  ++faults;
  last = *info;
  /* Over the two bytes of the instruction.  */
  ((ucontext_t *) context)->uc_mcontext.gregs[REG_RIP] += 2;
}

static void
fault (void)
{
  int before = faults;
  asm volatile ("movb %%al, (%%rdi)" : : "D" (16L) : "memory");
  TEST_COMPARE (faults, before + 1);
  TEST_COMPARE (last.si_code, SEGV_MAPERR);
  TEST_VERIFY (last.si_addr == (void *) 16);
}

static struct sigaction
fault_action (void)
{
  struct sigaction action = { .sa_sigaction = handle_fault,
			      .sa_flags = SA_SIGINFO | SA_ONSTACK };
  sigaddset (&action.sa_mask, SIGUSR2);
  return action;
}

/* MPX comes while a handler of the first thread runs.  */
static void *module;

static void
open_module (int signal, siginfo_t *info, void *context)
{
  module = xdlopen ("tst-mpx-mod-asks.so", RTLD_NOW);
}

static int
do_test (void)
{
  struct mpx_info info;
  TEST_COMPARE (mpx_info (&info), 0);
  TEST_VERIFY_EXIT (info.directory == NULL);

  struct sigaction expected = fault_action (), action;
  xsigaction (SIGSEGV, &expected, NULL);
  install_handlers ();
  fault ();

  void *(*const functions[]) (void *) =
    { wait_unblocked, wait_blocked, spin, wait_in_handlers,
      wait_blocked_in_handler, wait_and_jump };
  enum { count = sizeof functions / sizeof functions[0] };
  pthread_t threads[count];
  xpthread_barrier_init (&barrier, NULL, count + 1);
  for (int i = 0; i < count; ++i)
    threads[i] = xpthread_create (NULL, functions[i], NULL);
  xpthread_barrier_wait (&barrier);
  struct sigaction opener = { .sa_sigaction = open_module,
			      .sa_flags = SA_SIGINFO };
  sigfillset (&opener.sa_mask);
  xsigaction (SIGALRM, &opener, NULL);
  raise (SIGALRM);
  spin_stops = true;
  TEST_COMPARE (mpx_info (&info), 0);
  if (info.directory == NULL)
    FAIL_UNSUPPORTED ("MPX is off, reason %u", info.reason);
  TEST_COMPARE (info.reason, 0);
  TEST_VERIFY (*(bool *) xdlsym (module, "mod_construct_checked"));
  xpthread_barrier_wait (&barrier);
  for (int i = 0; i < count; ++i)
    xpthread_join (threads[i]);
  EXPECT_BLOCKED (false);

  /* What the program has set for SIGSEGV is as it was, and so is the rest.  */
  xsigaction (SIGSEGV, NULL, &action);
  TEST_VERIFY (action.sa_sigaction == expected.sa_sigaction);
  TEST_COMPARE (action.sa_flags & (SA_SIGINFO | SA_ONSTACK | SA_NODEFER
				   | SA_RESETHAND | SA_RESTART),
		SA_SIGINFO | SA_ONSTACK);
  TEST_VERIFY (sigismember (&action.sa_mask, SIGUSR2));
  TEST_VERIFY (!sigismember (&action.sa_mask, SIGUSR1));
  fault ();
  pid_t child = xfork ();
  if (child == 0)
    {
      EXPECT_BLOCKED (false);
      fault ();
      _exit (support_report_failure (0));
    }
  int status;
  xwaitpid (child, &status, 0);
  TEST_COMPARE (status, 0);

  /* Once on, it stays.  */
  TEST_COMPARE (dlclose (module), 0);
  EXPECT_BLOCKED (false);
  module = xdlopen ("tst-mpx-mod-asks.so", RTLD_NOW);
  EXPECT_BLOCKED (false);
  return 0;
}

#include <support/test-driver.c>
