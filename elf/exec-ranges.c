/* The executable pages of an ELF object: the arithmetic.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/exec-ranges.h>
#include <libc-pointer-arith.h>

/* Add the pages from START to END to the COUNT ranges, and return how many
   there are then.  */
static size_t
add_range (struct legacy_code_range *ranges, size_t count, ElfW(Addr) start,
	   ElfW(Addr) end)
{
  if (start == end)
    return count;
  if (count > 0
      && ranges[count - 1].start + ranges[count - 1].length == start)
    ranges[count - 1].length += end - start;
  else
    ranges[count++] = (struct legacy_code_range) { start, end - start };
  return count;
}

static bool
executable (const ElfW(Phdr) *ph)
{
  return (ph->p_type == PT_LOAD && (ph->p_flags & PF_X) != 0
	  && ph->p_memsz != 0);
}

size_t
_dl_exec_ranges (const ElfW(Phdr) *phdr, size_t phnum, ElfW(Addr) addr,
		 size_t pagesize, struct legacy_code_range *ranges)
{
  /* As the loader protects it: whole pages only.  */
  ElfW(Addr) relro_start = 0, relro_end = 0;
  for (size_t i = 0; i < phnum; ++i)
    if (phdr[i].p_type == PT_GNU_RELRO)
      {
	relro_start = ALIGN_DOWN (addr + phdr[i].p_vaddr, pagesize);
	relro_end = ALIGN_DOWN (addr + phdr[i].p_vaddr + phdr[i].p_memsz,
				pagesize);
      }

  size_t count = 0;
  for (size_t i = 0; i < phnum; ++i)
    {
      const ElfW(Phdr) *ph = &phdr[i];
      if (!executable (ph))
	continue;
      /* glibc 2.28 to 2.31 rounded the length alone, and missed the last page
	 of a segment that does not begin on one.  */
      ElfW(Addr) start = ALIGN_DOWN (addr + ph->p_vaddr, pagesize);
      ElfW(Addr) end = ALIGN_UP (addr + ph->p_vaddr + ph->p_memsz, pagesize);
      if (start <= relro_start && relro_start < relro_end && relro_end <= end)
	{
	  count = add_range (ranges, count, start, relro_start);
	  start = relro_end;
	}
      count = add_range (ranges, count, start, end);
    }
  return count;
}

bool
_dl_exec_beyond_file (const ElfW(Phdr) *phdr, size_t phnum, size_t pagesize)
{
  for (size_t i = 0; i < phnum; ++i)
    if (executable (&phdr[i])
	&& (ALIGN_UP (phdr[i].p_vaddr + phdr[i].p_filesz, pagesize)
	    != ALIGN_UP (phdr[i].p_vaddr + phdr[i].p_memsz, pagesize)))
      return true;
  return false;
}
