/* The functions answer ENOSYS where there are no keys.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <errno.h>
#include <stdio.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/pkey.h>
#include <unistd.h>

#include <support/check.h>
#include <support/xthread.h>

#include "tst-pkey-cpu.h"

static void *
end_at_once (void *closure)
{
  return NULL;
}

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

  /* Nor is there one that could be good or bad for these.  */
#define EXPECT_ENOSYS(call)			\
  do						\
    {						\
      errno = 0;				\
      TEST_COMPARE (call, -1);			\
      TEST_COMPARE (errno, ENOSYS);		\
    }						\
  while (0)
  for (int key = -1; key <= 16; ++key)
    for (unsigned int rights = 0; rights <= 4; ++rights)
      {
	EXPECT_ENOSYS (pkey_set_all (key, rights));
	EXPECT_ENOSYS (pkey_swap (key, rights));
	EXPECT_ENOSYS (pkey_set_policy (key, PKEY_NEWTHREAD, rights));
	EXPECT_ENOSYS (pkey_set_policy (key, 77, rights));
	EXPECT_ENOSYS (pkey_get_policy (key, PKEY_NEWTHREAD));
	EXPECT_ENOSYS (pkey_release (key, rights));
      }
  struct pkey_info info;
  EXPECT_ENOSYS (pkey_info (&info));
  EXPECT_ENOSYS (pkey_info (NULL));
  pthread_attr_t attr;
  xpthread_attr_init (&attr);
  unsigned int rights;
  TEST_COMPARE (pthread_attr_setpkey_np (&attr, 1, 0), ENOSYS);
  TEST_COMPARE (pthread_attr_getpkey_np (&attr, 1, &rights), ENOSYS);
  xpthread_attr_destroy (&attr);

  /* Threads start and end, and setxid functions work, as ever.  */
  pthread_t thread = xpthread_create (NULL, end_at_once, NULL);
  TEST_COMPARE (setresgid (-1, -1, -1), 0);
  xpthread_join (thread);

  /* What a program sees first is the kernel's own answer.  */
  errno = 0;
  TEST_COMPARE (pkey_alloc (0, 0), -1);
  printf ("info: pkey_alloc: %m\n");
  int kernel_error = errno;
  TEST_VERIFY (errno == EINVAL || errno == ENOSYS || errno == ENOSPC);
  errno = 0;
  TEST_COMPARE (pkey_alloc (PKEY_ALLOC_ALLTHREADS | PKEY_ALLOC_NOINHERIT,
			    PKEY_DISABLE_ACCESS), -1);
  TEST_COMPARE (errno, kernel_error);
  TEST_COMPARE (pkey_free (1), -1);

  return 0;
}

#include <support/test-driver.c>
