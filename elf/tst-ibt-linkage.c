/* Modules that come or are relocated in ways that few use.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/tst-ibt.h>
#include <dlfcn.h>

#include <support/xdlfcn.h>

/* Relocations in code make it writable, and leave it executable, for a while:
   that changes nothing about its mark.  */
static void
test_text_relocations (const char *name, bool legacy, int mode)
{
  printf ("info: %s\n", name);
  void *handle = xdlopen (name, mode);
  void *padless = xdlsym (handle, "textrel_padless");
  TEST_COMPARE (call (xdlsym (handle, "textrel_answer")), 11);
  if (legacy)
    {
      TEST_COMPARE (call (padless), 11);
      expect_legacy (padless, 1, "ibt-bit-clear");
    }
  else
    {
      TEST_VERIFY (denied (padless));
      expect_legacy (padless, 0, "none");
    }
  require_tracking ();
  xdlclose (handle);
}

/* A clean module that brings a legacy one along without needing it.  */
static void
test_filter (const char *name)
{
  printf ("info: %s\n", name);
  long int pages = exempt_pages ();
  void *handle = xdlopen (name, RTLD_NOW);
  TEST_COMPARE (ibt_status () & IBT_MIXED, IBT_MIXED);

  /* The symbols of the other come first.  */
  TEST_COMPARE (call (xdlsym (handle, "mod_answer")), 11);
  void *exempt = xdlsym (handle, "mod_padless");
  TEST_COMPARE (call (exempt), 11);
  /* Why cannot be told: glibc puts such an object before the one that brings
     it, where _dl_find_object does not look for new ones.  */
  TEST_COMPARE (ibt_is_legacy (exempt, NULL), 1);

  void *tracked = xdlsym (handle, "filter_padless");
  TEST_VERIFY (denied (tracked));
  expect_legacy (tracked, 0, "none");
  require_tracking ();

  TEST_VERIFY (exempt_pages () > pages);
  xdlclose (handle);
  TEST_COMPARE (exempt_pages (), pages);
}

static int
do_test (void)
{
  require_ibt ();
  TEST_COMPARE (ibt_status () & IBT_MIXED, 0);
  test_text_relocations ("tst-ibt-mod-textrel.so", false, RTLD_NOW);
  TEST_COMPARE (ibt_status () & IBT_MIXED, 0);

  test_filter ("tst-ibt-mod-filter.so");
  test_filter ("tst-ibt-mod-auxiliary.so");

  /* In a mixed process the kernel exempts what becomes executable, and ld.so
     tracks what is clean of it before it is relocated.  */
  for (int i = 0; i < 2; ++i)
    {
      int mode = i == 0 ? RTLD_NOW : RTLD_LAZY;
      test_text_relocations ("tst-ibt-mod-textrel.so", false, mode);
      test_text_relocations ("tst-ibt-mod-textrel-legacy.so", true, mode);
    }
  TEST_COMPARE (exempt_pages (), 0);
  return 0;
}

#include <support/test-driver.c>
