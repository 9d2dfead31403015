/* The parser of lines of /proc/PID/maps.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <array_length.h>
#include <elf/maps-line.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include <support/check.h>
#include <support/next_to_fault.h>
#include <support/xstdio.h>

static const struct
{
  const char *line;
  uintptr_t start, end;
  int protection;
  const char *name;		/* NULL: refused.  */
} tests[] =
  {
    { "00400000-00401000 r--p 00000000 08:01 1311   /bin/true",
      0x400000, 0x401000, PROT_READ, "/bin/true" },
    { "7f0123456000-7fabcdef0000 r-xp 00001000 fd:12 99 /a b (deleted)",
      0x7f0123456000, 0x7fabcdef0000, PROT_READ | PROT_EXEC,
      "/a b (deleted)" },
    { "1000-2000 rwxs 00000000 00:00 0", 0x1000, 0x2000,
      PROT_READ | PROT_WRITE | PROT_EXEC, "" },
    { "1000-2000 rwxs 00000000 00:00 0 ", 0x1000, 0x2000,
      PROT_READ | PROT_WRITE | PROT_EXEC, "" },
    { "1000-2000 --xp 00000000 00:00 0      [x]", 0x1000, 0x2000, PROT_EXEC,
      "[x]" },
    { "1000-2000 ---p 00000000 00:00 0", 0x1000, 0x2000, PROT_NONE, "" },
    { "ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0   [vsyscall]",
      0xffffffffff600000, 0xffffffffff601000, PROT_EXEC, "[vsyscall]" },
    { "0-ffffffffffffffff ---p 00000000 00:00 0", 0, UINTPTR_MAX, PROT_NONE,
      "" },
    /* Cut off.  */
    { "1000-2000 -w-p", 0x1000, 0x2000, PROT_WRITE, "" },
    { "1000-2000 -w-p 0000", 0x1000, 0x2000, PROT_WRITE, "" },
    { "1000-2000 -w-p 00000000 00:00 0   [lega", 0x1000, 0x2000, PROT_WRITE,
      "[lega" },
    /* Something else.  */
    { "" },
    { "-" },
    { "1000" },
    { "1000-" },
    { "1000-2000" },
    { "1000-2000 " },
    { "1000-2000 rwx" },
    { "1000-2000 rwxpp 0" },
    { "1000-2000rwxp" },
    { "-2000 rwxp" },
    { "1000- rwxp" },
    { " 1000-2000 rwxp" },
    { "1000 2000 rwxp" },
    { "1000-200G rwxp" },
    { "1000-200A rwxp" },
    { "00000000000001000-2000 rwxp" },
    { "Rss:                  44 kB" },
    { "ac" },
    { "VmFlags: rd ex mr mw me" },
  };

/* What the kernel prints now, as the other reader of the format has it.  */
static void
test_self (void)
{
  FILE *maps = xfopen ("/proc/self/maps", "r");
  char line[4096 + 128];
  int count = 0, code = 0, stack = 0;
  while (fgets (line, sizeof line, maps) != NULL)
    {
      unsigned long int start, end;
      char r, w, x;
      int name = 0;
      TEST_COMPARE (sscanf (line, "%lx-%lx %c%c%c%*c %*x %*x:%*x %*u %n",
			    &start, &end, &r, &w, &x, &name), 5);
      line[strcspn (line, "\n")] = '\0';
      struct maps_line map;
      TEST_VERIFY_EXIT (__parse_maps_line (line, &map));
      TEST_COMPARE (map.start, start);
      TEST_COMPARE (map.end, end);
      TEST_COMPARE ((map.protection & PROT_READ) != 0, r == 'r');
      TEST_COMPARE ((map.protection & PROT_WRITE) != 0, w == 'w');
      TEST_COMPARE ((map.protection & PROT_EXEC) != 0, x == 'x');
      TEST_COMPARE_STRING (map.name, line + name);
      ++count;
      code += map.start <= (uintptr_t) test_self
	      && (uintptr_t) test_self < map.end;
      stack += strcmp (map.name, "[stack]") == 0;
    }
  xfclose (maps);
  TEST_VERIFY (count > 5);
  TEST_COMPARE (code, 1);
  TEST_COMPARE (stack, 1);
}

/* Every prefix, and each byte replaced, in memory that ends with the line:
   who reads beyond it dies.  */
static void
test_damaged (const char *line)
{
  static const char bytes[] = { '\0', ' ', '-', '0', 'f', 'x', '\x80' };
  size_t length = strlen (line);
  struct support_next_to_fault memory
    = support_next_to_fault_allocate (length + 1);
  for (size_t i = 0; i < length; ++i)
    for (size_t j = 0; j < sizeof bytes; ++j)
      {
	/* What is left of the line ends where the memory does.  */
	size_t rest = bytes[j] == '\0' ? i : length;
	char *copy = memory.buffer + length - rest;
	memcpy (copy, line, rest + 1);
	copy[i] = bytes[j];
	struct maps_line map;
	if (__parse_maps_line (copy, &map))
	  TEST_VERIFY (map.name >= copy && map.name <= copy + rest);
      }
  support_next_to_fault_free (&memory);
}

static int
do_test (void)
{
  for (size_t i = 0; i < array_length (tests); ++i)
    {
      printf ("info: `%s'\n", tests[i].line);
      struct maps_line map;
      bool parsed = __parse_maps_line (tests[i].line, &map);
      TEST_COMPARE (parsed, tests[i].name != NULL);
      if (parsed && tests[i].name != NULL)
	{
	  TEST_COMPARE (map.start, tests[i].start);
	  TEST_COMPARE (map.end, tests[i].end);
	  TEST_COMPARE (map.protection, tests[i].protection);
	  TEST_COMPARE_STRING (map.name, tests[i].name);
	}
      test_damaged (tests[i].line);
    }
  test_self ();
  return 0;
}

#include <support/test-driver.c>
