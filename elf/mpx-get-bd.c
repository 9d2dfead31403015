/* libmpx.so.2: what programs need that GCC 5 to 8 have instrumented.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <stddef.h>
#include <sys/mpx.h>

/* GCC's library had a constructor that set MPX up, for the process and after
   what it is to protect.  The dynamic loader has done it when this one is
   there.  */
MPX_WANTED;

extern void *get_bd (void);

/* The bounds directory, or a null pointer if MPX is off.  */
void *
get_bd (void)
{
  struct mpx_info info;
  return mpx_info (&info) == 0 ? info.directory : NULL;
}
