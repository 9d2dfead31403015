/* What the tests of bounds share.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _TST_MPX_H
#define _TST_MPX_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mpx.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#include <support/check.h>
#include <support/xsignal.h>
#include <support/xunistd.h>

#define TRAP_BR 5

/* Tests named -off run with rampart.mpx.mode=off, and nothing is caught.  The
   others want MPX.  */
#ifndef MPX_LIVE
# define MPX_LIVE true
#endif

static void __attribute__ ((unused))
want_mpx (void)
{
  struct mpx_info info;
  TEST_COMPARE (mpx_info (&info), 0);
  if (MPX_LIVE && info.directory == NULL)
    FAIL_UNSUPPORTED ("MPX is off, reason %u", info.reason);
  TEST_COMPARE (info.directory != NULL, MPX_LIVE);
}

static bool __attribute__ ((unused))
same_bounds (struct mpx_bounds a, struct mpx_bounds b)
{
  return a.lower == b.lower && a.inverted_upper == b.inverted_upper;
}

/* How a child ends that has violated bounds, and one with another fault.  */
enum { caught = 42, other_fault = 43 };

static void __attribute__ ((unused))
on_fault (int signal, siginfo_t *info, void *context)
{
  greg_t *registers = ((ucontext_t *) context)->uc_mcontext.gregs;
  _exit (registers[REG_TRAPNO] == TRAP_BR ? caught : other_fault);
}

/* Whether FUNCTION violates bounds, in a child.  */
static bool __attribute__ ((unused))
violates (void (*function) (const void *), const void *closure)
{
  pid_t child = xfork ();
  if (child == 0)
    {
      struct sigaction action = { .sa_sigaction = on_fault,
				  .sa_flags = SA_SIGINFO };
      xsigaction (SIGSEGV, &action, NULL);
      function (closure);
      _exit (0);
    }
  int status;
  xwaitpid (child, &status, 0);
  TEST_VERIFY (WIFEXITED (status));
  if (WEXITSTATUS (status) != caught)
    TEST_COMPARE (WEXITSTATUS (status), 0);
  return WEXITSTATUS (status) == caught;
}

#endif /* _TST_MPX_H */
