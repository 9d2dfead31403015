/* The rights of signal handlers, and of what they interrupt.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <support/xsignal.h>
#include <support/xthread.h>

#include "tst-pkey.h"

/* Handlers have all rights to the first, those of what they interrupt to the
   second, and nothing has been said of the third.  */
static int open_key, inherited_key, other_key;
static char *open_page;

struct raw_action
{
  uintptr_t handler;
  unsigned long int flags;
  uintptr_t restorer;
  unsigned long int mask;
};

/* What the kernel has.  */
static struct raw_action
kernel_action (int signal)
{
  struct raw_action action;
  TEST_COMPARE (syscall (SYS_rt_sigaction, signal, NULL, &action,
			 sizeof action.mask), 0);
  return action;
}

static struct found
{
  int open, inherited, other;
  int count;
} found;

static void
look (int signal)
{
  found.open = pkey_get (open_key);
  found.inherited = pkey_get (inherited_key);
  found.other = pkey_get (other_key);
  ++found.count;
}

static void
expect_found (int open, int inherited, int other)
{
  found.count = 0;
  xraise (SIGUSR1);
  TEST_COMPARE (found.count, 1);
  TEST_COMPARE (found.open, open);
  TEST_COMPARE (found.inherited, inherited);
  TEST_COMPARE (found.other, other);
}

static void
set_all_in_handler (int signal)
{
  TEST_COMPARE (pkey_set_all (other_key, read_only), 0);
  TEST_COMPARE (pkey_get (other_key), read_only);
}

/* The first call decides that frames get a stamp: so this one has none, and
   what it returns to is as it was.  */
static void
test_before (void)
{
  struct sigaction action = { .sa_handler = look };
  xsigaction (SIGUSR1, &action, NULL);
  TEST_COMPARE (kernel_action (SIGUSR1).handler, (uintptr_t) look);
  expect_found (no_access, no_access, no_access);

  action.sa_handler = set_all_in_handler;
  xsigaction (SIGUSR2, &action, NULL);
  TEST_COMPARE (pkey_set (other_key, 0), 0);
  xraise (SIGUSR2);
  TEST_COMPARE (pkey_get (other_key), 0);

  /* The other side.  */
  xraise (SIGUSR2);
  TEST_COMPARE (pkey_get (other_key), read_only);
  TEST_COMPARE (pkey_set (other_key, 0), 0);
  xraise (SIGUSR2);
  TEST_COMPARE (pkey_get (other_key), read_only);
  TEST_VERIFY (kernel_action (SIGUSR1).handler != (uintptr_t) look);
}

static void
test_policies (void)
{
  TEST_COMPARE (pkey_get_policy (open_key, PKEY_SIGNAL), no_access);
  expect_found (no_access, no_access, no_access);
  TEST_COMPARE (pkey_set_policy (open_key, PKEY_SIGNAL, 0), 0);
  TEST_COMPARE (pkey_get_policy (open_key, PKEY_SIGNAL), 0);
  expect_found (0, no_access, no_access);

  TEST_COMPARE (pkey_set_policy (inherited_key, PKEY_SIGNAL, PKEY_INHERIT), 0);
  TEST_COMPARE (pkey_get_policy (inherited_key, PKEY_SIGNAL), PKEY_INHERIT);
  for (int rights = 0; rights <= 3; ++rights)
    {
      TEST_COMPARE (pkey_set (inherited_key, rights), 0);
      TEST_COMPARE (pkey_set (open_key, rights), 0);
      TEST_COMPARE (pkey_set (other_key, rights), 0);
      expect_found (0, rights, no_access);
      TEST_COMPARE (pkey_get (open_key), rights);
      TEST_COMPARE (pkey_get (inherited_key), rights);
      TEST_COMPARE (pkey_get (other_key), rights);
    }

  TEST_COMPARE (pkey_set_policy (other_key, PKEY_SIGNAL, read_only), 0);
  expect_found (0, 3, read_only);
  TEST_COMPARE (pkey_set_policy (other_key, PKEY_SIGNAL, no_access), 0);
  expect_found (0, 3, no_access);

  /* The flags, and a policy that ends with its key.  */
  int kept = other_key;
  other_key = pkey_alloc (PKEY_ALLOC_SIGRIGHTS, read_only);
  TEST_VERIFY_EXIT (other_key > 0);
  expect_found (0, 3, read_only);
  TEST_COMPARE (pkey_free (other_key), 0);
  expect_found (0, 3, no_access);
  TEST_COMPARE (pkey_alloc (PKEY_ALLOC_SIGINHERIT, read_only), other_key);
  expect_found (0, 3, read_only);
  TEST_COMPARE (pkey_set (other_key, 0), 0);
  expect_found (0, 3, 0);
  TEST_COMPARE (pkey_free (other_key), 0);
  expect_found (0, 3, no_access);
  other_key = kept;

  errno = 0;
  TEST_COMPARE (pkey_alloc (PKEY_ALLOC_SIGINHERIT | PKEY_ALLOC_SIGRIGHTS, 0),
		-1);
  TEST_COMPARE (errno, EINVAL);
  errno = 0;
  TEST_COMPARE (pkey_set_policy (open_key, PKEY_SIGNAL, 4), -1);
  TEST_COMPARE (errno, EINVAL);
  errno = 0;
  TEST_COMPARE (pkey_set_policy (open_key, 3, 0), -1);
  TEST_COMPARE (errno, EINVAL);
}

