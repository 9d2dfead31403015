/* The functions of <sys/mpx.h>: bounds are made, checked, stored, found.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <errno.h>
#include <string.h>

#include "tst-mpx.h"

MPX_WANTED;

static char room[64] __attribute__ ((aligned (16)));
static char *const middle = room + 16;
enum { size = 16 };

struct access
{
  const void *p;
  size_t size;
  struct mpx_bounds bounds;
};

static void
check (const void *closure)
{
  const struct access *access = closure;
  mpx_check (access->p, access->size, access->bounds);
}

static bool
allowed (const void *p, size_t length, struct mpx_bounds bounds)
{
  struct access access = { p, length, bounds };
  return !violates (check, &access);
}

static void
calculates (void)
{
  struct mpx_bounds bounds = mpx_make (middle, size), narrow;
  TEST_COMPARE (bounds.lower, (uintptr_t) middle);
  TEST_COMPARE (mpx_upper (bounds), (uintptr_t) middle + size - 1);
  TEST_COMPARE (mpx_infinite ().lower, 0);
  TEST_COMPARE (mpx_upper (mpx_infinite ()), UINTPTR_MAX);
  struct mpx_bounds infinite = MPX_BOUNDS_INFINITE;
  TEST_VERIFY (same_bounds (infinite, mpx_infinite ()));

  narrow = mpx_narrow (bounds, middle + 4, 8);
  TEST_VERIFY (same_bounds (narrow, mpx_make (middle + 4, 8)));
  TEST_VERIFY (same_bounds (mpx_narrow (infinite, middle, size), bounds));
  TEST_VERIFY (same_bounds (mpx_narrow (bounds, room, sizeof room), bounds));
  TEST_VERIFY (same_bounds (mpx_narrow (bounds, room, 24),
			    mpx_make (middle, 8)));
  TEST_VERIFY (same_bounds (mpx_narrow (bounds, middle + 8, 24),
			    mpx_make (middle + 8, 8)));
  /* What has nothing in common allows nothing.  */
  narrow = mpx_narrow (bounds, room, 16);
  TEST_VERIFY (mpx_upper (narrow) < narrow.lower);
  narrow = mpx_narrow (bounds, middle, 0);
  TEST_VERIFY (mpx_upper (narrow) < narrow.lower);
  narrow = mpx_make (NULL, 0);
  TEST_VERIFY (mpx_upper (narrow) < narrow.lower);
  narrow = mpx_make (middle, SIZE_MAX);
  TEST_VERIFY (mpx_upper (narrow) < narrow.lower);
}

static void
checks (void)
{
  struct mpx_bounds bounds = mpx_make (middle, size);
  TEST_VERIFY (allowed (middle, 1, bounds));
  TEST_VERIFY (allowed (middle, size, bounds));
  TEST_VERIFY (allowed (middle + size - 1, 1, bounds));
  TEST_VERIFY (allowed (middle + size, 0, bounds));
  TEST_VERIFY (allowed (NULL, 0, mpx_make (NULL, 0)));
  TEST_VERIFY (allowed (NULL, SIZE_MAX, mpx_infinite ()));
  TEST_VERIFY (allowed (room, sizeof room, mpx_infinite ()));

  TEST_COMPARE (allowed (middle - 1, 1, bounds), !MPX_LIVE);
  TEST_COMPARE (allowed (middle + size, 1, bounds), !MPX_LIVE);
  TEST_COMPARE (allowed (middle - 1, 2, bounds), !MPX_LIVE);
  TEST_COMPARE (allowed (middle, size + 1, bounds), !MPX_LIVE);
  TEST_COMPARE (allowed (room, sizeof room, bounds), !MPX_LIVE);
  /* Beyond the end of the address space.  */
  TEST_COMPARE (allowed (middle, SIZE_MAX, bounds), !MPX_LIVE);
  TEST_COMPARE (allowed (middle, -(uintptr_t) middle + 1, bounds), !MPX_LIVE);
  TEST_COMPARE (allowed (middle, 1, mpx_make (middle, 0)), !MPX_LIVE);
  TEST_COMPARE (allowed (NULL, 1, mpx_make (NULL, 0)), !MPX_LIVE);
  TEST_COMPARE (allowed (middle, 1, mpx_make (middle, SIZE_MAX)), !MPX_LIVE);
}

static void
stores (void)
{
  static const void *cells[4];
  struct mpx_bounds bounds = mpx_make (middle, size), loaded;
  TEST_VERIFY (same_bounds (mpx_load (&cells[1], middle), mpx_infinite ()));
  mpx_store (&cells[1], middle, bounds);
  cells[1] = middle;
  loaded = mpx_load (&cells[1], cells[1]);
  TEST_VERIFY (same_bounds (loaded, MPX_LIVE ? bounds : mpx_infinite ()));
  TEST_COMPARE (allowed (cells[1], size + 1, loaded), !MPX_LIVE);
  TEST_VERIFY (same_bounds (mpx_load (&cells[1], middle + 1),
			    mpx_infinite ()));
  TEST_VERIFY (same_bounds (mpx_load (&cells[2], middle), mpx_infinite ()));
  mpx_store (&cells[1], middle, mpx_infinite ());
  TEST_VERIFY (same_bounds (mpx_load (&cells[1], middle), mpx_infinite ()));
}

static volatile sig_atomic_t loaded_in_handler;

static void
handler (int signal)
{
  /* Something else is found in bnd0 if it is not well defined.  */
  mpx_check (middle, 1, mpx_make (middle, 1));
  const void *cell = middle;
  loaded_in_handler = same_bounds (mpx_load (&cell, middle), mpx_infinite ());
}

static void
informs (void)
{
  struct mpx_info info;
  memset (&info, 0x55, sizeof info);
  TEST_COMPARE (mpx_info (&info), 0);
  TEST_COMPARE (info.directory != NULL, MPX_LIVE);
  TEST_COMPARE (info.directory_size != 0, MPX_LIVE);
  TEST_COMPARE (info.tables != MPX_TABLES_NONE, MPX_LIVE);
  TEST_COMPARE (info.reason == 0, MPX_LIVE);
  for (int i = 0; i < 8; ++i)
    TEST_COMPARE (info.__reserved[i], 0);
  errno = 0;
  struct mpx_info *volatile none = NULL;
  TEST_COMPARE (mpx_info (none), -1);
  TEST_COMPARE (errno, EFAULT);
}

static int
do_test (void)
{
  calculates ();
  want_mpx ();
  checks ();
  stores ();
  xsignal (SIGUSR1, handler);
  raise (SIGUSR1);
  TEST_VERIFY (loaded_in_handler);
  informs ();
  return 0;
}

#include <support/test-driver.c>
