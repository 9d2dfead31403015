/* Memory is locked, but for what the bounds directory does not use.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <stdio.h>
#include <sys/mman.h>

#include <support/support.h>
#include <support/xdlfcn.h>
#include <support/xstdio.h>
#include <support/xunistd.h>

#include "tst-mpx.h"

#ifndef MPX_ASKED_LATER
MPX_WANTED;
#endif

/* The directory alone has 2 GiB.  */
enum { most_of_memory = 400 << 10, block_size = 1 << 20, page_size = 4096 };

/* The number of KiB after NAME in /proc/self/status.  */
static unsigned long int
status_of (const char *name)
{
  FILE *file = xfopen ("/proc/self/status", "r");
  char *line = NULL;
  size_t room = 0;
  unsigned long int value = 0;
  char format[32];
  snprintf (format, sizeof format, "%s: %%lu kB", name);
  while (xgetline (&line, &room, file) > 0)
    if (sscanf (line, format, &value) == 1)
      break;
  free (line);
  xfclose (file);
  return value;
}

static bool
is_in_memory (char *p, size_t size)
{
  unsigned char present[size / page_size];
  TEST_COMPARE (mincore (p, size, present), 0);
  for (size_t i = 0; i < sizeof present; ++i)
    if ((present[i] & 1) == 0)
      return false;
  return true;
}

static char *
map_block (void)
{
  return xmmap (NULL, block_size, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1);
}

static void
expect_bounds (uintptr_t place)
{
  char *cell = (char *) place, *value = (char *) 0x1000;
  struct mpx_bounds bounds = mpx_make (value, 16);
  mpx_store (cell, value, bounds);
  TEST_VERIFY (same_bounds (mpx_load (cell, value), bounds));
}

static int
do_test (void)
{
#ifdef MPX_ASKED_LATER
  TEST_COMPARE (mlockall (MCL_CURRENT | MCL_FUTURE), 0);
  xdlopen ("tst-mpx-mod-asks.so", RTLD_NOW);
#endif
  want_mpx ();
  expect_bounds (0x210000000000);

  char *block = map_block ();
  TEST_COMPARE (mlockall (MCL_CURRENT | MCL_ONFAULT), 0);
#ifndef MPX_ASKED_LATER
  TEST_VERIFY (!is_in_memory (block, block_size));
#endif
  TEST_COMPARE (mlockall (MCL_CURRENT), 0);
  TEST_VERIFY (is_in_memory (block, block_size));
  char *later = map_block ();
  TEST_VERIFY (!is_in_memory (later, block_size));

  TEST_COMPARE (mlockall (MCL_CURRENT | MCL_FUTURE), 0);
  TEST_VERIFY (is_in_memory (later, block_size));
  TEST_VERIFY (is_in_memory (map_block (), block_size));
  TEST_VERIFY (status_of ("VmRSS") < most_of_memory);
  TEST_VERIFY (status_of ("VmLck") > 2 * block_size >> 10);
  expect_bounds (0x210000000000);
  expect_bounds (0x220000000000);
  TEST_COMPARE (munlockall (), 0);
  expect_bounds (0x230000000000);
  return 0;
}

#include <support/test-driver.c>
