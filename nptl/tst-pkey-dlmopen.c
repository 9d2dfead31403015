/* Broadcasts reach the threads of all copies of libc.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <dlfcn.h>
#include <gnu/lib-names.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include <ldsodefs.h>

#include <support/xdlfcn.h>
#include <support/xsignal.h>
#include <support/xthread.h>

#include "tst-pkey.h"

/* For dlmopen makes a copy of libc, with threads of its own, whose handler of
   the signal is not the one in force.  */
static int (*start) (int, int);
static int (*watched_rights) (void);
static unsigned long int (*end) (void);
static int (*set_all) (int, unsigned int);
static int (*set_groups) (void);
static int (*set_action) (int, const struct sigaction *, struct sigaction *);

static int key, own_key;
static volatile bool stop;
static volatile int seen_here;

static void *
watch (void *closure)
{
  while (!stop)
    seen_here = pkey_get (key);
  return NULL;
}

/* The threads see the rights after their next look.  */
static void
expect_in_both (unsigned int rights)
{
  for (int i = 0; i < 2000; ++i)
    {
      if (watched_rights () == rights && seen_here == rights)
	return;
      usleep (1000);
    }
  FAIL ("expected %u, seen %d there and %d here", rights, watched_rights (),
	seen_here);
}

/* Handlers are entered by stubs of the first copy, whichever has installed
   them and whichever has decided that they are.  */
static volatile int handler_rights;

static void
handler (int signal)
{
  handler_rights = pkey_get (own_key);
}

static void
expect_in_handlers (int rights)
{
  static const int signals[] = { SIGUSR1, SIGUSR2 };
  for (int i = 0; i < 2; ++i)
    {
      handler_rights = -1;
      xraise (signals[i]);
      TEST_COMPARE (handler_rights, rights);
      struct sigaction old;
      TEST_COMPARE (sigaction (signals[i], NULL, &old), 0);
      TEST_VERIFY (old.sa_handler == handler);
      if (set_action == NULL)
	continue;
      TEST_COMPARE (set_action (signals[i], NULL, &old), 0);
      TEST_VERIFY (old.sa_handler == handler);
    }
}

static int
do_test (void)
{
  if (!os_has_pku ())
    FAIL_UNSUPPORTED ("this machine has no protection keys");
  key = pkey_alloc (0, 0);
  own_key = pkey_alloc (0, 0);
  TEST_VERIFY_EXIT (key > 0 && own_key > 0);

  void *module = xdlmopen (LM_ID_NEWLM, "tst-pkey-mod.so", RTLD_NOW);
  start = xdlsym (module, "start");
  watched_rights = xdlsym (module, "watched_rights");
  end = xdlsym (module, "end");
  set_all = xdlsym (module, "set_all");
  set_groups = xdlsym (module, "set_groups");
  set_action = xdlsym (module, "set_action");

  struct sigaction action = { .sa_handler = handler };
  TEST_COMPARE (sigaction (SIGUSR1, &action, NULL), 0);
  TEST_COMPARE (set_action (SIGUSR2, &action, NULL), 0);
  expect_in_handlers (no_access);

  /* Its threads come first, so that it is the first to install a handler.  */
  TEST_COMPARE (start (own_key, key), 0);
  TEST_COMPARE (set_all (key, read_only), 0);
  TEST_COMPARE (pkey_get (key), read_only);
  TEST_COMPARE (set_groups (), 0);
  expect_in_handlers (no_access);
  TEST_COMPARE (pkey_set_policy (own_key, PKEY_SIGNAL, read_only), 0);
  expect_in_handlers (read_only);
  pthread_t here = xpthread_create (NULL, watch, NULL);
  expect_in_both (read_only);

  for (int i = 0; i < 300; ++i)
    {
      unsigned int rights = i & 3;
      TEST_COMPARE (i & 4 ? set_all (key, rights) : pkey_set_all (key, rights),
		    0);
      TEST_COMPARE (pkey_get (key), rights);
      /* A change that the thread over there was in the middle of would have
	 brought back the old rights for good.  */
      expect_in_both (rights);
    }

  /* The signal is that of the setxid functions.  */
  for (int i = 0; i < 20; ++i)
    {
      TEST_COMPARE (setresgid (-1, -1, -1), 0);
      TEST_COMPARE (set_groups (), 0);
    }

  TEST_COMPARE (end (), 0);
  stop = true;
  xpthread_join (here);
  printf ("info: %u restarts\n", GL (dl_pkey).restarts);

  /* The copy can go, and with it no handler.  */
  xdlclose (module);
  set_action = NULL;
  expect_in_handlers (read_only);
  stop = false;
  here = xpthread_create (NULL, watch, NULL);
  TEST_COMPARE (pkey_set_all (key, read_only), 0);
  TEST_COMPARE (setresgid (-1, -1, -1), 0);
  stop = true;
  xpthread_join (here);
  return 0;
}

#include <support/test-driver.c>
