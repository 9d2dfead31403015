/* Variables of the dynamic loader: the state of the protections.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

/* Included as members of _rtld_global, as their initializers, and in static
   programs as variables.  */

#include_next <dl-procruntime.c>

#if !IS_IN (ldconfig)
/* All of them start as zero, so that there is nothing to initialize.  */
# if defined PROCINFO_DECL || !defined SHARED
/* IBT_* of <sys/ibt.h>, of the whole process: 0 while IBT is off.  Written
   with dl_load_lock held, and read without.  */
PROCINFO_CLASS unsigned int _dl_ibt_status;

/* enum protection_reason: why it is off.  */
PROCINFO_CLASS unsigned int _dl_ibt_reason;

/* With rampart.ibt.explain=1, the entries of the handler of SIGSEGV, else
   0.  */
PROCINFO_CLASS uintptr_t _dl_ibt_explain;

PROCINFO_CLASS struct pkey_process _dl_pkey;

PROCINFO_CLASS struct mpx_process _dl_mpx;

/* What a broadcast under way lets the other threads do, else a null
   pointer. Written with dl_stack_cache_lock held.  It is here because the
   handler of the signal is that of one copy of libc, and dlmopen makes
   more.  */
PROCINFO_CLASS struct xid_command *_dl_broadcast;
# endif
#endif
