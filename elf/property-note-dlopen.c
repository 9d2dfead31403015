/* Load and unload each file that is named on standard input.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A line for each file that is done: a crash is the next one's.  */
int
main (void)
{
  char *name = NULL;
  size_t size = 0;
  while (getline (&name, &size, stdin) > 0)
    {
      name[strcspn (name, "\n")] = '\0';
      void *handle = dlopen (name, RTLD_NOW);
      if (handle == NULL)
	printf ("%s\n", dlerror ());
      else
	{
	  dlclose (handle);
	  puts ("loaded");
	}
      fflush (stdout);
    }
  free (name);
  return 0;
}
