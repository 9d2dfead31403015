/* The executable pages of an ELF object: the arithmetic.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/exec-ranges.h>
#include <libc-pointer-arith.h>

size_t
_dl_exec_ranges (const ElfW(Phdr) *phdr, size_t phnum, ElfW(Addr) addr,
		 size_t pagesize, struct legacy_code_range *ranges)
{
  size_t count = 0;
  for (size_t i = 0; i < phnum; ++i)
    {
      const ElfW(Phdr) *ph = &phdr[i];
      if (ph->p_type != PT_LOAD || (ph->p_flags & PF_X) == 0
	  || ph->p_memsz == 0)
	continue;
      /* glibc 2.28 to 2.31 rounded the length alone, and missed the last page
	 of a segment that does not begin on one.  */
      ElfW(Addr) start = ALIGN_DOWN (addr + ph->p_vaddr, pagesize);
      ElfW(Addr) end = ALIGN_UP (addr + ph->p_vaddr + ph->p_memsz, pagesize);
      if (count > 0
	  && ranges[count - 1].start + ranges[count - 1].length == start)
	ranges[count - 1].length += end - start;
      else
	ranges[count++] = (struct legacy_code_range) { start, end - start };
    }
  return count;
}
