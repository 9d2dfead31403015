/* Indirect branch tracking in the dynamic loader.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _DL_IBT_H
#define _DL_IBT_H

#include <elf/protection-reason.h>
#include <link.h>
#include <stdbool.h>

/* Decide whether the process is to run with IBT.  MAIN_MAP is the executable.
   Before relocation, so that the decision is read-only afterwards.  */
void _dl_ibt_configure (struct link_map *main_map) attribute_hidden;

/* Exempt the legacy objects of the process and switch IBT on.  After
   relocation and before any constructor, but for those of audit modules.  */
void _dl_ibt_startup (void) attribute_hidden;

/* The object NEW and what it needs have been mapped and are about to be
   relocated: exempt or track them.  On failure, raise the error of dlopen.  */
void _dl_ibt_dlopen (struct link_map *new) attribute_hidden;

/* L has been relocated, and its code may have been made writable for it and
   executable again.  */
void _dl_ibt_relocated (struct link_map *l) attribute_hidden;

/* Return why MAIN_MAP would not run with IBT, or not at all, here and now, or
   protection_none if it would.  LEGACY says whether any of its objects is
   legacy.  */
enum protection_reason _dl_ibt_predict (struct link_map *main_map, bool legacy)
  attribute_hidden;

/* Whether the process runs with IBT or is going to.  */
bool _dl_ibt_wanted_p (void) attribute_hidden;

#endif /* _DL_IBT_H */
