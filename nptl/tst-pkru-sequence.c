/* Which interrupted changes of PKRU start again.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <nptl/pkru-sequence.h>
#include <stddef.h>

#include <support/check.h>

/* Three sequences at made-up places around the table.  */
static struct pkru_sequence table[3];

static void
place (int i, int start, int commit)
{
  uintptr_t here = (uintptr_t) table;
  table[i].start = here + start - (uintptr_t) &table[i].start;
  table[i].commit = here + commit - (uintptr_t) &table[i].commit;
}

static const struct pkru_sequence *
find (int where)
{
  return pkru_sequence_find (table, table + 3, (uintptr_t) table + where);
}

static int
do_test (void)
{
  place (0, -5000, -4990);
  place (1, 1000, 1008);
  place (2, 2000, 2010);
  TEST_COMPARE (pkru_sequence_start (&table[1]), (uintptr_t) table + 1000);
  TEST_COMPARE (pkru_sequence_commit (&table[0]), (uintptr_t) table - 4990);

  for (int where = -6000; where < 6000; ++where)
    {
      const struct pkru_sequence *expected = NULL;
      /* Not the first instruction, which has not read yet; and the last one,
	 which has not written.  */
      if (where > -5000 && where <= -4990)
	expected = &table[0];
      if (where > 1000 && where <= 1008)
	expected = &table[1];
      if (where > 2000 && where <= 2010)
	expected = &table[2];
      TEST_VERIFY (find (where) == expected);
    }
  TEST_VERIFY (pkru_sequence_find (table, table, (uintptr_t) table) == NULL);
  return 0;
}

#include <support/test-driver.c>