/* Handlers by number.  */
static int ran;
#define HANDLER(n) static void handler_##n (int signal) { ran = n; }
HANDLER (0) HANDLER (1) HANDLER (2) HANDLER (3) HANDLER (4) HANDLER (5)
static const sighandler_t handlers[]
  = { handler_0, handler_1, handler_2, handler_3, handler_4, handler_5 };
enum { handler_count = sizeof handlers / sizeof *handlers };

static siginfo_t info_found;

static void
tell_info (int signal, siginfo_t *info, void *context)
{
  info_found = *info;
  ucontext_t *c = context;
  TEST_VERIFY (c->uc_stack.ss_flags == 0 || c->uc_stack.ss_flags == SS_DISABLE
	       || c->uc_stack.ss_size > 0);
  pkey_set (open_key, 0);
}

static void
test_sigaction (void)
{
  struct sigaction old, action = { .sa_flags = SA_RESTART };
  xsigaction (SIGUSR2, NULL, &old);
  TEST_VERIFY (old.sa_handler == set_all_in_handler);

  /* More handlers than there are slots, and each is the one that runs.  */
  for (int i = 0; i < 50; ++i)
    {
      int n = i * i % handler_count;
      action.sa_handler = handlers[n];
      xsigaction (SIGUSR2, &action, &old);
      if (i > 0)
	TEST_VERIFY (old.sa_handler
		     == handlers[(i - 1) * (i - 1) % handler_count]);
      TEST_VERIFY (kernel_action (SIGUSR2).handler != (uintptr_t) handlers[n]);
      ran = -1;
      xraise (SIGUSR2);
      TEST_COMPARE (ran, n);
    }
  action.sa_handler = SIG_IGN;
  xsigaction (SIGUSR2, &action, &old);
  TEST_COMPARE (kernel_action (SIGUSR2).handler, (uintptr_t) SIG_IGN);
  action.sa_handler = SIG_DFL;
  xsigaction (SIGUSR2, &action, &old);
  TEST_VERIFY (old.sa_handler == SIG_IGN);
  TEST_COMPARE (kernel_action (SIGUSR2).handler, (uintptr_t) SIG_DFL);

  /* Flags and mask are the kernel's.  */
  action.sa_sigaction = tell_info;
  action.sa_flags = SA_SIGINFO | SA_RESETHAND | SA_NODEFER;
  sigaddset (&action.sa_mask, SIGALRM);
  xsigaction (SIGUSR2, &action, NULL);
  xsigaction (SIGUSR2, NULL, &old);
  TEST_VERIFY (old.sa_sigaction == tell_info);
  TEST_COMPARE (old.sa_flags & ~0x04000000, action.sa_flags);
  TEST_COMPARE (sigismember (&old.sa_mask, SIGALRM), 1);
  union sigval value = { .sival_int = 77 };
  TEST_COMPARE (sigqueue (getpid (), SIGUSR2, value), 0);
  TEST_COMPARE (info_found.si_signo, SIGUSR2);
  TEST_COMPARE (info_found.si_value.sival_int, 77);
  xsigaction (SIGUSR2, NULL, &old);
  TEST_VERIFY (old.sa_handler == SIG_DFL);

  TEST_VERIFY (signal (SIGUSR2, handler_1) == SIG_DFL);
  TEST_VERIFY (signal (SIGUSR2, handler_2) == handler_1);
  errno = 0;
  TEST_COMPARE (sigaction (SIGKILL, &action, NULL), -1);
  TEST_COMPARE (errno, EINVAL);
  static const int bad[] = { 0, -1, 32, 33, 65, INT32_MAX };
  for (size_t i = 0; i < sizeof bad / sizeof *bad; ++i)
    {
      errno = 0;
      TEST_COMPARE (sigaction (bad[i], &action, NULL), -1);
      TEST_COMPARE (errno, EINVAL);
    }
  for (int signal = 34; signal <= 64; ++signal)
    {
      action = (struct sigaction) { .sa_handler = handlers[signal % 6] };
      xsigaction (signal, &action, NULL);
    }
  for (int signal = 34; signal <= 64; ++signal)
    {
      xraise (signal);
      TEST_COMPARE (ran, signal % 6);
    }
}

