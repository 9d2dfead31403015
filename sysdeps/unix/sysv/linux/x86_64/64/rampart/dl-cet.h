/* Control-flow enforcement: whether PLT entries have to keep their ENDBR.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _RAMPART_DL_CET_H
#define _RAMPART_DL_CET_H

#define dl_cet_ibt_enabled upstream_ibt_enabled
#include_next <dl-cet.h>
#undef dl_cet_ibt_enabled

#include <elf/dl-ibt.h>

/* PLT entries are rewritten at relocation, before IBT is on.  */
static __always_inline bool
dl_cet_ibt_enabled (void)
{
  return _dl_ibt_wanted_p ();
}

#endif /* _RAMPART_DL_CET_H */
