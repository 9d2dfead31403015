/* Run constructors: with MPX, if a dlopen has switched it on.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/dl-mpx.h>

static void upstream_init (struct link_map *, int, char **, char **);
#define _dl_init upstream_init
#include <elf/dl-init.c>
#undef _dl_init

void
_dl_init (struct link_map *main_map, int argc, char **argv, char **env)
{
  _dl_mpx_reach_threads ();
  upstream_init (main_map, argc, argv, env);
}
