/* MPX is on before any code of the program, and in its threads.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <pthread.h>
#include <string.h>

#include <support/xthread.h>

#include "tst-mpx.h"

MPX_WANTED;

/* Whether bounds are kept, in a table that may have to be made.  Nothing but
   instructions: what calls this may not be relocated yet.  */
static inline bool __attribute__ ((always_inline))
bounds_are_kept (void)
{
  uintptr_t cell = 0x123456789000, value = 0x1000;
  struct mpx_bounds bounds = { value, ~(value + 15) }, found = { 0, 0 };
  mpx_store ((void *) cell, (void *) value, bounds);
  found = mpx_load ((void *) cell, (void *) value);
  return same_bounds (found, bounds);
}

/* In the order of the program's start.  */
static bool in_resolver, in_preinit, in_constructor;

static int
resolved (void)
{
  return 1;
}

/* In a static program, there is no canary yet.  */
static void * __attribute__ ((no_stack_protector))
resolve (void)
{
  in_resolver = bounds_are_kept ();
  return resolved;
}

int use_resolver (void) __attribute__ ((ifunc ("resolve")));

static void
preinit (void)
{
  in_preinit = bounds_are_kept ();
}

static void (*const preinit_array[]) (void)
  __attribute__ ((section (".preinit_array"), used)) = { preinit };

static void __attribute__ ((constructor))
construct (void)
{
  in_constructor = bounds_are_kept ();
}

static void *
run_thread (void *closure)
{
  return (void *) (uintptr_t) bounds_are_kept ();
}

static int
do_test (void)
{
  want_mpx ();
  TEST_COMPARE (use_resolver (), 1);
  TEST_VERIFY (in_resolver);
  TEST_VERIFY (in_preinit);
  TEST_VERIFY (in_constructor);
  TEST_VERIFY (bounds_are_kept ());
  TEST_VERIFY (xpthread_join (xpthread_create (NULL, run_thread, NULL))
	       != NULL);

  pid_t child = xfork ();
  if (child == 0)
    _exit (bounds_are_kept () ? 0 : 1);
  int status;
  xwaitpid (child, &status, 0);
  TEST_COMPARE (status, 0);
  return 0;
}

#include <support/test-driver.c>
