/* Set up a thread descriptor: with which rights its thread will start.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/mpx-start.h>
#include <nptl/pkey-thread.h>

/* glibc includes this in pthread_create.c alone.  */
#define tls_setup_tcbhead upstream_tls_setup_tcbhead
#include_next <tls-setup.h>
#undef tls_setup_tcbhead

/* What pthread_create calls it with has the attribute of the thread beside
   it.  */
#define tls_setup_tcbhead(pd) \
  (upstream_tls_setup_tcbhead (pd), pkey_thread_prepare (pd, iattr), \
   mpx_thread_prepare (pd))
