/* Variables of the dynamic loader: the state of IBT.
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
/* IBT_* of <sys/ibt.h>, of the whole process: 0 while IBT is off.  Written
   with dl_load_lock held, and read without.  */
# ifdef PROCINFO_DECL
PROCINFO_CLASS unsigned int _dl_ibt_status;
# elif defined SHARED
  ._dl_ibt_status = 0,
# else
PROCINFO_CLASS unsigned int _dl_ibt_status = 0;
# endif

/* enum protection_reason: why it is off.  */
# ifdef PROCINFO_DECL
PROCINFO_CLASS unsigned int _dl_ibt_reason;
# elif defined SHARED
  ._dl_ibt_reason = 0,
# else
PROCINFO_CLASS unsigned int _dl_ibt_reason = 0;
# endif

/* With rampart.ibt.explain=1, the entries of the handler of SIGSEGV, else
   0.  */
# ifdef PROCINFO_DECL
PROCINFO_CLASS uintptr_t _dl_ibt_explain;
# elif defined SHARED
  ._dl_ibt_explain = 0,
# else
PROCINFO_CLASS uintptr_t _dl_ibt_explain = 0;
# endif
#endif
