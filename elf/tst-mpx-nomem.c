/* Without memory for tables, a program goes on, and it is said why.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include <support/support.h>
#include <support/xstdio.h>

#include "tst-mpx.h"

MPX_WANTED;

/* protection_no_memory, which the manual numbers.  */
enum { no_memory = 9 };

static void
limit_memory (void)
{
  FILE *file = xfopen ("/proc/self/statm", "r");
  unsigned long int pages;
  TEST_COMPARE (fscanf (file, "%lu", &pages), 1);
  xfclose (file);
  struct rlimit limit;
  TEST_COMPARE (getrlimit (RLIMIT_AS, &limit), 0);
  limit.rlim_cur = (pages + 64) * getpagesize ();
  TEST_COMPARE (setrlimit (RLIMIT_AS, &limit), 0);
}

static void
unlimit_memory (void)
{
  struct rlimit limit;
  TEST_COMPARE (getrlimit (RLIMIT_AS, &limit), 0);
  limit.rlim_cur = limit.rlim_max;
  TEST_COMPARE (setrlimit (RLIMIT_AS, &limit), 0);
}

static char *value = (char *) 0x1000;

/* Store bounds in the window at CELL, and load them into each register in
   turn, which have others before.  */
static void
expect_kept (const char *cell, bool kept)
{
  struct mpx_bounds bounds = mpx_make (value, 16);
  mpx_store (cell, value, bounds);
#define LOAD(n)								      \
  ({									      \
    struct mpx_bounds found = { 1, 2 };					      \
    asm volatile (".arch .mpx\n\t"					      \
		  "bndmov %0, %%bnd" #n "\n\t"				      \
		  "bndldx (%1,%2), %%bnd" #n "\n\t"			      \
		  "bndmov %%bnd" #n ", %0"				      \
		  : "+m" (found) : "r" (cell), "r" (value));		      \
    found;								      \
  })
  struct mpx_bounds expected = kept ? bounds : mpx_infinite ();
  TEST_VERIFY (same_bounds (LOAD (0), expected));
  TEST_VERIFY (same_bounds (LOAD (1), expected));
  TEST_VERIFY (same_bounds (LOAD (2), expected));
  TEST_VERIFY (same_bounds (LOAD (3), expected));
}

static unsigned int
reason (void)
{
  struct mpx_info info;
  TEST_COMPARE (mpx_info (&info), 0);
  TEST_VERIFY (info.directory != NULL);
  return info.reason;
}

/* With rampart.mpx.mode=strict, that is the end.  */
static void
test_strict (void)
{
  pid_t child = xfork ();
  if (child == 0)
    {
      limit_memory ();
      mpx_store ((char *) 0x230000000000, value, mpx_make (value, 16));
      _exit (0);
    }
  int status;
  xwaitpid (child, &status, 0);
  TEST_VERIFY (WIFSIGNALED (status));
  TEST_COMPARE (WTERMSIG (status), SIGSEGV);
}

static int
do_test (void)
{
  want_mpx ();
  const char *tunables = getenv ("GLIBC_TUNABLES");
  if (tunables != NULL && strstr (tunables, "strict") != NULL)
    {
      test_strict ();
      return 0;
    }
  char *old = (char *) 0x210000000000, *new = (char *) 0x220000000000;
  expect_kept (old, true);
  TEST_COMPARE (reason (), 0);

  limit_memory ();
  /* The first to notice is a load.  */
  struct mpx_bounds found = mpx_load (new + (64 << 20), value);
  TEST_VERIFY (same_bounds (found, mpx_infinite ()));
  TEST_COMPARE (reason (), no_memory);
  expect_kept (new, false);
  /* What has a table is checked.  */
  expect_kept (old, true);
  unlimit_memory ();
  expect_kept (new, true);
  TEST_COMPARE (reason (), no_memory);
  return 0;
}

#include <support/test-driver.c>
