/* Relocate a shared object: what became executable again is tracked again.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <ldsodefs.h>

extern void upstream_relocate_object (struct link_map *,
				      struct r_scope_elem **, int, int)
  attribute_hidden;
#define _dl_relocate_object upstream_relocate_object
#include <elf/dl-reloc.c>
#undef _dl_relocate_object

#include <elf/dl-ibt.h>

void
_dl_relocate_object (struct link_map *l, struct r_scope_elem *scope[],
		     int reloc_mode, int consider_profiling)
{
  if (l->l_relocated)
    return;
  upstream_relocate_object (l, scope, reloc_mode, consider_profiling);

  /* A PLT that has been rewritten was not executable meanwhile, and in a mixed
     process the kernel exempts what becomes executable.  (Text relocations
     leave code executable.)  */
  if (__glibc_unlikely (GL (dl_x86_feature_control).plt_rewrite
			!= plt_rewrite_none))
    _dl_ibt_relocated (l);
}
