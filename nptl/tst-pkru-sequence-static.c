/* No linker drops the table of sequences from a static program.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pkey.h>

#include <nptl/pkru-sequence.h>
#include <support/check.h>

/* The program is linked in the way that drops most: what only these symbols
   name is dropped too, unless it is marked.  */
extern const struct pkru_sequence table[]
  asm ("__start_pkru_sequences") __attribute__ ((visibility ("hidden")));
extern const struct pkru_sequence table_end[]
  asm ("__stop_pkru_sequences") __attribute__ ((visibility ("hidden")));

/* The compiler may not know that they are never called.  */
int (*volatile set) (int, unsigned int) = pkey_set;
int (*volatile swap) (int, unsigned int) = pkey_swap;

static int
do_test (void)
{
  static const unsigned char rdpkru[] = { 0x0f, 0x01, 0xee };
  static const unsigned char wrpkru[] = { 0x0f, 0x01, 0xef };
  static const unsigned char system_call[] = { 0x0f, 0x05 };

  TEST_VERIFY (set != NULL && swap != NULL);
  unsigned int reading = 0;
  for (const struct pkru_sequence *sequence = table; sequence < table_end;
       ++sequence)
    {
      const void *start = (const void *) pkru_sequence_start (sequence);
      const void *commit = (const void *) pkru_sequence_commit (sequence);
      bool reads = memcmp (start, rdpkru, sizeof rdpkru) == 0;
      bool writes = memcmp (commit, wrpkru, sizeof wrpkru) == 0;
      reading += reads;
      /* That of signal masks is about another thing.  */
      TEST_VERIFY (writes
		   || (!reads && memcmp (commit, system_call,
					 sizeof system_call) == 0));
    }
  /* Those of pkey_set and pkey_swap, at least.  */
  TEST_VERIFY (reading >= 2);
  return 0;
}

#include <support/test-driver.c>
