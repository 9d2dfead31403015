/* The start of a program: MPX is set up before any of its own code.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include_next <libc-start.h>

#ifndef SHARED
# include <elf/dl-mpx.h>

/* IFUNC resolvers come next, and for static PIE even before the program is
   relocated.  */
static inline void
init_features (void)
{
  ARCH_INIT_CPU_FEATURES ();
  _dl_mpx_startup_static ();
}

# undef ARCH_INIT_CPU_FEATURES
# define ARCH_INIT_CPU_FEATURES() init_features ()
#endif
