/* An audit module that opens another module while one is being opened.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <dlfcn.h>
#include <link.h>
#include <string.h>

unsigned int
la_version (unsigned int version)
{
  return LAV_CURRENT;
}

unsigned int
la_objopen (struct link_map *map, Lmid_t ns, uintptr_t *cookie)
{
  if (strstr (map->l_name, "mod-legacy") != NULL)
    dlmopen (LM_ID_BASE, "./tst-ibt-mod-resident.so", RTLD_NOW);
  return 0;
}
