/* The bounds directory and the bounds tables of MPX: what is where.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/mpx-table.h>

enum
{
  address_bits = 48,
  table_shift = 20,		/* A table is for so many bits of address.  */
  entry_shift = 3,		/* The size of an entry of the directory.  */
  page_size = 4096,
  /* Each of a table's bytes is for a quarter of a byte.  */
  page_covers = page_size / 4,
  table_pages = mpx_table_size / page_size
};
_Static_assert (table_pages * page_covers == 1 << table_shift,
		"the pages of a table are for what the table is for");

/* BNDCFGU and BNDSTATUS (SDM volume 1, E.3).  */
enum
{
  bndcfgu_enable = 1,
  bndcfgu_flags = page_size - 1,
  bndstatus_code = 3
};

enum mpx_status
_dl_mpx_status (uint64_t bndcfgu, unsigned int mawa, uint64_t bndstatus,
		uint64_t *entry)
{
  if ((bndcfgu & bndcfgu_enable) == 0)
    return mpx_status_none;
  switch (bndstatus & bndstatus_code)
    {
    case 0:
      return mpx_status_none;
    case 1:
      return mpx_status_violation;
    case 2:
      break;
    default:
      return mpx_status_unknown;
    }

  uint64_t directory = bndcfgu & ~(uint64_t) bndcfgu_flags;
  uint64_t size = UINT64_C (1) << (address_bits - table_shift + entry_shift
				   + mawa);
  uint64_t address = bndstatus & ~(uint64_t) bndstatus_code;
  if (address < directory || address - directory >= size
      || address % (1 << entry_shift) != 0)
    return mpx_status_elsewhere;
  *entry = address;
  return mpx_status_no_table;
}

bool
_dl_mpx_next_part (uint64_t *start, uint64_t end, unsigned int mawa,
		   struct mpx_table_part *part)
{
  unsigned int bits = address_bits + mawa;
  if (bits < 64 && end > UINT64_C (1) << bits)
    end = UINT64_C (1) << bits;

  /* The pages of all tables, as if they lay one after the other.  */
  uint64_t first = *start / page_covers + (*start % page_covers != 0);
  uint64_t last = end / page_covers;
  if (first >= last)
    return false;
  uint64_t pages = table_pages - first % table_pages;
  if (pages > last - first)
    pages = last - first;
  part->index = first / table_pages;
  part->offset = first % table_pages * page_size;
  part->length = pages * page_size;
  *start = (first + pages) * page_covers;
  return true;
}
