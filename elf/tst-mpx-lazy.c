/* The bounds of arguments and results survive calls through lazy PLT slots.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <support/check.h>
#include <support/support.h>
#include <support/xsignal.h>
#include <support/xunistd.h>

#include "tst-mpx-cpu.h"

/* The PLT of this program gets BND prefixes after linking, see
   mpx-lazy-plt.py.  The environment chooses among the trampolines:
   LD_AUDIT=tst-mpx-mod-lazy-audit.so, with or without TST_MPX_LAZY_EXIT, or
   LD_PROFILE with a library that has PLT slots of its own, and
   LD_PROFILE_OUTPUT.  */

/* Call a function of tst-mpx-mod-lazy.c with P.  The bounds number N are the
   LENGTH bytes from START; the others only the first of these, so that P is
   within the right bounds or none.  */
#define BOUNDS(n) \
  ".arch .mpx\n\t" \
  "bndmk (%rsi), %bnd0\n\t" \
  "bndmk (%rsi), %bnd1\n\t" \
  "bndmk (%rsi), %bnd2\n\t" \
  "bndmk (%rsi), %bnd3\n\t" \
  "bndmk -1(%rsi,%rdx), %bnd" #n "\n\t"

typedef int function (const char *p, const char *start, size_t length);

#define WITH_ARGUMENT(name, n) \
static int __attribute__ ((naked)) \
name (const char *p, const char *start, size_t length) \
{ \
  asm (BOUNDS (n) \
       "bnd jmp mpx_" #name "@PLT"); \
}

/* Check the result against its bounds, too.  */
#define WITH_RESULT(name, n) \
static int __attribute__ ((naked)) \
name (const char *p, const char *start, size_t length) \
{ \
  asm (BOUNDS (0) \
       "sub $8, %rsp\n\t" \
       "bnd call mpx_" #name "@PLT\n\t" \
       "bndcl (%rax), %bnd" #n "\n\t" \
       "bndcu (%rax), %bnd" #n "\n\t" \
       "add $8, %rsp\n\t" \
       "bnd ret"); \
}

WITH_ARGUMENT (argument_0, 0)
WITH_ARGUMENT (argument_1, 1)
WITH_ARGUMENT (argument_2, 2)
WITH_ARGUMENT (argument_3, 3)
WITH_RESULT (passed, 0)
WITH_RESULT (made_0, 0)
WITH_RESULT (made_1, 1)
WITH_ARGUMENT (audited, 0)

static const struct
{
  const char *name;
  function *call;
} functions[] =
  {
    { "argument 0", argument_0 },
    { "argument 1", argument_1 },
    { "argument 2", argument_2 },
    { "argument 3", argument_3 },
    { "argument 0 as result", passed },
    { "result 0", made_0 },
    { "result 1", made_1 },
  };

static volatile sig_atomic_t calls;

static void
handler (int signal, siginfo_t *info, void *context)
{
  /* The former without MPX management in the kernel, the latter with it.  */
  _exit (info->si_code == SI_KERNEL || info->si_code == SEGV_BNDERR
	 ? calls : 99);
}

/* The 16 bytes in the middle are within the bounds.  */
enum { length = 16 };
static char room[length + 2];

/* The number of the call that was caught, or 0, if in a process of its own
   CALL is called INSIDE times with a pointer within bounds, and then beyond.
   There each slot is as it was at the start.  */
static int
caught (function *call, int inside)
{
  const char *start = room + 1;
  pid_t child = xfork ();
  if (child == 0)
    {
      enable_mpx ();
      for (calls = 1; calls <= inside; ++calls)
	call (start + length - 1, start, length);
      call (start + length, start, length);
      _exit (0);
    }
  int status;
  xwaitpid (child, &status, 0);
  TEST_VERIFY (WIFEXITED (status));
  return WEXITSTATUS (status);
}

static int
do_test (void)
{
  if (!machine_has_mpx ())
    FAIL_UNSUPPORTED ("this machine has no MPX");

  struct sigaction action = { .sa_sigaction = handler,
			      .sa_flags = SA_SIGINFO };
  xsigaction (SIGSEGV, &action, NULL);
  for (int i = 0; i < sizeof functions / sizeof *functions; ++i)
    for (int inside = 0; inside <= 2; ++inside)
      {
	int call = caught (functions[i].call, inside);
	printf ("%s: call %d is beyond the bounds, ", functions[i].name,
		inside + 1);
	if (call == 0)
	  puts ("missed");
	else
	  printf ("call %d is caught\n", call);
	TEST_COMPARE (call, inside + 1);
      }

  /* The auditor and the profile took part.  */
  enable_mpx ();
  int audited_by = audited (NULL, room, length);
  TEST_COMPARE (audited_by, (getenv ("LD_AUDIT") == NULL ? 0
			     : getenv ("TST_MPX_LAZY_EXIT") == NULL ? 1 : 3));
  const char *profile = getenv ("LD_PROFILE");
  if (profile != NULL)
    {
      char *file = xasprintf ("%s/%s.profile", getenv ("LD_PROFILE_OUTPUT"),
			      profile);
      TEST_COMPARE (access (file, F_OK), 0);
      free (file);
    }
  return 0;
}

#include <support/test-driver.c>
