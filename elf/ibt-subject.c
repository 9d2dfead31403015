/* A program that says what IBT does to it: the subject of the scripted tests.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/tst-ibt.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/platform/x86.h>
#include <time.h>

#include <support/xthread.h>

/* ibt-subject [COMMAND [ARGUMENT]]...: print a line for the state at the start
   and one for each command.  */

static const char *
verdict (const void *function)
{
  int result = call (function);
  return result == 11 ? "allowed" : result == -1 ? "denied" : "wrong";
}

static void
print_state (void)
{
  printf ("status %x, kernel %lx, own code %s, new code %s\n", ibt_status (),
	  kernel_cfi (), verdict (padless), verdict (legacy_page ()));
}

/* What the kernel says of both halves of CET.  */
static void
print_features (void)
{
  FILE *status = fopen ("/proc/self/status", "r");
  char line[256];
  while (status != NULL && fgets (line, sizeof line, status) != NULL)
    if (strncmp (line, "x86_Thread_features", 19) == 0)
      fputs (line, stdout);
}

/* Of the second page of a symbol, which may be no code.  */
static void
print_exempt (const char *name)
{
  const char *reason = "";
  char *symbol = dlsym (RTLD_DEFAULT, name);
  int exempt = symbol == NULL ? -2 : ibt_is_legacy (symbol + PAGE, &reason);
  printf ("exempt: %s %d %s\n", name, exempt, reason);
}

static void
print_vdso (void)
{
  const char *reason = "";
  int exempt = ibt_is_legacy ((void *) getauxval (AT_SYSINFO_EHDR), &reason);
  struct timespec now;
  printf ("vdso: exempt %d %s, clock_gettime %d\n", exempt, reason,
	  clock_gettime (CLOCK_MONOTONIC, &now));
}

static void *last_module;

static void *
thread (void *closure)
{
  pause ();
  return NULL;
}

static void
open_module (const char *name)
{
  void *handle = last_module = dlopen (name, RTLD_NOW);
  if (handle == NULL)
    printf ("dlopen: %s\n", dlerror ());
  else
    printf ("dlopen: status %x, its code %s\n", ibt_status (),
	    verdict (dlsym (handle, "mod_padless")));
}

int
main (int argc, char **argv)
{
  /* Whole lines, also if it dies.  */
  setvbuf (stdout, NULL, _IOLBF, 0);
  catch_violations ();
  print_state ();
  for (int i = 1; i < argc; ++i)
    if (strcmp (argv[i], "dlopen") == 0 && i + 1 < argc)
      open_module (argv[++i]);
    else if (strcmp (argv[i], "mark") == 0)
      {
	void *page = legacy_page ();
	int result = ibt_mark_legacy (page, PAGE);
	printf ("mark: %s, it is %s\n",
		result == 0 ? "done" : strerrorname_np (errno),
		verdict (page));
      }
    else if (strcmp (argv[i], "exempt") == 0 && i + 1 < argc)
      print_exempt (argv[++i]);
    else if (strcmp (argv[i], "vdso") == 0)
      print_vdso ();
    else if (strcmp (argv[i], "active") == 0)
      printf ("active: IBT %d\n", CPU_FEATURE_ACTIVE (IBT));
    else if (strcmp (argv[i], "features") == 0)
      print_features ();
    else if (strcmp (argv[i], "thread") == 0)
      xpthread_create (NULL, thread, NULL);
    else if (strcmp (argv[i], "close") == 0)
      printf ("close: %d\n", dlclose (last_module));
    else if (strcmp (argv[i], "disable") == 0)
      printf ("disable: %s\n",
	      prctl (PR_SET_CFI, PR_CFI_BRANCH_LANDING_PADS, PR_CFI_DISABLE, 0,
		     0) == 0 ? "done" : strerrorname_np (errno));
    else
      {
	printf ("error: no command '%s'\n", argv[i]);
	return 2;
      }
  return 0;
}
