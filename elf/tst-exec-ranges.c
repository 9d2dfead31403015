/* The executable pages of objects.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/exec-ranges.h>
#include <stdio.h>

#include <support/check.h>

enum { page = 4096, base = 0x7000000000 };

static const struct ranges_test
{
  const char *what;
  ElfW(Phdr) phdr[4];
  size_t count;
  struct legacy_code_range expected[3];
  bool beyond_file;
} tests[] =
  {
#define LOAD(flags, vaddr, filesz, memsz) \
    { .p_type = PT_LOAD, .p_flags = flags, .p_vaddr = vaddr,		\
      .p_filesz = filesz, .p_memsz = memsz, .p_align = page }
    { "no segment", { }, 0, { } },
    { "data only", { LOAD (PF_R, 0, 10, 10), LOAD (PF_R | PF_W, page, 1, 1) },
      0, { } },
    { "whole pages", { LOAD (PF_R | PF_X, page, page, page) }, 1,
      { { base + page, page } } },
    { "one byte", { LOAD (PF_R | PF_X, 0, 1, 1) }, 1, { { base, page } } },
    { "one byte more", { LOAD (PF_R | PF_X, 0, page + 1, page + 1) }, 1,
      { { base, 2 * page } } },
    /* Where the length alone would be one page.  */
    { "amid pages", { LOAD (PF_R | PF_X, 0xf80, 0x100, 0x100) }, 1,
      { { base, 2 * page } } },
    { "a page amid pages", { LOAD (PF_R | PF_X, 0x1001, page, page) }, 1,
      { { base + page, 2 * page } } },
    { "to the last byte of a page",
      { LOAD (PF_R | PF_X, 0x1801, 0x7ff, 0x7ff) }, 1,
      { { base + page, page } } },
    { "memory beyond the file", { LOAD (PF_R | PF_X, 0, 1, page + 1) }, 1,
      { { base, 2 * page } }, true },
    { "memory to the end of the page",
      { LOAD (PF_R | PF_X, 0, 1, page) }, 1, { { base, page } } },
    { "data beyond the file", { LOAD (PF_R | PF_W, 0, 1, page + 1) }, 0, { } },
#define RELRO(vaddr, memsz) \
    { .p_type = PT_GNU_RELRO, .p_vaddr = vaddr, .p_memsz = memsz }
    { "read-only at the beginning",
      { LOAD (PF_R | PF_W | PF_X, page, page, 3 * page), RELRO (page, page) },
      1, { { base + 2 * page, 2 * page } }, true },
    { "read-only in the middle",
      { RELRO (2 * page, page + 1),
	LOAD (PF_R | PF_W | PF_X, page, 3 * page, 3 * page) },
      2, { { base + page, page }, { base + 3 * page, page } } },
    { "read-only at the end",
      { LOAD (PF_R | PF_W | PF_X, page, 2 * page, 2 * page),
	RELRO (2 * page, page) },
      1, { { base + page, page } } },
    { "all read-only",
      { LOAD (PF_R | PF_W | PF_X, page, page, page), RELRO (page, page) },
      0, { } },
    { "less than a page read-only",
      { LOAD (PF_R | PF_W | PF_X, page, page, page), RELRO (page, page - 1) },
      1, { { base + page, page } } },
    { "read-only elsewhere",
      { LOAD (PF_R | PF_X, 0, page, page),
	LOAD (PF_R | PF_W, page, page, page), RELRO (page, page) },
      1, { { base, page } } },
    { "executable only", { LOAD (PF_X, 0, 1, 1) }, 1, { { base, page } } },
    { "writable too", { LOAD (PF_R | PF_W | PF_X, 0, 1, 1) }, 1,
      { { base, page } } },
    { "empty", { LOAD (PF_R | PF_X, 0, 0, 0) }, 0, { } },
    { "two with data between",
      { LOAD (PF_R | PF_X, 0, page, page), LOAD (PF_R, page, page, page),
	LOAD (PF_R | PF_X, 2 * page, 1, 1) },
      2, { { base, page }, { base + 2 * page, page } } },
    { "two that touch",
      { LOAD (PF_R | PF_X, 0, page, page), LOAD (PF_R | PF_X, page, 1, 1) },
      1, { { base, 2 * page } } },
    { "two on one page",
      { LOAD (PF_R | PF_X, 0, 0x100, 0x100),
	LOAD (PF_R | PF_X, 0x200, 0x100, 0x100) },
      2, { { base, page }, { base, page } } },
    { "not loaded", { { .p_type = PT_NOTE, .p_flags = PF_R | PF_X,
			.p_memsz = page } }, 0, { } },
  };

static int
do_test (void)
{
  for (size_t i = 0; i < sizeof tests / sizeof *tests; ++i)
    {
      const struct ranges_test *t = &tests[i];
      struct legacy_code_range ranges[4] = { };
      printf ("info: %s\n", t->what);
      TEST_COMPARE (_dl_exec_ranges (t->phdr, 4, base, page, ranges),
		    t->count);
      TEST_COMPARE (_dl_exec_beyond_file (t->phdr, 4, page), t->beyond_file);
      TEST_COMPARE_BLOB (ranges, t->count * sizeof *ranges, t->expected,
			 t->count * sizeof *ranges);
    }
  return 0;
}

#include <support/test-driver.c>
