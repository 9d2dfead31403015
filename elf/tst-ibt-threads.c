/* Threads run through legacy and clean code while others dlopen and dlclose.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/tst-ibt.h>
#include <dlfcn.h>
#include <stdatomic.h>

#include <support/xdlfcn.h>
#include <support/xthread.h>

enum { callers = 8, openers = 2, rounds = 500 };

static atomic_bool done;
static pthread_barrier_t opened;
static void *resident;		/* A legacy module that stays.  */

/* Until the openers are done.  */
static void *
caller (void *closure)
{
  TEST_VERIFY (denied (padless));
  xpthread_barrier_wait (&opened);
  int (*answer) (void) = xdlsym (resident, "mod_answer");
  int (*legacy) (void) = xdlsym (resident, "mod_padless");
  int (*call_it) (int (*) (void)) = xdlsym (resident, "mod_call");
  unsigned int denials = 0, calls = 0;
  while (!atomic_load (&done))
    {
      calls += answer () == 11 && legacy () == 11 && call_it (legacy) == 11;
      denials += denied (padless);
      TEST_COMPARE (denials, calls);
      if (denials != calls)
	break;
    }
  TEST_VERIFY (calls > 0);
  return NULL;
}

/* A module is what it is, each time it comes.  */
static void *
opener (void *closure)
{
  const char *name = closure;
  bool clean = strstr (name, "clean") != NULL;
  for (int i = 0; i < rounds; ++i)
    {
      void *handle = xdlopen (name, RTLD_NOW);
      void *function = xdlsym (handle, "mod_padless");
      if (clean)
	TEST_VERIFY (denied (function));
      else
	TEST_COMPARE (call (function), 11);
      xdlclose (handle);
    }
  return NULL;
}

static int
do_test (void)
{
  require_ibt ();
  pthread_t caller_threads[callers], opener_threads[openers];
  xpthread_barrier_init (&opened, NULL, callers + 1);
  for (int i = 0; i < callers; ++i)
    caller_threads[i] = xpthread_create (NULL, caller, NULL);
  /* The process becomes mixed with its threads.  */
  TEST_VERIFY ((ibt_status () & IBT_MIXED) == 0);
  resident = xdlopen ("tst-ibt-mod-resident.so", RTLD_NOW);
  TEST_VERIFY (ibt_status () & IBT_MIXED);
  xpthread_barrier_wait (&opened);
  opener_threads[0] = xpthread_create (NULL, opener,
				       (char *) "tst-ibt-mod-clean.so");
  opener_threads[1] = xpthread_create (NULL, opener,
				       (char *) "tst-ibt-mod-legacy.so");
  for (int i = 0; i < openers; ++i)
    xpthread_join (opener_threads[i]);
  atomic_store (&done, true);
  for (int i = 0; i < callers; ++i)
    xpthread_join (caller_threads[i]);
  require_tracking ();
  return 0;
}

#define TIMEOUT 300
#include <support/test-driver.c>
