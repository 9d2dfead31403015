/* The compiler moves no access across WRPKRU.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include <arch-pkey.h>

#include <support/check.h>

#include "tst-pkey-cpu.h"

/* The page is open between the two writes of PKRU and nowhere else.  The
   value is used only after the second one, and the store is seen by nobody:
   without the clobber nothing keeps GCC from moving either.  */
static int __attribute__ ((noinline))
load_while_open (const int *p, unsigned int open, unsigned int closed)
{
  pkey_write (open);
  int value = *p;
  pkey_write (closed);
  return value + 1;
}

static void __attribute__ ((noinline))
store_while_open (int *p, int value, unsigned int open, unsigned int closed)
{
  *p = value;			/* Faults by itself, if it were closed.  */
  pkey_write (closed);
  pkey_write (open);
  *p = value + 1;
  pkey_write (closed);
}

static int
do_test (void)
{
  if (!os_has_pku ())
    FAIL_UNSUPPORTED ("this machine has no protection keys");

  int key = pkey_alloc (0, 0);
  TEST_VERIFY_EXIT (key > 0);
  int *page = mmap (NULL, getpagesize (), PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  TEST_VERIFY_EXIT (page != MAP_FAILED);
  TEST_COMPARE (pkey_mprotect (page, getpagesize (), PROT_READ | PROT_WRITE,
			       key), 0);

  unsigned int open = pkey_read ();
  unsigned int closed = open | ((unsigned int) PKEY_DISABLE_ACCESS << 2 * key);
  for (int i = 0; i < 3; ++i)
    {
      pkey_write (open);
      store_while_open (page, i, open, closed);
      TEST_COMPARE (load_while_open (page, open, closed), i + 2);
    }
  return 0;
}

#include <support/test-driver.c>
