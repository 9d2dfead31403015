/* The rights to three keys at once, as one number.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include "tst-pkey.h"

/* The number has a hexadecimal digit for each.  */
enum { key_count = 3 };
static int keys[key_count];
static char *pages[key_count];

static inline void
allocate_keys (void)
{
  for (int i = 0; i < key_count; ++i)
    {
      keys[i] = pkey_alloc (0, 0);
      TEST_VERIFY_EXIT (keys[i] > 0);
      pages[i] = pages_with_key (1, keys[i]);
    }
}

static void
set_rights (unsigned int rights)
{
  for (int i = 0; i < key_count; ++i)
    TEST_COMPARE (pkey_set (keys[i], rights >> 4 * i & 3), 0);
}

/* The rights as pkey_get says, which have to be those that are felt.  */
static unsigned int
rights_now (void)
{
  unsigned int all = 0;
  for (int i = 0; i < key_count; ++i)
    {
      unsigned int rights = pkey_get (keys[i]);
      unsigned int felt = rights_felt (pages[i]);
      TEST_COMPARE (felt, rights & no_access ? no_access : rights);
      if (felt == 0)
	++*(volatile char *) pages[i];
      all |= rights << 4 * i;
    }
  return all;
}
