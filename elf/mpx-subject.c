/* A program that violates bounds, for tst-mpx-tunables.sh.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <dlfcn.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/mpx.h>

#ifndef PLAIN
MPX_WANTED;
#endif

static char room[32];

/* What the linker may not merge with other code: the report names it.  */
void __attribute__ ((noinline))
violate (void)
{
  mpx_check (room + 16, 1, mpx_make (room, 16));
}

int
main (int argc, char **argv)
{
#ifndef STATIC
  if (argc > 1 && dlopen (argv[1], RTLD_NOW) == NULL)
    {
      fprintf (stderr, "%s\n", dlerror ());
      return 2;
    }
#endif
  struct mpx_info info;
  if (mpx_info (&info) != 0)
    return 2;
  printf ("tables %d, reason %u\n", info.tables, info.reason);
  printf ("room 0x%" PRIxPTR ", violate 0x%" PRIxPTR "\n", (uintptr_t) room,
	  (uintptr_t) violate);
  fflush (stdout);
  violate ();
  violate ();
  mpx_info (&info);
  printf ("violations %lu\n", info.violations);
  return 0;
}
