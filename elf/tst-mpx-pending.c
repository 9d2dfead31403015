/* A SIGSEGV that is sent waits, and new programs get the mask.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <errno.h>
#include <spawn.h>
#include <string.h>

#include <support/support.h>

#include "tst-mpx-mask.h"

static volatile int count;
static siginfo_t last;

static void
handle (int signal, siginfo_t *info, void *context)
{
  ++count;
  last = *info;
  TEST_VERIFY (is_blocked ());
}

static bool
is_pending (void)
{
  sigset_t set;
  TEST_COMPARE (sigpending (&set), 0);
  return sigismember (&set, SIGSEGV);
}

static void
send (int value)
{
  TEST_COMPARE (sigqueue (getpid (), SIGSEGV,
			  (union sigval) { .sival_int = value }), 0);
}

static void
expect_value (const siginfo_t *info, int value)
{
  TEST_COMPARE (info->si_signo, SIGSEGV);
  TEST_COMPARE (info->si_code, SI_QUEUE);
  TEST_COMPARE (info->si_pid, getpid ());
  TEST_COMPARE (info->si_value.sival_int, value);
}

static void
test_unblock (void)
{
  TEST_VERIFY (!is_pending ());
  change_segv (SIG_BLOCK);
  send (1);
  send (2);
  TEST_COMPARE (count, 0);
  TEST_VERIFY (is_pending ());
  EXPECT_BLOCKED (true);
  change_segv (SIG_UNBLOCK);
  TEST_COMPARE (count, 1);
  expect_value (&last, 1);
  TEST_VERIFY (!is_pending ());
  EXPECT_BLOCKED (false);
}

static void
test_wait (void)
{
  sigset_t set;
  sigemptyset (&set);
  sigaddset (&set, SIGSEGV);
  change_segv (SIG_BLOCK);
  send (3);
  siginfo_t info;
  TEST_COMPARE (sigwaitinfo (&set, &info), SIGSEGV);
  expect_value (&info, 3);
  TEST_VERIFY (!is_pending ());
  const struct timespec no_time = { 0, 0 };
  TEST_COMPARE (sigtimedwait (&set, &info, &no_time), -1);
  TEST_COMPARE (errno, EAGAIN);
  send (4);
  int signal = 0;
  TEST_COMPARE (sigwait (&set, &signal), 0);
  TEST_COMPARE (signal, SIGSEGV);
  count = 0;
  change_segv (SIG_UNBLOCK);
  TEST_COMPARE (count, 0);
}

static void
test_suspend (void)
{
  sigset_t set;
  sigemptyset (&set);
  change_segv (SIG_BLOCK);
  count = 0;
  /* One that is there already, and one that comes.  */
  send (5);
  TEST_COMPARE (sigsuspend (&set), -1);
  TEST_COMPARE (errno, EINTR);
  TEST_COMPARE (count, 1);
  expect_value (&last, 5);
  EXPECT_BLOCKED (true);
  TEST_VERIFY (!is_pending ());

  pid_t child = xfork ();
  if (child == 0)
    {
      usleep (100 * 1000);
      kill (getppid (), SIGSEGV);
      _exit (0);
    }
  TEST_COMPARE (sigsuspend (&set), -1);
  TEST_COMPARE (count, 2);
  TEST_COMPARE (last.si_pid, child);
  EXPECT_BLOCKED (true);
  xwaitpid (child, NULL, 0);
  change_segv (SIG_UNBLOCK);
}

static void
test_fork (void)
{
  change_segv (SIG_BLOCK);
  send (6);
  pid_t child = xfork ();
  if (child == 0)
    {
      struct mpx_info info;
      TEST_COMPARE (mpx_info (&info), 0);
      TEST_COMPARE (info.violations, 0);
      EXPECT_BLOCKED (true);
      TEST_VERIFY (!is_pending ());
      _exit (support_report_failure (0));
    }
  int status;
  xwaitpid (child, &status, 0);
  TEST_COMPARE (status, 0);
  TEST_VERIFY (is_pending ());
  change_segv (SIG_UNBLOCK);
}

/* A fault of who has blocked it is the end, handler or not.  */
static void
test_fault (void)
{
  pid_t child = xfork ();
  if (child == 0)
    {
      change_segv (SIG_BLOCK);
      *(volatile int *) 0 = 0;
      _exit (0);
    }
  int status;
  xwaitpid (child, &status, 0);
  TEST_VERIFY (WIFSIGNALED (status));
  TEST_COMPARE (WTERMSIG (status), SIGSEGV);
}

/* This program again, which says whether it starts with SIGSEGV blocked.  */
static char *program[] = { (char *) "/proc/self/exe", (char *) "--direct",
			   (char *) "started", NULL };
enum { starts_unblocked = 20, starts_blocked = 21 };

static void
expect_start (pid_t child, int expected)
{
  int status;
  xwaitpid (child, &status, 0);
  TEST_VERIFY (WIFEXITED (status));
  TEST_COMPARE (WEXITSTATUS (status), expected);
}

static void
test_exec (int expected)
{
  pid_t child = xfork ();
  if (child == 0)
    {
      execve ("/nowhere", program, environ);
      EXPECT_BLOCKED (expected == starts_blocked);
      execve (program[0], program, environ);
      _exit (1);
    }
  expect_start (child, expected);
}

static void
test_spawn (const posix_spawnattr_t *attributes, int expected)
{
  pid_t child;
  TEST_COMPARE (posix_spawn (&child, program[0], NULL, attributes, program,
			     environ), 0);
  expect_start (child, expected);
}

static void
test_programs (void)
{
  posix_spawnattr_t empty, full;
  sigset_t set;
  TEST_COMPARE (posix_spawnattr_init (&empty), 0);
  TEST_COMPARE (posix_spawnattr_setflags (&empty, POSIX_SPAWN_SETSIGMASK), 0);
  full = empty;
  sigfillset (&set);
  TEST_COMPARE (posix_spawnattr_setsigmask (&full, &set), 0);

  test_exec (starts_unblocked);
  test_spawn (NULL, starts_unblocked);
  test_spawn (&full, starts_blocked);
  EXPECT_BLOCKED (false);
  change_segv (SIG_BLOCK);
  test_exec (starts_blocked);
  test_spawn (NULL, starts_blocked);
  test_spawn (&empty, starts_unblocked);
  EXPECT_BLOCKED (true);
  pid_t child = vfork ();
  if (child == 0)
    {
      change_segv (SIG_UNBLOCK);
      execve (program[0], program, environ);
      _exit (1);
    }
  EXPECT_BLOCKED (true);
  expect_start (child, starts_unblocked);
  change_segv (SIG_UNBLOCK);
}

static int
do_test (int argc, char **argv)
{
  want_mpx ();
  if (argc == 2)
    {
      bool blocked = is_blocked ();
      EXPECT_BLOCKED (blocked);
      if (support_record_failure_is_failed ())
	return 1;
      _exit (blocked ? starts_blocked : starts_unblocked);
    }
  struct sigaction action = { .sa_sigaction = handle,
			      .sa_flags = SA_SIGINFO };
  xsigaction (SIGSEGV, &action, NULL);
  test_unblock ();
  test_wait ();
  test_suspend ();
  test_fork ();
  test_fault ();
  test_programs ();
  return 0;
}

#define TEST_FUNCTION_ARGV do_test
#include <support/test-driver.c>
