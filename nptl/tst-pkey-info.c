/* What pkey_info says about protection keys.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <stdio.h>
#include <string.h>

#include "tst-pkey.h"

static struct pkey_info
info (void)
{
  struct pkey_info result;
  memset (&result, 0xa5, sizeof result);
  errno = 77;
  TEST_COMPARE (pkey_info (&result), 0);
  TEST_COMPARE (errno, 77);
  return result;
}

/* The rights that a new program starts with are those of the kernel's command
   line, and what is known of them here is the register itself.  */
static unsigned int
initial_pkru (void)
{
  unsigned int pkru = 0;
  for (int key = 0; key < 16; ++key)
    pkru |= (unsigned int) pkey_get (key) << 2 * key;
  return pkru;
}

static int
do_test (void)
{
  if (!os_has_pku ())
    FAIL_UNSUPPORTED ("this machine has no protection keys");

  struct pkey_info i = info ();
  printf ("info: PKRU at exec: %#x\n", i.initial);
  TEST_COMPARE (i.hardware, 16);
  TEST_COMPARE (i.usable, 15);
  TEST_COMPARE (i.in_use, 0);
  TEST_COMPARE (i.in_use_mask, 0);
  TEST_COMPARE (i.execute_only, PKEY_UNKNOWN);
  TEST_COMPARE (i.initial, initial_pkru ());
  for (int n = 0; n < 9; ++n)
    TEST_COMPARE (i.__reserved[n], 0);

  int a = pkey_alloc (0, 0), b = pkey_alloc (PKEY_ALLOC_ALLTHREADS, 0);
  TEST_VERIFY (a > 0 && b > 0);
  i = info ();
  TEST_COMPARE (i.in_use, 2);
  TEST_COMPARE (i.in_use_mask, 1U << a | 1U << b);
  /* What the program has changed since is not what it started with.  */
  TEST_COMPARE (pkey_set (a, read_only), 0);
  TEST_VERIFY (i.initial != initial_pkru ());

  /* Memory of the program's own that can only be executed.  */
  void *mine = pages_with_key (1, a);
  TEST_COMPARE (pkey_mprotect (mine, 1, PROT_EXEC, a), 0);
  i = info ();
  TEST_COMPARE (i.execute_only, PKEY_UNKNOWN);
  TEST_COMPARE (i.usable, 15);

  /* And the kernel's.  */
  void *memory = xmmap (NULL, getpagesize (), PROT_EXEC,
			MAP_PRIVATE | MAP_ANONYMOUS, -1);
  i = info ();
  TEST_VERIFY (i.execute_only > 0);
  TEST_VERIFY (i.execute_only != a && i.execute_only != b);
  TEST_COMPARE (i.usable, 14);
  TEST_COMPARE (i.in_use, 2);
  printf ("info: the key of execute-only memory is %d\n", i.execute_only);
  EXPECT_ERROR (EINVAL, pkey_free (i.execute_only));

  /* As many can be allocated as it says.  */
  unsigned int count = 2;
  int last;
  while ((last = pkey_alloc (0, 0)) > 0)
    ++count;
  TEST_COMPARE (count, i.usable);
  i = info ();
  TEST_COMPARE (i.in_use, count);
  TEST_COMPARE (pkey_free (b), 0);
  i = info ();
  TEST_COMPARE (i.in_use, count - 1);
  TEST_VERIFY ((i.in_use_mask & 1U << b) == 0);

  /* Nothing to see any more, and the kernel keeps the key.  */
  xmunmap (memory, getpagesize ());
  TEST_COMPARE (info ().execute_only, PKEY_UNKNOWN);

  EXPECT_ERROR (EFAULT, pkey_info (NULL));
  return 0;
}

#include <support/test-driver.c>
