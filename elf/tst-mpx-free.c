/* Bounds tables give back what is for memory that is unmapped.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include <support/xunistd.h>

#include "tst-mpx.h"

MPX_WANTED;

enum
{
  page_size = 4096,
  window_size = 1 << 20,
  /* Of a table, for a page of memory.  */
  share = 4 * page_size
};

static struct mpx_bounds
bounds_of (const char *cell)
{
  return mpx_make (cell, 16);
}

static void
store (const char *cell)
{
  mpx_store (cell, cell, bounds_of (cell));
}

static bool
has_bounds (const char *cell)
{
  return same_bounds (mpx_load (cell, cell), bounds_of (cell));
}

/* Fill the SIZE bytes at P, a cell in each page.  */
static void
fill (const char *p, size_t size)
{
  for (size_t i = 0; i < size; i += page_size)
    store (p + i + 8);
}

/* Where the table for ADDRESS has the page's share, or NULL.  */
static char *
table_share (const char *address)
{
  struct mpx_info info;
  TEST_COMPARE (mpx_info (&info), 0);
  const uintptr_t *directory = info.directory;
  uintptr_t place = (uintptr_t) address;
  uintptr_t entry = directory[place / window_size];
  if ((entry & 1) == 0)
    return NULL;
  return ((char *) (entry & ~(uintptr_t) 7)
	  + place % window_size / page_size * share);
}

/* How many pages of memory from P to P + SIZE have a share in memory, with all
   of it if anything.  */
static size_t
count_shares (const char *p, size_t size)
{
  size_t count = 0;
  for (size_t i = 0; i < size; i += page_size)
    {
      char *memory = table_share (p + i);
      unsigned char present[4];
      if (memory == NULL)
	continue;
      TEST_COMPARE (mincore (memory, share, present), 0);
      count += present[0] & 1;
      /* What has not been stored is not there.  */
      TEST_VERIFY (((present[1] | present[2] | present[3]) & 1) == 0);
    }
  return count;
}

#define EXPECT_SHARES(p, pages, expected) \
  TEST_COMPARE (count_shares (p, (pages) * page_size), expected)

