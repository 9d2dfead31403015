/* pkey_set and pkey_get answer ENOSYS where there are no keys.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>

#include <support/check.h>

#include "tst-pkey-cpu.h"

static int
do_test (void)
{
  if (os_has_pku ())
    FAIL_UNSUPPORTED ("this machine has protection keys");
  printf ("info: CPU %s protection keys, the kernel has not enabled them\n",
	  cpu_has_pku () ? "with" : "without");

  /* Without the check in libc, each of these dies of SIGILL.  Bad arguments
     are no exception: there is no key for which they could be wrong.  */
  for (int key = -1; key <= 16; ++key)
    {
      errno = 0;
      TEST_COMPARE (pkey_get (key), -1);
      TEST_COMPARE (errno, ENOSYS);
      for (unsigned int rights = 0; rights <= 4; ++rights)
	{
	  errno = 0;
	  TEST_COMPARE (pkey_set (key, rights), -1);
	  TEST_COMPARE (errno, ENOSYS);
	}
    }

  /* What a program sees first is the kernel's own answer.  */
  errno = 0;
  TEST_COMPARE (pkey_alloc (0, 0), -1);
  printf ("info: pkey_alloc: %m\n");
  TEST_VERIFY (errno == EINVAL || errno == ENOSYS || errno == ENOSPC);

  return 0;
}

#include <support/test-driver.c>
