/* An object that asks for MPX, and uses it when it is constructed.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <stdbool.h>
#include <sys/mpx.h>

MPX_WANTED;

bool mod_construct_checked;

static void __attribute__ ((constructor))
construct (void)
{
  char *cell = (char *) 0x123300000000, *value = (char *) 0x1000;
  struct mpx_bounds bounds = mpx_make (value, 16);
  mpx_store (cell, value, bounds);
  struct mpx_bounds found = mpx_load (cell, value);
  mod_construct_checked = (found.lower == bounds.lower
			   && found.inverted_upper == bounds.inverted_upper);
}
