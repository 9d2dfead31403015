/* Bounds tables are made when they are needed.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include <support/xstdio.h>
#include <support/xthread.h>

#include "tst-mpx.h"

MPX_WANTED;

enum { window_size = 1 << 20, shared_windows = 400, thread_count = 4,
       sparse_windows = 300, many_windows = 1500 };

/* Where nobody has memory: only bounds are looked up.  */
static const uintptr_t shared_start = 0x100000000000;
static const uintptr_t sparse_start = 0x200000000000;
static const uintptr_t many_start = 0x300000000000;

static struct mpx_bounds
bounds_of (uintptr_t cell)
{
  return (struct mpx_bounds) { cell + 1, ~(cell + 77) };
}

static void
store (uintptr_t cell)
{
  mpx_store ((void *) cell, (void *) (cell + 1), bounds_of (cell));
}

static bool
found (uintptr_t cell)
{
  return same_bounds (mpx_load ((void *) cell, (void *) (cell + 1)),
		      bounds_of (cell));
}

static struct mpx_info
info (void)
{
  struct mpx_info result;
  TEST_COMPARE (mpx_info (&result), 0);
  return result;
}

/* All threads come to a window at the same time, as far as possible.  */
static pthread_barrier_t barrier;
static unsigned int wrong;

static void *
fill_windows (void *closure)
{
  uintptr_t own = (uintptr_t) closure * 8;
  for (int i = 0; i < shared_windows; ++i)
    {
      uintptr_t cell = shared_start + (uintptr_t) i * window_size + own;
      xpthread_barrier_wait (&barrier);
      store (cell);
      if (!found (cell))
	__atomic_add_fetch (&wrong, 1, __ATOMIC_RELAXED);
    }
  return NULL;
}

static void
test_threads (void)
{
  unsigned long int before = info ().tables_made;
  xpthread_barrier_init (&barrier, NULL, thread_count);
  pthread_t threads[thread_count];
  for (uintptr_t i = 0; i < thread_count; ++i)
    threads[i] = xpthread_create (NULL, fill_windows, (void *) i);
  for (int i = 0; i < thread_count; ++i)
    xpthread_join (threads[i]);
  TEST_COMPARE (wrong, 0);
  if (info ().tables == MPX_TABLES_LIBC)
    TEST_COMPARE (info ().tables_made - before, shared_windows);
  for (int i = 0; i < shared_windows; ++i)
    for (int thread = 0; thread < thread_count; ++thread)
      TEST_VERIFY (found (shared_start + (uintptr_t) i * window_size
			  + thread * 8));
}

static long int
resident_kib (void)
{
  FILE *file = xfopen ("/proc/self/statm", "r");
  long int size, resident;
  TEST_COMPARE (fscanf (file, "%ld %ld", &size, &resident), 2);
  xfclose (file);
  return resident * (sysconf (_SC_PAGESIZE) / 1024);
}

/* Let the kernel use huge pages wherever it can.  The tests of a guest run one
   after the other, as root.  */
static void
use_huge_pages (void)
{
  FILE *file = xfopen ("/sys/kernel/mm/transparent_hugepage/enabled", "r+");
  TEST_VERIFY (fputs ("always", file) >= 0);
  TEST_COMPARE (fflush (file), 0);
  rewind (file);
  char line[64];
  TEST_VERIFY (fgets (line, sizeof line, file) != NULL);
  TEST_VERIFY (strstr (line, "[always]") != NULL);
  xfclose (file);
}

/* A table that has one entry takes a page even then.  */
static void
test_memory (void)
{
  use_huge_pages ();
  long int before = resident_kib ();
  for (int i = 0; i < sparse_windows; ++i)
    store (sparse_start + (uintptr_t) i * window_size);
  long int grown = resident_kib () - before;
  printf ("info: %d tables take %ld KiB\n", sparse_windows, grown);
  TEST_VERIFY (grown <= 3 * 1024);
}

static void
test_many (void)
{
  for (int i = 0; i < many_windows; ++i)
    store (many_start + (uintptr_t) i * window_size);
  for (int i = 0; i < many_windows; ++i)
    TEST_VERIFY (found (many_start + (uintptr_t) i * window_size));
}

static int
do_test (void)
{
  want_mpx ();
  printf ("info: tables by %s\n",
	  info ().tables == MPX_TABLES_LIBC ? "libc" : "the kernel");
  test_threads ();
  test_memory ();
  test_many ();
  return 0;
}

#include <support/test-driver.c>
