/* A protection key allows and denies, and faults tell which.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <support/check.h>
#include <support/xsignal.h>
#include <support/xunistd.h>

#include "tst-pkey-cpu.h"

static int *page;
static int key;
static volatile sig_atomic_t faults;
static volatile int fault_code, fault_key;
static void *volatile fault_address;

static int
give_page_key (int k)
{
  return pkey_mprotect (page, getpagesize (), PROT_READ | PROT_WRITE, k);
}

/* A pkey_set here would last until the return only, when the kernel restores
   the thread's rights from the frame.  So take the key off the page to let the
   access through.  */
static void
handler (int signal, siginfo_t *info, void *context)
{
  ++faults;
  fault_code = info->si_code;
  fault_key = info->si_pkey;
  fault_address = info->si_addr;
  if (give_page_key (0) != 0)
    _exit (1);
}

/* Return how many faults a read (or a WRITE) of P takes, and put the key
   back on the page.  */
static int
faults_of_access (volatile int *p, bool write)
{
  faults = 0;
  if (write)
    *p = 7;
  else
    (void) *p;
  int result = faults;
  TEST_COMPARE (give_page_key (key), 0);
  if (result > 0)
    {
      TEST_COMPARE (fault_code, SEGV_PKUERR);
      TEST_COMPARE (fault_key, key);
      TEST_VERIFY (fault_address == p);
    }
  return result;
}

static int
do_test (void)
{
  if (!os_has_pku ())
    FAIL_UNSUPPORTED ("this machine has no protection keys");

  key = pkey_alloc (0, 0);
  TEST_VERIFY_EXIT (key > 0);
  page = mmap (NULL, getpagesize (), PROT_READ | PROT_WRITE,
	       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  TEST_VERIFY_EXIT (page != MAP_FAILED);
  TEST_COMPARE (give_page_key (key), 0);
  struct sigaction action = { .sa_sigaction = handler,
			      .sa_flags = SA_SIGINFO };
  xsigaction (SIGSEGV, &action, NULL);

  /* An address within the page, so that si_addr is seen to be exact.  */
  volatile int *p = page + 5;

  TEST_COMPARE (pkey_get (key), 0);
  TEST_COMPARE (faults_of_access (p, false), 0);
  TEST_COMPARE (faults_of_access (p, true), 0);

  TEST_COMPARE (pkey_set (key, PKEY_DISABLE_WRITE), 0);
  TEST_COMPARE (pkey_get (key), PKEY_DISABLE_WRITE);
  TEST_COMPARE (faults_of_access (p, false), 0);
  TEST_COMPARE (faults_of_access (p, true), 1);

  TEST_COMPARE (pkey_set (key, PKEY_DISABLE_ACCESS), 0);
  TEST_COMPARE (pkey_get (key), PKEY_DISABLE_ACCESS);
  TEST_COMPARE (faults_of_access (p, false), 1);
  TEST_COMPARE (faults_of_access (p, true), 1);

  TEST_COMPARE (pkey_set (key, 0), 0);
  TEST_COMPARE (faults_of_access (p, true), 0);

  /* The default key is nobody's business.  */
  TEST_COMPARE (pkey_get (0), 0);

  errno = 0;
  TEST_COMPARE (pkey_set (16, 0), -1);
  TEST_COMPARE (errno, EINVAL);
  errno = 0;
  TEST_COMPARE (pkey_set (key, 4), -1);
  TEST_COMPARE (errno, EINVAL);
  errno = 0;
  TEST_COMPARE (pkey_get (-1), -1);
  TEST_COMPARE (errno, EINVAL);

  TEST_COMPARE (pkey_free (key), 0);
  return 0;
}

#include <support/test-driver.c>
