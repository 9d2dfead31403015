/* Which slot of a signal a handler is entered by.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <nptl/signal-slot.h>

#include <support/check.h>

static int
do_test (void)
{
  uintptr_t words[SIGNAL_SLOTS] = { 0 };
  TEST_COMPARE (signal_slot (words, 100, 0), 0);
  words[0] = 100;
  /* The same handler once more, then another.  */
  TEST_COMPARE (signal_slot (words, 100, 1), 0);
  TEST_COMPARE (signal_slot (words, 101, 1), 1);
  for (int i = 1; i < SIGNAL_SLOTS; ++i)
    words[i] = 100 + i;
  TEST_COMPARE (signal_slot (words, 102, 0), 2);
  for (int next = 0; next < SIGNAL_SLOTS; ++next)
    TEST_COMPARE (signal_slot (words, 200, next), next);
  return 0;
}

#include <support/test-driver.c>
