/* Signal handlers inherit every key, with rampart.pkey.signal=1.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <signal.h>
#include <string.h>

#include <support/xsignal.h>
#include <support/xunistd.h>

#include "tst-pkey.h"

static int key;
static int rights, second_rights;
static bool nested;

static void
handler (int signal)
{
  rights = pkey_get (key);
  if (nested)
    {
      nested = false;
      int own = rights;
      TEST_COMPARE (pkey_set (key, read_only), 0);
      xraise (signal);
      second_rights = rights;
      rights = own;
    }
}

static void
expect (int expected)
{
  rights = -1;
  xraise (SIGUSR1);
  TEST_COMPARE (rights, expected);
  TEST_COMPARE (pkey_get (key), expected);
}

static int
do_test (void)
{
  if (!os_has_pku ())
    FAIL_UNSUPPORTED ("this machine has no protection keys");
  struct sigaction action = { .sa_handler = handler, .sa_flags = SA_NODEFER };
  xsigaction (SIGUSR1, &action, NULL);

  /* A key that nobody has allocated is as at exec, and not open.  */
  struct pkey_info info;
  TEST_COMPARE (pkey_info (&info), 0);
  key = 15;
  expect (info.initial >> 30);

  /* As allocated by a program that knows of no flags.  */
  key = pkey_alloc (0, 0);
  TEST_VERIFY_EXIT (key > 0);
  TEST_COMPARE (pkey_get_policy (key, PKEY_SIGNAL), PKEY_INHERIT);
  for (int i = 0; i <= 3; ++i)
    {
      TEST_COMPARE (pkey_set (key, i), 0);
      expect (i);
    }

  TEST_COMPARE (pkey_set (key, 0), 0);
  nested = true;
  expect (0);
  TEST_COMPARE (second_rights, read_only);

  /* A policy of the program's own, until the key is freed.  */
  TEST_COMPARE (pkey_set_policy (key, PKEY_SIGNAL, no_access), 0);
  rights = -1;
  xraise (SIGUSR1);
  TEST_COMPARE (rights, no_access);
  TEST_COMPARE (pkey_free (key), 0);
  TEST_COMPARE (pkey_alloc (0, 0), key);
  expect (0);
  return 0;
}

#include <support/test-driver.c>
