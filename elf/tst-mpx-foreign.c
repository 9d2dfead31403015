/* A runtime for MPX of another origin comes by dlopen.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <dlfcn.h>
#include <string.h>

#include "tst-mpx.h"

MPX_WANTED;

/* protection_foreign_runtime, which the manual numbers.  */
enum { foreign_runtime = 26 };

static int
do_test (void)
{
  want_mpx ();
  const char *tunables = getenv ("GLIBC_TUNABLES");
  bool strict = tunables != NULL && strstr (tunables, "strict") != NULL;
  void *module = dlopen ("tst-mpx-mod-foreign.so", RTLD_NOW);
  if (strict)
    {
      TEST_VERIFY (module == NULL);
      const char *message = dlerror ();
      TEST_VERIFY (strstr (message, "tst-mpx-mod-foreign.so: ") != NULL);
      TEST_VERIFY (strstr (message, "a runtime of another origin") != NULL);
    }
  else if (module == NULL)
    FAIL ("dlopen: %s", dlerror ());
  struct mpx_info info;
  TEST_COMPARE (mpx_info (&info), 0);
  TEST_VERIFY (info.directory != NULL);
  TEST_COMPARE (info.reason, strict ? 0 : foreign_runtime);
  return 0;
}

#include <support/test-driver.c>