/* Who asks the kernel himself gets a stub, and may call it or install it.  */
static void
test_raw (void)
{
  signal (SIGUSR2, handler_3);
  struct raw_action raw = kernel_action (SIGUSR2);
  ran = -1;
  ((sighandler_t) raw.handler) (SIGUSR2);
  TEST_COMPARE (ran, 3);
  /* There is no sigreturn that takes back the rights of handlers.  */
  TEST_COMPARE (pkey_get (open_key), 0);
  TEST_COMPARE (pkey_get (inherited_key), no_access);
  TEST_COMPARE (pkey_set (inherited_key, 0), 0);
  signal (SIGUSR2, SIG_DFL);
  TEST_COMPARE (syscall (SYS_rt_sigaction, SIGUSR2, &raw, NULL,
			 sizeof raw.mask), 0);
  struct sigaction old;
  xsigaction (SIGUSR2, NULL, &old);
  TEST_VERIFY (old.sa_handler == handler_3);
  ran = -1;
  xraise (SIGUSR2);
  TEST_COMPARE (ran, 3);
}

/* A handler on a stack to which the thread has no rights.  */
static void
touch_stack (int signal)
{
  volatile char space[5000];
  memset ((char *) space, signal, sizeof space);
  open_page[0] = space[4999];
}

static void
test_stack (void)
{
  if (!kernel_opens_signal_stack ())
    return;
  stack_t stack = { .ss_sp = pages_with_key (8, open_key),
		    .ss_size = 8 * getpagesize () };
  TEST_COMPARE (sigaltstack (&stack, NULL), 0);
  struct sigaction action
    = { .sa_handler = touch_stack, .sa_flags = SA_ONSTACK };
  xsigaction (SIGUSR2, &action, NULL);
  TEST_COMPARE (pkey_set (open_key, no_access), 0);
  xraise (SIGUSR2);
  TEST_COMPARE (pkey_get (open_key), no_access);
  TEST_COMPARE (pkey_set (open_key, 0), 0);
  TEST_COMPARE (open_page[0], SIGUSR2);
  stack.ss_flags = SS_DISABLE;
  TEST_COMPARE (sigaltstack (&stack, NULL), 0);
}

/* A handler that takes its stack away cannot return, and dies as it would
   without a stub.  */
static void *doomed_stack;

static void
unmap_stack (int signal)
{
  munmap (doomed_stack, 8 * getpagesize ());
}

static void
test_unmapped_stack (void)
{
  pid_t pid = xfork ();
  if (pid == 0)
    {
      doomed_stack = pages_with_key (8, 0);
      stack_t stack = { .ss_sp = doomed_stack,
			.ss_size = 8 * getpagesize () };
      TEST_COMPARE (sigaltstack (&stack, NULL), 0);
      struct sigaction action
	= { .sa_handler = unmap_stack, .sa_flags = SA_ONSTACK };
      xsigaction (SIGUSR2, &action, NULL);
      raise (SIGUSR2);
      _exit (0);
    }
  int status;
  TEST_COMPARE (waitpid (pid, &status, 0), pid);
  TEST_VERIFY (WIFSIGNALED (status));
  TEST_COMPARE (WTERMSIG (status), SIGSEGV);
}

/* A thread that runs on a stack with a key.  */
static void *
raise_on_stack (void *closure)
{
  leave_rseq ();
  xraise (SIGUSR2);
  return NULL;
}

