/* Where things are in bounds tables, at all borders.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <array_length.h>
#include <elf/mpx-table.h>

#include <support/check.h>

enum { nowhere = 0x5555 };

/* BNDSTATUS has CODE, with the address ADDRESS.  */
static void
expect (enum mpx_status expected, uint64_t bndcfgu, unsigned int mawa,
	unsigned int code, uint64_t address)
{
  uint64_t entry = nowhere;
  TEST_COMPARE (_dl_mpx_status (bndcfgu, mawa, address | code, &entry),
		expected);
  TEST_COMPARE (entry, expected == mpx_status_no_table ? address : nowhere);
}

static void
test_status (void)
{
  /* The highest one is as high as 2 GiB can be.  */
  static const uint64_t directories[]
    = { 0, 0x1000, 0x7ffff000, 0x7fff12345000, -(UINT64_C (1) << 31) };
  static const unsigned int mawas[] = { 0, 1, 9, 31 };
  for (size_t i = 0; i < array_length (directories); ++i)
    for (size_t j = 0; j < array_length (mawas); ++j)
      {
	unsigned int mawa = mawas[j];
	uint64_t base = directories[i];
	uint64_t size = UINT64_C (8) << (28 + mawa);
	/* With BNDPRESERVE, and with what is reserved.  */
	for (unsigned int flags = 1; flags < 4096; flags = flags * 2 + 1)
	  {
	    uint64_t bndcfgu = base | flags;
	    for (unsigned int k = 0; k < 3; ++k)
	      {
		uint64_t address = base + k * 8;
		expect (mpx_status_none, bndcfgu, mawa, 0, address);
		expect (mpx_status_violation, bndcfgu, mawa, 1, address);
		expect (mpx_status_no_table, bndcfgu, mawa, 2, address);
		expect (mpx_status_unknown, bndcfgu, mawa, 3, address);
		for (unsigned int code = 0; code < 4; ++code)
		  expect (mpx_status_none, bndcfgu & ~UINT64_C (1), mawa, code,
			  address);
	      }
	    expect (mpx_status_elsewhere, bndcfgu, mawa, 2, base + 4);
	    expect (mpx_status_elsewhere, bndcfgu, mawa, 2, base + 12);
	    if (base != 0)
	      {
		expect (mpx_status_elsewhere, bndcfgu, mawa, 2, base - 8);
		expect (mpx_status_elsewhere, bndcfgu, mawa, 2, base - 4);
		expect (mpx_status_elsewhere, bndcfgu, mawa, 2, 0);
	      }
	    if (base + size - 1 < base)
	      continue;
	    expect (mpx_status_no_table, bndcfgu, mawa, 2, base + size - 8);
	    expect (mpx_status_elsewhere, bndcfgu, mawa, 2, base + size - 4);
	    if (base + size != 0)
	      {
		expect (mpx_status_elsewhere, bndcfgu, mawa, 2, base + size);
		expect (mpx_status_elsewhere, bndcfgu, mawa, 2, -8);
	      }
	  }
      }
}

static void
test_entry (void)
{
  static const uint64_t tables[]
    = { 0, 8, 0x1000, 0x7fff12345000, 0x7ffffffffff8, -8 };
  for (size_t i = 0; i < array_length (tables); ++i)
    {
      uint64_t entry = mpx_entry_make (tables[i]);
      TEST_VERIFY (mpx_entry_valid (entry));
      TEST_COMPARE (entry, tables[i] + 1);
      for (unsigned int flags = 0; flags < 8; ++flags)
	{
	  TEST_COMPARE (mpx_entry_table (tables[i] | flags), tables[i]);
	  TEST_VERIFY (mpx_entry_valid (tables[i] | flags) == flags % 2);
	}
    }
}

/* Whether all pointers that have their bounds in the page number PAGE, counted
   through all tables, are at addresses from START on and before END, and these
   have tables of their own.  */
static bool
page_inside (uint64_t page, uint64_t start, uint64_t end, unsigned int mawa)
{
  unsigned __int128 from = (unsigned __int128) page * 1024, to = from + 1024;
  return (from >= start && to <= end
	  && to <= (unsigned __int128) 1 << (48 + mawa));
}

