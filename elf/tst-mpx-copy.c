/* mpx_copy_bounds: bounds go where the pointers go, and nowhere else.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <string.h>
#include <sys/mman.h>

#include "tst-mpx.h"

MPX_WANTED;

#define WINDOW (UINT64_C (1) << 20)

static uint64_t
directory_entry (const void *address)
{
  struct mpx_info info;
  TEST_COMPARE (mpx_info (&info), 0);
  if (info.directory == NULL)
    return 0;
  const uint64_t *directory = info.directory;
  return directory[(uintptr_t) address / WINDOW % (UINT64_C (1) << 28)];
}

/* COUNT windows of memory whose addresses have no table.  */
static char *
windows (size_t count)
{
  char *p = mmap (NULL, (count + 1) * WINDOW, PROT_READ | PROT_WRITE,
		  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  TEST_VERIFY_EXIT (p != MAP_FAILED);
  p = (char *) (((uintptr_t) p + WINDOW - 1) & -WINDOW);
  for (size_t i = 0; i < count; ++i)
    TEST_COMPARE (directory_entry (p + i * WINDOW), 0);
  return p;
}

static char target[64];

static void
store (const void **cell, const void *pointer, size_t size)
{
  *cell = pointer;
  mpx_store (cell, pointer, mpx_make (pointer, size));
}

static bool
has (const void **cell, size_t size)
{
  struct mpx_bounds expected = mpx_make (*cell, size);
  if (size == 0 || !MPX_LIVE)
    expected = mpx_infinite ();
  return same_bounds (mpx_load (cell, *cell), expected);
}

static void
copy (void *to, const void *from, size_t size)
{
  mpx_copy_bounds (to, from, size);
  memmove (to, from, size);
}

static void
to_another_window (void)
{
  const void **from = (const void **) windows (5);
  const void **to = from + WINDOW / sizeof *from;
  const void **third = to + WINDOW / sizeof *from;
  for (int i = 0; i < 8; ++i)
    from[i] = target + i;
  copy (to, from, 64);
  TEST_COMPARE (directory_entry (from), 0);
  TEST_COMPARE (directory_entry (to), 0);

  store (&from[2], target, 20);
  store (&from[3], target, 30);
  copy (to, from, 16);
  TEST_COMPARE (directory_entry (to), 0);
  copy (to, from, 64);
  TEST_COMPARE (directory_entry (to) & 1, MPX_LIVE);
  TEST_VERIFY (has (&to[1], 0));
  TEST_VERIFY (has (&to[2], 20));
  TEST_VERIFY (has (&to[3], 30));
  TEST_VERIFY (has (&to[4], 0));

  /* From a window without a table: the same value had bounds before.  */
  third[0] = third[1] = target;
  copy (&to[2], third, 8);
  TEST_VERIFY (has (&to[2], 0));
  TEST_VERIFY (has (&to[3], 30));
  TEST_COMPARE (directory_entry (third), 0);
  /* And from one that has a table, without bounds.  */
  store (&from[2], target, 20);
  from[4] = target;
  copy (&to[2], &from[2], 8);
  TEST_VERIFY (has (&to[2], 20));
  copy (&to[2], &from[4], 8);
  TEST_VERIFY (has (&to[2], 0));
}

static void
ends (void)
{
  const void **from = (const void **) windows (2);
  const void **to = from + 1024;
  char *from_bytes = (char *) from, *to_bytes = (char *) to;
  for (int i = 0; i < 4; ++i)
    store (&from[i], target, 10 + i);
  mpx_copy_bounds (to_bytes + 1, from_bytes + 1, 30);
  memcpy (to, from, 32);
  TEST_VERIFY (has (&to[0], 0));
  TEST_VERIFY (has (&to[1], 11));
  TEST_VERIFY (has (&to[2], 12));
  TEST_VERIFY (has (&to[3], 0));

  /* Of a pointer that is not whole there is nothing.  */
  to += 1024;
  to_bytes = (char *) to;
  memcpy (to, from, 32);
  mpx_copy_bounds (to_bytes + 1, from_bytes + 1, 14);
  mpx_copy_bounds (to_bytes + 1, from_bytes + 1, 3);
  mpx_copy_bounds (to_bytes, from_bytes, 7);
  mpx_copy_bounds (to_bytes, from_bytes, 0);
  mpx_copy_bounds (to_bytes, from_bytes + 4, 24);
  mpx_copy_bounds (to_bytes + 1, from_bytes, 24);
  for (int i = 0; i < 4; ++i)
    TEST_VERIFY (has (&to[i], 0));
  mpx_copy_bounds (from, from, 32);
  for (int i = 0; i < 4; ++i)
    TEST_VERIFY (has (&from[i], 10 + i));
}

/* A copy that begins in a window without a table.  */
static void
later_window (bool overlap)
{
  enum { quarter = WINDOW / sizeof (void *) / 4 };
  const void **cells = (const void **) windows (6);
  const void **from = cells + 2 * quarter;
  const void **to = overlap ? from + quarter : from + 11 * quarter;
  for (int i = 2; i < 4; ++i)
    store (&from[i * quarter + 5], target + i, 10 + i);
  TEST_COMPARE (directory_entry (from), 0);
  copy (to, from, WINDOW);
  TEST_VERIFY (has (&to[2 * quarter + 5], 12));
  TEST_VERIFY (has (&to[3 * quarter + 5], 13));
}

/* Copies in an area of several windows, which overlap as they come.  */
static void
overlapping (void)
{
  enum { count = 4 * WINDOW / sizeof (void *), tries = 40 };
  const void **cells = (const void **) windows (4);
  static size_t sizes[count];
  srandom (1);
  for (size_t i = 0; i < count; i += 1 + random () % 512)
    {
      sizes[i] = 1 + random () % 64;
      store (&cells[i], target, sizes[i]);
    }
  for (int i = 0; i < tries; ++i)
    {
      /* Mostly near a border between windows.  */
      size_t length = 1 + random () % (i % 4 == 0 ? count / 2 : 3000);
      size_t from = i % 2 == 0 ? random () % (count - length)
		    : WINDOW / sizeof (void *) - random () % length;
      size_t to = i % 4 == 1 ? from + random () % 9
		  : i % 4 == 3 ? from - random () % 9
		  : random () % (count - length);
      copy (&cells[to], &cells[from], length * sizeof (void *));
      memmove (&sizes[to], &sizes[from], length * sizeof sizes[0]);
    }
  size_t wrong = 0, bounds = 0;
  for (size_t i = 0; i < count; ++i)
    if (cells[i] != NULL)
      {
	wrong += !has (&cells[i], sizes[i]);
	bounds += sizes[i] != 0;
      }
  TEST_COMPARE (wrong, 0);
  TEST_VERIFY (bounds > 100);
}

static int
do_test (void)
{
  want_mpx ();
  to_another_window ();
  ends ();
  later_window (false);
  later_window (true);
  overlapping ();
  return 0;
}

#include <support/test-driver.c>
