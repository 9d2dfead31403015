/* The calls of <sys/ibt.h> where IBT is off.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <errno.h>
#include <stdint.h>
#include <sys/ibt.h>
#include <unistd.h>

#include <support/check.h>

static int
do_test (void)
{
  const char *reason = "unchanged";
  void *page = (void *) ((uintptr_t) do_test & -sysconf (_SC_PAGESIZE));

  TEST_COMPARE (ibt_status (), 0);
  errno = 0;
  TEST_COMPARE (ibt_mark_legacy (page, sysconf (_SC_PAGESIZE)), -1);
  TEST_COMPARE (errno, EOPNOTSUPP);
  errno = 0;
  TEST_COMPARE (ibt_clear_legacy (page, sysconf (_SC_PAGESIZE)), -1);
  TEST_COMPARE (errno, EOPNOTSUPP);
  errno = 0;
  TEST_COMPARE (ibt_is_legacy (page, &reason), -1);
  TEST_COMPARE (errno, EOPNOTSUPP);
  TEST_COMPARE_STRING (reason, "unchanged");
  return 0;
}

#include <support/test-driver.c>
