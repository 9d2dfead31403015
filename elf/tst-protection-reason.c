/* The decision about reasons: a table of all facts.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/protection-reason.h>
#include <string.h>

#include <support/check.h>

static int
do_test (void)
{
  for (unsigned int bits = 0; bits < 16; ++bits)
    {
      struct protection_facts facts =
	{
	  .cpu = bits & 1, .os = bits & 2, .libc = bits & 4, .chosen = bits & 8
	};
      /* The lowest bit that is clear.  */
      enum protection_reason expected
	= (!(bits & 1) ? protection_cpu_absent
	   : !(bits & 2) ? protection_os_absent
	   : !(bits & 4) ? protection_libc_absent
	   : !(bits & 8) ? protection_tunable_off
	   : protection_none);
      TEST_COMPARE (_dl_protection_reason (&facts), expected);
    }

  /* Names are what scripts match: distinct, and of one word.  */
  for (int i = 0; i < protection_reason_count; ++i)
    {
      const char *name = _dl_protection_reason_name (i);
      TEST_COMPARE (strspn (name, "abcdefghijklmnopqrstuvwxyz-"),
		    strlen (name));
      TEST_VERIFY (strlen (_dl_protection_reason_sentence (i)) > 0);
      for (int j = 0; j < i; ++j)
	TEST_VERIFY (strcmp (name, _dl_protection_reason_name (j)) != 0);
    }
  return 0;
}

#include <support/test-driver.c>
