/* Map in a shared object: its property note is read with care.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf.h>
#include <ldsodefs.h>
#include <dl-prop.h>

/* The loop over the program headers must not come to the reader of
   PT_GNU_PROPERTY in this file, which trusts every word of it.  So there the
   constant is one of 33 bits, and a type one of 32.  */
#undef PT_GNU_PROPERTY
#define PT_GNU_PROPERTY (1ULL << 32)
#define p_type p_type + 0ULL
static void upstream_process_pt_gnu_property (struct link_map *, int,
					      const ElfW(Phdr) *)
  __attribute__ ((unused));
#define _dl_process_pt_gnu_property upstream_process_pt_gnu_property

#define DL_AFTER_LOAD(l) read_property_once (l)

#include <elf/dl-load.c>
