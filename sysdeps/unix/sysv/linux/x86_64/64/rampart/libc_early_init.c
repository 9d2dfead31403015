/* Start libc: of MPX, a sum may be wanted at the end.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/mpx-total.h>
#include <libc-early-init.h>

static void upstream_early_init (_Bool);
#define __libc_early_init upstream_early_init
#include <elf/libc_early_init.c>
#undef __libc_early_init

/* What is registered first runs last.  */
void
__libc_early_init (_Bool initial)
{
  upstream_early_init (initial);
  if (initial)
    mpx_total_at_exit ();
}
