/* The parser of lines of /proc/PID/smaps.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <array_length.h>
#include <nptl/smaps.h>
#include <string.h>
#include <sys/mman.h>

#include <support/check.h>
#include <support/next_to_fault.h>

static void
take (struct smaps_keys *keys, const char *line)
{
  /* What is behind the string is not read.  */
  struct support_next_to_fault area
    = support_next_to_fault_allocate (strlen (line) + 1);
  strcpy (area.buffer, line);
  __smaps_line (keys, area.buffer);
  support_next_to_fault_free (&area);
}

static int
do_test (void)
{
  struct smaps_keys keys = { };
  take (&keys, "00400000-00401000 r--p 00000000 08:01 1311   /bin/true");
  take (&keys, "Size:                  4 kB");
  take (&keys, "ProtectionKey:         0");
  TEST_COMPARE (keys.protection, PROT_READ);
  TEST_COMPARE (keys.used, 1);
  TEST_COMPARE (keys.execute_only, 0);

  take (&keys, "10000-20000 --xp 00000000 00:00 0 ");
  take (&keys, "VmFlags: ex mr mw me sd ");
  take (&keys, "ProtectionKey:        15");
  take (&keys, "20000-30000 --xp 00000000 00:00 0 ");
  take (&keys, "ProtectionKey:         1");
  take (&keys, "30000-40000 r-xp 00000000 00:00 0 ");
  take (&keys, "ProtectionKey:         2");
  take (&keys, "40000-50000 ---p 00000000 00:00 0 ");
  take (&keys, "ProtectionKey:         3");
  TEST_COMPARE (keys.used, 1 << 15 | 0xf);
  TEST_COMPARE (keys.execute_only, 1 << 15 | 1 << 1);

  /* Something else.  */
  static const char *const others[] =
    {
      "", "ProtectionKey", "ProtectionKey:", "ProtectionKey: ",
      "ProtectionKey: x", "ProtectionKey: 4x", "ProtectionKey: 4 ",
      "ProtectionKey: -4", "ProtectionKey: 32", "ProtectionKey: 4294967300",
      "ProtectionKey: 18446744073709551620", "protectionkey: 4",
      " ProtectionKey: 4", "ProtectionKeys: 4", "P", "Pss: 4 kB"
    };
  for (size_t i = 0; i < array_length (others); ++i)
    {
      struct smaps_keys same = keys;
      take (&same, others[i]);
      TEST_COMPARE_BLOB (&same, sizeof same, &keys, sizeof keys);
    }
  take (&keys, "ProtectionKey:31");
  TEST_COMPARE (keys.used, 1U << 31 | 1 << 15 | 0xf);

  return 0;
}

#include <support/test-driver.c>
