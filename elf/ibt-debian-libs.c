/* A clean program with libraries of the system that are not.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

/* It is linked with stand-ins, and runs with what has those names on the
   system: ibt-programs.sh.  */

#include <elf/tst-ibt.h>
#include <stdlib.h>

#include <support/xstdio.h>

extern int compress (unsigned char *, unsigned long int *,
		     const unsigned char *, unsigned long int);
extern int uncompress (unsigned char *, unsigned long int *,
		       const unsigned char *, unsigned long int);
extern int sqlite3_open (const char *, void **);
extern int sqlite3_exec (void *, const char *,
			 int (*) (void *, int, char **, char **), void *,
			 char **);
extern int sqlite3_close (void *);
extern unsigned char *SHA256 (const unsigned char *, unsigned long int,
			      unsigned char *);

static void
test_zlib (void)
{
  enum { size = 10000 };
  static unsigned char text[size], packed[2 * size], unpacked[size];
  for (int i = 0; i < size; ++i)
    text[i] = "rampart"[i % 7] + i / 1000;
  unsigned long int packed_size = sizeof packed, unpacked_size = size;
  TEST_COMPARE (compress (packed, &packed_size, text, size), 0);
  TEST_VERIFY (packed_size < size / 10);
  TEST_COMPARE (uncompress (unpacked, &unpacked_size, packed, packed_size), 0);
  TEST_COMPARE_BLOB (unpacked, unpacked_size, text, size);
}

/* Called by legacy code.  */
static int
row (void *closure, int columns, char **values, char **names)
{
  require_tracking ();
  *(int *) closure += atoi (values[0]);
  return 0;
}

static void
test_sqlite (void)
{
  void *database;
  int sum = 0;
  TEST_COMPARE (sqlite3_open (":memory:", &database), 0);
  TEST_COMPARE (sqlite3_exec (database, "create table t (n);"
			      "insert into t values (20), (22);"
			      "select n from t order by n;", row, &sum, NULL),
		0);
  TEST_COMPARE (sum, 42);
  TEST_COMPARE (sqlite3_close (database), 0);
}

static void
test_crypto (void)
{
  /* FIPS 180-2, appendix B.1.  */
  static const unsigned char expected[32] =
    "\xba\x78\x16\xbf\x8f\x01\xcf\xea\x41\x41\x40\xde\x5d\xae\x22\x23"
    "\xb0\x03\x61\xa3\x96\x17\x7a\x9c\xb4\x10\xff\x61\xf2\x00\x15\xad";
  unsigned char digest[32];
  TEST_VERIFY (SHA256 ((const unsigned char *) "abc", 3, digest) == digest);
  TEST_COMPARE_BLOB (digest, sizeof digest, expected, sizeof expected);
}

static int
do_test (void)
{
  require_ibt ();
  TEST_COMPARE (ibt_status (), IBT_ENABLED | IBT_LOCKED | IBT_MIXED);
  require_tracking ();
  test_zlib ();
  require_tracking ();
  test_sqlite ();
  test_crypto ();
  require_tracking ();

  /* For the script.  */
  char line[4096];
  FILE *smaps = xfopen ("/proc/self/smaps", "r");
  while (fgets (line, sizeof line, smaps) != NULL)
    fputs (line, stdout);
  xfclose (smaps);
  return 0;
}

#include <support/test-driver.c>
