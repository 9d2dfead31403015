/* The property note of a loaded object.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/dl-property.h>
#include <elf/property-note.h>
#include <ldsodefs.h>
#include <sys/mpx.h>

void
_dl_read_property (struct link_map *l)
{
#ifndef SHARED
  /* glibc fills these in later.  */
  if (l == _dl_get_dl_main_map ())
    {
      l->l_phdr = GL (dl_phdr);
      l->l_phnum = GL (dl_phnum);
    }
#endif

  struct property_note note;
  _dl_property_note (l->l_phdr, l->l_phnum, l->l_addr, &note);
  l->l_note_reason = note.reason;
  l->l_property = (note.feature_1_and | note.isa_1_needed | note.needed_1
		   ? lc_property_valid : lc_property_none);
  l->l_1_needed = note.needed_1;
  l->l_x86_isa_1_needed = note.isa_1_needed;
  l->l_x86_feature_1_and = note.feature_1_and;
  l->l_mpx_wanted = (note.mpx & GNU_PROPERTY_X86_RAMPART_MPX_WANTED) != 0;
}

/* What static programs call for their PT_GNU_PROPERTY.  */
void
_dl_process_pt_gnu_property (struct link_map *l, int fd, const ElfW(Phdr) *ph)
{
  read_property_once (l);
}

enum protection_reason
_dl_legacy_reason (struct link_map *l)
{
  read_property_once (l);
  return legacy_note (l);
}
