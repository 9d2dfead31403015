/* The executable pages of an ELF object.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _EXEC_RANGES_H
#define _EXEC_RANGES_H

#include <ibt-abi.h>
#include <link.h>
#include <stdbool.h>
#include <stddef.h>

/* Store at RANGES, which has room for one more than there are executable
   segments, the pages of the executable segments that PHDR describes for an
   object loaded at ADDR: from the page that a segment begins in to the one
   that it ends in, memory beyond the file included, but for the pages that
   are read-only after relocation, and so not executable.  Ranges that touch
   are one.  Return their number.

   What a hostile PHDR says is not checked but passed on: the kernel refuses
   ranges that wrap or are not mapped.  */
size_t _dl_exec_ranges (const ElfW(Phdr) *phdr, size_t phnum, ElfW(Addr) addr,
			size_t pagesize, struct legacy_code_range *ranges)
  attribute_hidden;

/* Return whether an executable segment has whole pages beyond the file: such
   memory looks to the kernel like that of a compiler at run time.  */
bool _dl_exec_beyond_file (const ElfW(Phdr) *phdr, size_t phnum,
			   size_t pagesize) attribute_hidden;

#endif /* _EXEC_RANGES_H */
