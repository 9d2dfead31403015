/* What becomes of bounds tables when memory is unmapped.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <atomic.h>
#include <elf/mpx-free.h>
#include <elf/mpx-table.h>
#include <sys/mman.h>
#include <sys/param.h>
#include <sysdep.h>

/* A table stays mapped: a thread may be reading it.  Pages that are given back
   read as zero, which stands for no bounds.  */

/* What a page of the directory is for.  */
enum { page_size = 4096, entries_in_page = page_size / sizeof (uint64_t) };
static const uint64_t page_covers = (uint64_t) entries_in_page << 20;

/* Return how many of the COUNT pages of the directory at PAGE are certainly
   without an entry: the kernel has none there.  To read them would let it have
   them.  */
static size_t
count_absent (const char *page, size_t count)
{
  unsigned char present[64];
  size_t asked = MIN (count, sizeof present);
  if (INTERNAL_SYSCALL_CALL (mincore, page, asked * page_size, present) != 0)
    return 0;
  for (size_t i = 0; i < asked; ++i)
    if ((present[i] & 1) != 0)
      return i;
  return asked;
}

/* Let START be where there may be tables.  */
static uint64_t
skip_absent (uint64_t start, uint64_t end, const char *directory)
{
  while (start % page_covers == 0 && end - start >= page_covers)
    {
      uint64_t page = start / page_covers;
      size_t absent = count_absent (directory + page * page_size,
				    (end - start) / page_covers);
      if (absent == 0)
	break;
      start += absent * page_covers;
    }
  return start;
}

void
__mpx_free (uintptr_t address, size_t length)
{
  const struct mpx_process *process = &GL (dl_mpx);
  uint64_t directory = mpx_directory (process->bndcfgu);
  const uint64_t *entries = (const uint64_t *) directory;
  /* The upper half is the kernel's, and nothing that reaches it has been
     unmapped.  */
  const uint64_t size = mpx_directory_entries (process->mawa) << 19;
  if (address >= size || length > size - address)
    return;
  uint64_t start = address, end = address + length;
  struct mpx_table_part part;
  while (start = skip_absent (start, end, (const char *) directory),
	 _dl_mpx_next_part (&start, end, process->mawa, &part))
    {
      uint64_t entry = atomic_load_relaxed (&entries[part.index]);
      if (mpx_entry_valid (entry))
	INTERNAL_SYSCALL_CALL (madvise, mpx_entry_table (entry) + part.offset,
			       part.length, MADV_DONTNEED);
    }
}
