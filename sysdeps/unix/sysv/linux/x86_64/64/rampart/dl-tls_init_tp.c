/* Set up the initial thread: what PKRU is in a new program.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <arch-pkey.h>
#include <cpu-features.h>
#include <ldsodefs.h>

static void upstream_tls_init_tp (void);
#define __tls_init_tp upstream_tls_init_tp
#include <sysdeps/nptl/dl-tls_init_tp.c>
#undef __tls_init_tp

/* The administrator of the machine may have changed it, and nobody else has
   yet.  */
void
__tls_init_tp (void)
{
  upstream_tls_init_tp ();
  if (CPU_FEATURE_USABLE (OSPKE))
    GL (dl_pkey).init = pkey_read ();
}
