/* Open and close a shared object: dlopen-loop OBJECT TIMES.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

int
main (int argc, char **argv)
{
  if (argc != 3)
    return 2;
  for (int times = atoi (argv[2]); times > 0; --times)
    {
      void *object = dlopen (argv[1], RTLD_NOW);
      if (object == NULL || dlclose (object) != 0)
	{
	  fprintf (stderr, "dlopen-loop: %s\n", dlerror ());
	  return 1;
	}
    }
  return 0;
}
