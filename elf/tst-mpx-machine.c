/* CPU and kernel let a program use MPX: bounds are checked, and caught.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>

#include <support/check.h>
#include <support/xsignal.h>

#include "tst-mpx-cpu.h"

static sigjmp_buf beyond;
static volatile int signal_code;

static void
handler (int signal, siginfo_t *info, void *context)
{
  signal_code = info->si_code;
  siglongjmp (beyond, 1);
}

/* Whether P is caught as beyond the LENGTH bytes from START.  In one piece:
   without -mmpx the compiler neither keeps bounds registers nor the BND
   prefix, without which a branch may reset them.  */
static bool
caught (const char *start, size_t length, const char *p)
{
  if (sigsetjmp (beyond, 1) != 0)
    return true;
  asm volatile (".arch .mpx\n\t"
		"bndmk -1(%0,%1), %%bnd0\n\t"
		"bndcl (%2), %%bnd0\n\t"
		"bndcu (%2), %%bnd0"
		: : "r" (start), "r" (length), "r" (p) : "memory");
  return false;
}

static int
do_test (void)
{
  if (!machine_has_mpx ())
    FAIL_UNSUPPORTED ("this machine has no MPX");

  struct sigaction action = { .sa_sigaction = handler,
			      .sa_flags = SA_SIGINFO };
  xsigaction (SIGSEGV, &action, NULL);
  /* The 16 bytes in the middle are within the bounds.  */
  enum { length = 16 };
  static char room[length + 2];
  const char *start = room + 1;

  /* Switched off, the instructions do nothing.  */
  TEST_VERIFY (!caught (start, length, start + length));

  enable_mpx ();
  TEST_VERIFY (!caught (start, length, start));
  TEST_VERIFY (!caught (start, length, start + length - 1));
  TEST_VERIFY (caught (start, length, start + length));
  /* The former without MPX management in the kernel, the latter with it.  */
  TEST_VERIFY (signal_code == SI_KERNEL || signal_code == SEGV_BNDERR);
  /* The handler was left by a jump, with BNDCFGU reset by the kernel.  */
  enable_mpx ();
  TEST_VERIFY (caught (start, length, start - 1));
  return 0;
}

#include <support/test-driver.c>
