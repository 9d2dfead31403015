/* The property note of a loaded object.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _DL_PROPERTY_H
#define _DL_PROPERTY_H

#include <elf/protection-reason.h>
#include <link.h>

/* Read the property note of L.  Its program headers and load address are known
   and its segments mapped.  */
void _dl_read_property (struct link_map *l) attribute_hidden;

/* The same, unless that has been done.  */
static inline void
read_property_once (struct link_map *l)
{
  if (l->l_property == lc_property_unknown)
    _dl_read_property (l);
}

/* Return why L, whose property note has been read, is legacy code for IBT, or
   protection_none if it is not.  */
static inline enum protection_reason
legacy_note (const struct link_map *l)
{
  if (l->l_note_reason != protection_none)
    return l->l_note_reason;
  if ((l->l_x86_feature_1_and & GNU_PROPERTY_X86_FEATURE_1_IBT) == 0)
    return protection_ibt_bit_clear;
  return protection_none;
}

/* The same for any L.  */
enum protection_reason _dl_legacy_reason (struct link_map *l)
  attribute_hidden;

#endif /* _DL_PROPERTY_H */
