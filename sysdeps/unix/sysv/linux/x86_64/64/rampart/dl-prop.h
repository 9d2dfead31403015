/* Support for GNU properties: a note is read with care.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _RAMPART_DL_PROP_H
#define _RAMPART_DL_PROP_H

#define _dl_process_pt_note upstream_process_pt_note
#define _rtld_main_check upstream_main_check
#include_next <dl-prop.h>
#undef _dl_process_pt_note
#undef _rtld_main_check

#include <elf/dl-mpx.h>
#include <elf/dl-property.h>

/* Which note counts depends on the others.  So they are not read one by
   one, and the loops that call this do nothing any more.  */
static inline void __attribute__ ((unused))
_dl_process_pt_note (struct link_map *l, int fd, const ElfW(Phdr) *ph)
{
}

static inline void __attribute__ ((unused))
_rtld_main_check (struct link_map *m, const char *program)
{
  read_property_once (m);
  upstream_main_check (m, program);
  _dl_mpx_startup (m);
  _dl_mpx_enforce (m);
}

#endif /* _RAMPART_DL_PROP_H */
