/* Bounds are checked after an exception out of a signal handler.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <csignal>
#include <cstdlib>
#include <cstring>

#include <sys/mpx.h>

#include <support/check.h>
#include <support/xsignal.h>

MPX_WANTED;

/* As in tst-mpx-mask.h, which is not C++.  */
static bool
are_bounds_checked ()
{
  static char *cell = reinterpret_cast<char *> (0x123400000000);
  cell += 1 << 20;
  char *value = reinterpret_cast<char *> (0x1000);
  struct mpx_bounds bounds = mpx_make (value, 16);
  mpx_store (cell, value, bounds);
  struct mpx_bounds found = mpx_load (cell, value);
  return (found.lower == bounds.lower
	  && found.inverted_upper == bounds.inverted_upper);
}

static bool
is_blocked ()
{
  sigset_t set;
  TEST_COMPARE (sigprocmask (SIG_BLOCK, nullptr, &set), 0);
  return sigismember (&set, SIGSEGV) != 0;
}

static void
throw_signal (int signal, siginfo_t *, void *)
{
  throw signal;
}

/* For raise itself, the compiler expects no exception.  */
static int (*volatile send) (int) = raise;

static void
test_throw (bool full)
{
  struct sigaction action;
  std::memset (&action, 0, sizeof action);
  action.sa_sigaction = throw_signal;
  action.sa_flags = SA_SIGINFO;
  if (full)
    sigfillset (&action.sa_mask);
  xsigaction (SIGUSR1, &action, nullptr);
  int caught = 0;
  try
    {
      send (SIGUSR1);
    }
  catch (int signal)
    {
      caught = signal;
    }
  TEST_COMPARE (caught, SIGUSR1);
  TEST_VERIFY (are_bounds_checked ());
  /* The mask stays that of the handler.  */
  TEST_COMPARE (is_blocked (), full);
  sigset_t none;
  sigemptyset (&none);
  TEST_COMPARE (sigprocmask (SIG_SETMASK, &none, nullptr), 0);
}

static int
do_test ()
{
  struct mpx_info info;
  TEST_COMPARE (mpx_info (&info), 0);
  if (info.directory == nullptr)
    FAIL_UNSUPPORTED ("MPX is off, reason %u", info.reason);
  test_throw (false);
  test_throw (true);
  return 0;
}

#include <support/test-driver.c>
