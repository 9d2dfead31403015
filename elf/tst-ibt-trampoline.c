/* Trampolines on an executable stack, which a legacy library wants.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/tst-ibt.h>

#include <support/xthread.h>

extern int trampoline_call (int (*) (int (*) (void)), int);

static int (*last) (void);

/* Clean code branches to the stack.  */
static int __attribute__ ((noinline, noclone))
call_it (int (*function) (void))
{
  const char *reason;
  last = function;
  TEST_COMPARE (ibt_is_legacy (function, &reason), 1);
  TEST_COMPARE_STRING (reason, "made-executable");
  return function ();
}

static void *
thread (void *closure)
{
  char here;
  TEST_COMPARE (trampoline_call (call_it, 11), 11);
  /* It was on this stack.  */
  TEST_VERIFY ((uintptr_t) &here - (uintptr_t) last < 65536
	       || (uintptr_t) last - (uintptr_t) &here < 65536);
  require_tracking ();
  return NULL;
}

static int
do_test (void)
{
  require_ibt ();
  TEST_VERIFY (ibt_status () & IBT_MIXED);
  thread (NULL);
  xpthread_join (xpthread_create (NULL, thread, NULL));
  return 0;
}

#include <support/test-driver.c>
