/* Tunables: say so when a number of ours is out of range.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#define TUNABLES_INTERNAL 1
#include <elf/dl-tunables.h>
#include <ldsodefs.h>
#include <string.h>

/* VALUE of the tunable T is out of range.  glibc ignores it without a word,
   and who set it believes in a protection that is not there.  */
static bool __attribute__ ((cold, noinline))
complain (const tunable_t *t, tunable_num_t value)
{
  /* Static programs come here before IFUNCs can be called, as strncmp is.  */
  static const char ours[] = "rampart.";
  size_t i = 0;
  while (ours[i] != '\0' && t->name[i] == ours[i])
    ++i;
  if (ours[i] == '\0')
    _dl_error_printf ("\
WARNING: ld.so: value %ld for option `%s' is not in %ld to %ld: ignored.\n",
		      (long int) value, t->name, (long int) t->type.min,
		      (long int) t->type.max);
  return true;
}

/* The one function that compares has the tunable in CUR and its value in
   VAL.  */
#define tunable_val_lt(left, right, unsigned_cmp) \
  (__glibc_unlikely (tunable_val_lt (left, right, unsigned_cmp))	\
   && ((strcmp (#left, "val") != 0 && strcmp (#right, "val") != 0)	\
       || complain (cur, val)))

#include <elf/dl-tunables.c>
