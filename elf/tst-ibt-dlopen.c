/* Legacy code that comes by dlopen, and goes.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/tst-ibt.h>
#include <dlfcn.h>
#include <errno.h>
#include <link.h>

#include <support/xdlfcn.h>

static void
check_clean (void *handle)
{
  void *padless = xdlsym (handle, "mod_padless");
  TEST_COMPARE (call (xdlsym (handle, "mod_answer")), 11);
  TEST_COMPARE (call (xdlsym (handle, "mod_ifunc")), 11);
  TEST_VERIFY (denied (padless));
  expect_legacy (padless, 0, "none");
}

static void
check_legacy (void *handle)
{
  void *padless = xdlsym (handle, "mod_padless");
  TEST_COMPARE (call (xdlsym (handle, "mod_answer")), 11);
  TEST_COMPARE (call (xdlsym (handle, "mod_ifunc")), 11);
  TEST_COMPARE (call (padless), 11);
  expect_legacy (padless, 1, "ibt-bit-clear");
}

static int
do_test (void)
{
  require_ibt ();
  const unsigned int strict = IBT_ENABLED | IBT_LOCKED;
  const unsigned int mixed = strict | IBT_MIXED;
  TEST_COMPARE (ibt_status (), strict);
  void *page = legacy_page ();
  TEST_VERIFY (denied (page));
  TEST_COMPARE (exempt_pages (), 0);

  /* A clean module changes nothing.  */
  void *clean = xdlopen ("tst-ibt-mod-clean.so", RTLD_NOW);
  TEST_COMPARE (ibt_status (), strict);
  check_clean (clean);
  xdlclose (clean);

  /* One that cannot be relocated has been marked by then, and unmarked with
     its mapping.  */
  TEST_VERIFY (dlopen ("tst-ibt-mod-nowhere.so", RTLD_NOW) == NULL);
  TEST_VERIFY (strstr (dlerror (), "nowhere") != NULL);
  require_tracking ();
  /* But what was executable before has become exempt with it.  */
  TEST_COMPARE (ibt_status (), mixed);
  TEST_COMPARE (exempt_pages (), 1);

  void *legacy = xdlopen ("tst-ibt-mod-legacy.so", RTLD_NOW);
  TEST_COMPARE (ibt_status (), mixed);
  TEST_COMPARE (*(int *) xdlsym (legacy, "mod_ran"), 1);
  check_legacy (legacy);
  require_tracking ();
  TEST_COMPARE (call (page), 11);
  TEST_COMPARE (exempt_pages (), 2);

  /* A clean module is tracked in a mixed process as well.  */
  clean = xdlopen ("tst-ibt-mod-clean.so", RTLD_NOW);
  check_clean (clean);
  check_legacy (legacy);

  /* In another namespace.  */
  void *other = xdlmopen (LM_ID_NEWLM, "tst-ibt-mod-legacy.so", RTLD_NOW);
  check_legacy (other);
  void *other_clean = xdlmopen (LM_ID_NEWLM, "tst-ibt-mod-clean.so", RTLD_NOW);
  check_clean (other_clean);
  xdlclose (other);
  xdlclose (other_clean);

  /* A clean module where a legacy one was.  */
  xdlclose (clean);
  struct link_map *map;
  TEST_COMPARE (dlinfo (legacy, RTLD_DI_LINKMAP, &map), 0);
  ElfW(Addr) place = map->l_addr;
  char *was = xdlsym (legacy, "mod_padless");
  xdlclose (legacy);
  TEST_COMPARE (exempt_pages (), 1);
  errno = 0;
  TEST_COMPARE (ibt_is_legacy (was, NULL), -1);
  TEST_COMPARE (errno, EINVAL);
  clean = xdlopen ("tst-ibt-mod-clean.so", RTLD_NOW);
  TEST_COMPARE (dlinfo (clean, RTLD_DI_LINKMAP, &map), 0);
  TEST_COMPARE (map->l_addr, place);
  check_clean (clean);

  /* It comes back.  */
  legacy = xdlopen ("tst-ibt-mod-legacy.so", RTLD_LAZY);
  check_legacy (legacy);
  check_clean (clean);
  require_tracking ();
  return 0;
}

#include <support/test-driver.c>