/* PAGES pages that begin AFTER a multiple of a window, filled.  */
static char *
map_pages (size_t after, size_t pages)
{
  static char *next = (char *) 0x200000000000;
  char *p = next + after * page_size;
  size_t size = pages * page_size;
  next += (size / window_size + 3) * window_size;
  TEST_VERIFY (mmap (p, size, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == p);
  fill (p, size);
  EXPECT_SHARES (p, pages, pages);
  return p;
}

static void
test_munmap (void)
{
  /* Some of three windows.  */
  char *p = map_pages (250, 300);
  xmunmap (p + page_size, 297 * page_size);
  EXPECT_SHARES (p, 1, 1);
  EXPECT_SHARES (p + page_size, 297, 0);
  EXPECT_SHARES (p + 298 * page_size, 2, 2);
  TEST_VERIFY (has_bounds (p + 8));
  TEST_VERIFY (!has_bounds (p + page_size + 8));
  TEST_VERIFY (has_bounds (p + 298 * page_size + 8));
  /* Where there was a table, there can be bounds again.  */
  store (p + page_size + 8);
  TEST_VERIFY (has_bounds (p + page_size + 8));
  EXPECT_SHARES (p + page_size, 2, 1);
  xmunmap (p, 300 * page_size);
  EXPECT_SHARES (p, 300, 0);

  /* Not without memory that is unmapped.  */
  p = map_pages (3, 2);
  TEST_COMPARE (munmap (p + 1, page_size), -1);
  TEST_COMPARE (errno, EINVAL);
  TEST_COMPARE (munmap (p, 0), -1);
  TEST_COMPARE (munmap (p, -1UL << 48), -1);
  TEST_COMPARE (munmap (p, 1UL << 47), -1);
  EXPECT_SHARES (p, 2, 2);
  /* A length is rounded up.  */
  xmunmap (p, 1);
  EXPECT_SHARES (p, 2, 1);
  xmunmap (p, 2 * page_size);
}

/* A TiB in which little has been used.  */
static void
test_sparse (void)
{
  const size_t size = 1UL << 40;
  char *p = (char *) 0x300000000000;
  TEST_VERIFY (mmap (p, size, PROT_NONE, (MAP_PRIVATE | MAP_ANONYMOUS
					  | MAP_NORESERVE | MAP_FIXED),
		     -1, 0) == p);
  struct mpx_info info;
  TEST_COMPARE (mpx_info (&info), 0);
  const char *entries = ((const char *) info.directory
			 + (uintptr_t) p / window_size * 8);
  enum { entry_pages = (1 << 20) * 8 / page_size };
  static unsigned char before[entry_pages], after[entry_pages];
  const size_t used[] = { 0, size / 2, size - page_size };
  for (int i = 0; i < 3; ++i)
    fill (p + used[i], page_size);
  TEST_COMPARE (mincore ((void *) entries, sizeof before * page_size, before),
		0);
  xmunmap (p, size);
  TEST_COMPARE (mincore ((void *) entries, sizeof after * page_size, after),
		0);
  for (int i = 0; i < 3; ++i)
    EXPECT_SHARES (p + used[i], 1, 0);
  /* To look for tables costs no memory.  */
  int pages = 0;
  for (int i = 0; i < entry_pages; ++i)
    {
      pages += before[i] & 1;
      TEST_VERIFY ((after[i] & 1) <= (before[i] & 1));
    }
  TEST_COMPARE (pages, 3);
}

static void
test_fixed (void)
{
  char *p = map_pages (255, 3);
  char *q = mmap (p + page_size, page_size, PROT_READ, (MAP_PRIVATE
							 | MAP_ANONYMOUS
							 | MAP_FIXED),
		  -1, 0);
  TEST_VERIFY (q == p + page_size);
  EXPECT_SHARES (p, 3, 2);
  TEST_VERIFY (!has_bounds (q + 8));
  /* Nothing is replaced.  */
  TEST_VERIFY (mmap (p, page_size, PROT_READ, (MAP_PRIVATE | MAP_ANONYMOUS
					       | MAP_FIXED_NOREPLACE),
		     -1, 0) == MAP_FAILED);
  TEST_VERIFY (mmap (p, page_size, PROT_READ, MAP_PRIVATE | MAP_FIXED, -1, 0)
	       == MAP_FAILED);
  TEST_VERIFY (has_bounds (p + 8));
  xmunmap (p, 3 * page_size);
}

static void
test_mremap (void)
{
  char *p = map_pages (254, 4);
  TEST_VERIFY (mremap (p, 4 * page_size, 2 * page_size, 0) == p);
  EXPECT_SHARES (p, 4, 2);
  char *q = map_pages (0, 4);
  TEST_VERIFY (mremap (p, 2 * page_size, 3 * page_size,
		       MREMAP_MAYMOVE | MREMAP_FIXED, q) == q);
  EXPECT_SHARES (p, 4, 0);
  EXPECT_SHARES (q, 4, 1);
  TEST_VERIFY (mremap (q + 1, page_size, page_size, 0) == MAP_FAILED);
  TEST_VERIFY (has_bounds (q + 3 * page_size + 8));
  xmunmap (q, 4 * page_size);
}

static void
test_break (void)
{
  char *start = sbrk (0);
  start += -(uintptr_t) start % page_size;
  TEST_COMPARE (brk (start + 3 * page_size), 0);
  fill (start, 3 * page_size);
  EXPECT_SHARES (start, 3, 3);
  TEST_COMPARE (brk (start + page_size), 0);
  EXPECT_SHARES (start, 3, 1);
  TEST_VERIFY (has_bounds (start + 8));
  TEST_COMPARE (brk (start), 0);
}

static int
do_test (void)
{
  want_mpx ();
  test_munmap ();
  test_sparse ();
  test_fixed ();
  test_mremap ();
  test_break ();
  return 0;
}

#include <support/test-driver.c>
