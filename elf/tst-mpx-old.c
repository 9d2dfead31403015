/* A program of the shape that GCC 8 gave it runs checked as it is.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <stdlib.h>

#include <support/support.h>

#include "tst-mpx.h"

MPX_WANTED;

/* Return the wait status of mpx-old.  */
static int
status_of (const char *element, const char *heap_element, const char *count)
{
  pid_t child = xfork ();
  if (child == 0)
    {
      char *program = xasprintf ("%s/elf/mpx-old", support_objdir_root);
      execl (program, program, element, heap_element, count, NULL);
      _exit (127);
    }
  int status;
  xwaitpid (child, &status, 0);
  return status;
}

static bool
exited (int status)
{
  return WIFEXITED (status) && WEXITSTATUS (status) != 127;
}

static void
run (bool checked)
{
  int directory = checked ? 100 : 0;
  TEST_COMPARE (status_of ("0", "0", "4"), (directory + 10 + 10) << 8);
  TEST_COMPARE (status_of ("3", "3", "4"), (directory + 13 + 13) << 8);
  TEST_COMPARE (status_of ("1", "0", "1"), (directory + 11 + 10) << 8);

  /* Against the bounds of a static pointer, of memory on the heap, and of what
     the wrapper gets in registers, the first time through the PLT.  */
  int status[] = { status_of ("4", "0", "4"), status_of ("0", "4", "4"),
		   status_of ("0", "0", "5") };
  for (int i = 0; i < 3; ++i)
    if (checked)
      TEST_VERIFY (WIFSIGNALED (status[i]) && WTERMSIG (status[i]) == SIGSEGV);
    else
      TEST_VERIFY (exited (status[i]));
}

static int
do_test (void)
{
  /* What the test itself runs with has been settled.  */
  const char *tunables = getenv ("GLIBC_TUNABLES");
  char *before = tunables != NULL ? xstrdup (tunables) : NULL;
  TEST_COMPARE (setenv ("GLIBC_TUNABLES", "rampart.mpx.mode=off", 1), 0);
  run (false);
  if (before == NULL)
    TEST_COMPARE (unsetenv ("GLIBC_TUNABLES"), 0);
  else
    TEST_COMPARE (setenv ("GLIBC_TUNABLES", before, 1), 0);
  want_mpx ();
  run (true);
  return 0;
}

#include <support/test-driver.c>
