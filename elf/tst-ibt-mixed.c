/* A mixed process: the program is clean, and what it needs is not all so.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/tst-ibt-jit.h>
#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <setjmp.h>
#include <stdlib.h>

#include <support/xdlfcn.h>
#include <support/xthread.h>

/* Of the legacy module.  */
extern int mod_ran;
extern int mod_answer (void);
extern int mod_ifunc (void);
extern int mod_padless (void);
extern int mod_call (int (*) (void));
extern int mod_setjmp (jmp_buf, void (*) (jmp_buf));
extern void mod_longjmp (jmp_buf);
/* Of the one whose code begins amid a page.  */
extern int unaligned_first (void);
extern int unaligned_last (void);

/* Threads are as the process is.  */
static void *
thread (void *closure)
{
  require_tracking ();
  TEST_COMPARE (call (mod_padless), 11);
  require_tracking ();
  return NULL;
}

/* Clean code stays tracked after calls of legacy code and back.  */
static void
test_alternation (void)
{
  for (int i = 0; i < 3; ++i)
    {
      TEST_COMPARE (call (mod_padless), 11);
      require_tracking ();
      TEST_COMPARE (mod_call (mod_answer), 11);
      require_tracking ();
      /* The legacy module's own branches are tracked too: what it may
	 arrive at is what anybody may.  */
      TEST_COMPARE (mod_call (mod_padless), 11);
    }
}

static void
test_jits (void)
{
  for (int i = 0; i < njits; ++i)
    {
      printf ("info: %s\n", jits[i].name);
      void *page = jits[i].make (legacy_function, sizeof legacy_function);
      const char *reason;
      TEST_COMPARE (call (page), 11);
      TEST_COMPARE (mod_call ((int (*) (void)) page), 11);
      TEST_COMPARE (ibt_is_legacy (page, &reason), 1);
      TEST_COMPARE_STRING (reason, "made-executable");
      /* A compiler that emits landing pads gets its protection back.  */
      TEST_COMPARE (ibt_clear_legacy (page, PAGE), 0);
      TEST_VERIFY (denied (page));
      TEST_COMPARE (ibt_is_legacy (page, &reason), 0);
      TEST_COMPARE (munmap (page, PAGE), 0);
    }
}

static void
jump_back (jmp_buf buffer)
{
  mod_longjmp (buffer);
}

static void
test_jumps (void)
{
  /* Into the legacy module: setjmp's return has no landing pad there.  */
  TEST_COMPARE (mod_setjmp (*(jmp_buf *) malloc (sizeof (jmp_buf)), jump_back),
		11);
  require_tracking ();
  /* Out of it.  */
  static jmp_buf buffer;
  int value = setjmp (buffer);
  if (value == 0)
    mod_longjmp (buffer);
  TEST_COMPARE (value, 11);
  require_tracking ();
}

static int
do_test (void)
{
  require_ibt ();
  TEST_COMPARE (ibt_status (), IBT_ENABLED | IBT_LOCKED | IBT_MIXED);
  TEST_COMPARE (mod_ran, 1);
  TEST_COMPARE (mod_ifunc (), 11);
  TEST_COMPARE (call (mod_padless), 11);
  require_tracking ();

  /* All pages of a segment that begins and ends amid pages.  */
  TEST_VERIFY (((uintptr_t) unaligned_first ^ (uintptr_t) unaligned_last)
	       & -PAGE);
  TEST_COMPARE (call (unaligned_first), 11);
  TEST_COMPARE (call (unaligned_last), 11);

  expect_legacy (mod_padless, 1, "ibt-bit-clear");
  expect_legacy (unaligned_last, 1, "ibt-bit-clear");
  expect_legacy (padless, 0, "none");
  expect_legacy (dlsym (RTLD_DEFAULT, "printf"), 0, "none");
  expect_legacy (dlsym (RTLD_DEFAULT, "__tls_get_addr"), 0, "none");

  test_alternation ();
  test_jits ();
  test_jumps ();
  xpthread_join (xpthread_create (NULL, thread, NULL));
  return 0;
}

#include <support/test-driver.c>
