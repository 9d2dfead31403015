/* Control-flow enforcement in the dynamic loader: glibc's SHSTK, our IBT.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <ldsodefs.h>
#include <elf/dl-ibt.h>
#include <elf/dl-mpx.h>

extern void upstream_cet_check (struct link_map *, const char *)
  attribute_hidden;
extern void upstream_cet_open_check (struct link_map *) attribute_hidden;
extern void upstream_cet_setup_features (unsigned int) attribute_hidden;
#define _dl_cet_check upstream_cet_check
#define _dl_cet_open_check upstream_cet_open_check
#define _dl_cet_setup_features upstream_cet_setup_features
#include <sysdeps/x86_64/dl-cet.c>
#undef _dl_cet_check
#undef _dl_cet_open_check
#undef _dl_cet_setup_features

/* glibc's own code would switch IBT off or refuse legacy objects.  It does
   neither, since CPU_FEATURE_USABLE (IBT) is never true, and what it does for
   SHSTK is as it was.  */

#ifdef SHARED
/* Before relocation.  */
void
_dl_cet_check (struct link_map *main_map, const char *program)
{
  upstream_cet_check (main_map, program);
  _dl_ibt_configure (main_map);
}
#endif

/* After everything has been mapped, and before relocation.  */
void
_dl_cet_open_check (struct link_map *l)
{
  upstream_cet_open_check (l);
  _dl_mpx_dlopen (l);
  _dl_ibt_dlopen (l);
}

/* After relocation and before constructors.  */
void
_dl_cet_setup_features (unsigned int cet_feature)
{
  upstream_cet_setup_features (cet_feature);
#ifndef SHARED
  _dl_mpx_enforce (_dl_get_dl_main_map ());
  _dl_ibt_configure (_dl_get_dl_main_map ());
#endif
  _dl_ibt_startup ();
}