static void
test_thread_stack (void)
{
  size_t size = 64 * getpagesize ();
  void *stack = pages_with_key (64, open_key);
  struct sigaction action = { .sa_handler = touch_stack };
  xsigaction (SIGUSR2, &action, NULL);
  TEST_COMPARE (pkey_set (open_key, 0), 0);
  pthread_attr_t attr;
  xpthread_attr_init (&attr);
  xpthread_attr_setstack (&attr, stack, size);
  open_page[0] = 0;
  xpthread_join (xpthread_create (&attr, raise_on_stack, NULL));
  TEST_COMPARE (open_page[0], SIGUSR2);
  xpthread_attr_destroy (&attr);
}

/* Handlers in handlers, while another thread changes the rights of all.  */
static pthread_barrier_t barrier;
static int depth;

static void
nest (int signal)
{
  if (++depth < 4)
    {
      TEST_COMPARE (pkey_set (other_key, depth & 3), 0);
      xraise (signal);
      TEST_COMPARE (pkey_get (other_key), read_only);
      return;
    }
  xpthread_barrier_wait (&barrier);
  xpthread_barrier_wait (&barrier);
  TEST_COMPARE (pkey_get (other_key), read_only);
  /* What it does itself later is its own.  */
  TEST_COMPARE (pkey_set (other_key, 3), 0);
}

static void *
nester (void *closure)
{
  TEST_COMPARE (pkey_set (other_key, no_access), 0);
  xraise (SIGUSR2);
  TEST_COMPARE (pkey_get (other_key), read_only);
  /* Nothing comes twice.  */
  TEST_COMPARE (pkey_set (other_key, 0), 0);
  depth = 3;
  xraise (SIGUSR1);
  TEST_COMPARE (pkey_get (other_key), 0);
  return NULL;
}

static void
test_nested (void)
{
  struct sigaction action = { .sa_handler = nest, .sa_flags = SA_NODEFER };
  xsigaction (SIGUSR2, &action, NULL);
  xpthread_barrier_init (&barrier, NULL, 2);
  depth = 0;
  pthread_t thread = xpthread_create (NULL, nester, NULL);
  xpthread_barrier_wait (&barrier);
  TEST_COMPARE (pkey_set_all (other_key, read_only), 0);
  xpthread_barrier_wait (&barrier);
  xpthread_join (thread);
  TEST_COMPARE (pkey_get (other_key), read_only);
}

/* Children.  */
static void
test_children (void)
{
  struct sigaction action = { .sa_handler = handler_5 };
  xsigaction (SIGUSR2, &action, NULL);
  pid_t pid = vfork ();
  if (pid == 0)
    {
      action.sa_handler = handler_4;
      sigaction (SIGUSR2, &action, NULL);
      action.sa_handler = handler_2;
      sigaction (SIGUSR2, &action, NULL);
      _exit (0);
    }
  TEST_VERIFY_EXIT (pid > 0);
  TEST_COMPARE (waitpid (pid, NULL, 0), pid);
  ran = -1;
  xraise (SIGUSR2);
  TEST_COMPARE (ran, 5);

  pid = xfork ();
  if (pid == 0)
    {
      ran = -1;
      xraise (SIGUSR2);
      TEST_COMPARE (ran, 5);
      expect_found (0, 0, no_access);
      signal (SIGUSR2, handler_1);
      xraise (SIGUSR2);
      TEST_COMPARE (ran, 1);
      _exit (0);
    }
  int status;
  TEST_COMPARE (waitpid (pid, &status, 0), pid);
  TEST_COMPARE (status, 0);
  /* posix_spawn, which asks for all actions.  */
  TEST_COMPARE (system ("exit 3"), 3 << 8);
}

static int
do_test (void)
{
  if (!os_has_pku ())
    FAIL_UNSUPPORTED ("this machine has no protection keys");
  open_key = pkey_alloc (0, 0);
  inherited_key = pkey_alloc (0, 0);
  other_key = pkey_alloc (0, 0);
  TEST_VERIFY_EXIT (open_key > 0 && inherited_key > 0 && other_key > 0);
  open_page = pages_with_key (1, open_key);
  test_before ();
  test_policies ();
  test_sigaction ();
  TEST_COMPARE (pkey_set (inherited_key, 0), 0);
  TEST_COMPARE (pkey_set (open_key, 0), 0);
  test_raw ();
  test_stack ();
  test_unmapped_stack ();
  test_thread_stack ();
  test_nested ();
  test_children ();
  return 0;
}

#include <support/test-driver.c>