static void
test_range (uint64_t start, uint64_t end, unsigned int mawa)
{
  uint64_t at = start, next = 0, first = 0, parts = 0;
  struct mpx_table_part part = { nowhere, nowhere, nowhere };
  while (_dl_mpx_next_part (&at, end, mawa, &part))
    {
      TEST_VERIFY (part.length > 0 && part.length <= mpx_table_size
		   && part.offset <= mpx_table_size - part.length);
      TEST_VERIFY (part.offset % 4096 == 0 && part.length % 4096 == 0);
      TEST_VERIFY (part.index < UINT64_C (1) << (28 + mawa));
      uint64_t page = part.index * 1024 + part.offset / 4096;
      uint64_t last = page + part.length / 4096 - 1;
      TEST_VERIFY (page_inside (page, start, end, mawa));
      TEST_VERIFY (page_inside (last, start, end, mawa));
      TEST_COMPARE (at, (last + 1) * 1024);
      if (parts++ == 0)
	first = page;
      else
	{
	  /* It goes on with the next table.  */
	  TEST_COMPARE (page, next);
	  TEST_COMPARE (part.offset, 0);
	}
      next = last + 1;
      if (parts == 8)
	break;
    }
  if (parts == 0)
    {
      TEST_VERIFY (part.index == nowhere && part.offset == nowhere
		   && part.length == nowhere && at == start);
      TEST_VERIFY (!page_inside (start / 1024, start, end, mawa)
		   && !page_inside (start / 1024 + 1, start, end, mawa));
      return;
    }
  TEST_VERIFY (first == 0 || !page_inside (first - 1, start, end, mawa));
  if (parts < 8)
    TEST_VERIFY (!page_inside (next, start, end, mawa));
}

static void
test_ranges (void)
{
  static const uint64_t borders[] =
    {
      0, 1024, 2048, 4096, 1 << 20, (1 << 20) + 4096, 3 << 20,
      UINT64_C (1) << 47, UINT64_C (1) << 48, UINT64_C (3) << 47,
      UINT64_C (1) << 49, UINT64_C (1) << 57, UINT64_C (1) << 63,
      -(UINT64_C (1) << 20)
    };
  static const int distances[]
    = { -4096, -1025, -1024, -1023, -8, -1, 0, 1, 8, 1023, 1024, 1025, 4096 };
  /* 16 bits more are all bits.  */
  static const unsigned int mawas[] = { 0, 1, 9, 15, 16, 31 };
  for (size_t i = 0; i < array_length (borders); ++i)
    for (size_t j = 0; j < array_length (distances); ++j)
      for (size_t k = 0; k < array_length (borders); ++k)
	for (size_t l = 0; l < array_length (distances); ++l)
	  for (size_t m = 0; m < array_length (mawas); ++m)
	    test_range (borders[i] + distances[j], borders[k] + distances[l],
			mawas[m]);
  /* Of two tables, all ends of ranges that are multiples of 512.  */
  for (uint64_t start = 0; start < 2 << 20; start += 31 * 512)
    for (uint64_t end = 0; end <= 2 << 20; end += 512)
      test_range (start, end, 0);
}

/* START to END has these parts, and no other.  */
static void
expect_parts (uint64_t start, uint64_t end, unsigned int mawa, size_t count,
	      const struct mpx_table_part *parts)
{
  struct mpx_table_part part;
  for (size_t i = 0; i < count; ++i)
    {
      TEST_VERIFY (_dl_mpx_next_part (&start, end, mawa, &part));
      TEST_COMPARE (part.index, parts[i].index);
      TEST_COMPARE (part.offset, parts[i].offset);
      TEST_COMPARE (part.length, parts[i].length);
    }
  TEST_VERIFY (!_dl_mpx_next_part (&start, end, mawa, &part));
}

#define PARTS(start, end, mawa, ...) \
  ({									\
    const struct mpx_table_part parts[] = { __VA_ARGS__ };		\
    expect_parts (start, end, mawa, array_length (parts), parts);	\
  })

static void
test_examples (void)
{
  expect_parts (0, 0, 0, 0, NULL);
  expect_parts (0x1001, 0x1400, 0, 0, NULL);
  expect_parts (0x2000, 0x1000, 0, 0, NULL);
  PARTS (0x1000, 0x2000, 0, { 0, 0x4000, 0x4000 });
  PARTS (0x1001, 0x2000, 0, { 0, 0x5000, 0x3000 });
  PARTS (0x1000, 0x1fff, 0, { 0, 0x4000, 0x3000 });
  PARTS (0x100000, 0x200000, 0, { 1, 0, 0x400000 });
  PARTS (0x1ff000, 0x401000, 0, { 1, 0x3fc000, 0x4000 },
	 { 2, 0, 0x400000 }, { 3, 0, 0x400000 }, { 4, 0, 0x4000 });
  PARTS (0x7ffffffff000, 0x800000001000, 0, { 0x7ffffff, 0x3fc000, 0x4000 },
	 { 0x8000000, 0, 0x4000 });
  PARTS (0xfffffffff000, 0x1000000001000, 0, { 0xfffffff, 0x3fc000, 0x4000 });
  PARTS (0xfffffffff000, 0x1000000001000, 1, { 0xfffffff, 0x3fc000, 0x4000 },
	 { 0x10000000, 0, 0x4000 });
  expect_parts (0x1000000000000, 0x2000000000000, 0, 0, NULL);
}

static int
do_test (void)
{
  test_status ();
  test_entry ();
  test_ranges ();
  test_examples ();
  return 0;
}

#include <support/test-driver.c>
