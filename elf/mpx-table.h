/* The bounds directory and the bounds tables of MPX: what is where.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _MPX_TABLE_H
#define _MPX_TABLE_H

#include <stdbool.h>
#include <stdint.h>

/* In 64-bit mode the directory has an entry of 8 bytes, which points to a
   table, for each MiB of the address space, and the table has 32 bytes for
   each 8 of those (SDM volume 2, BNDLDX).  MAWA, below, is how many bits
   linear addresses have beyond 48 (CPUID leaf 7, ECX, bits 21 to 17).  */
enum { mpx_table_size = 4 << 20 };

/* What a #BR was about, by BNDSTATUS.  */
enum mpx_status
{
  mpx_status_none,		/* Nothing that MPX has done.  */
  mpx_status_violation,		/* An address is not within bounds.  */
  mpx_status_no_table,		/* An entry of the directory is not valid.  */
  mpx_status_elsewhere,		/* It is in no such directory.  */
  mpx_status_unknown		/* The CPU says what is reserved.  */
};

/* Return what BNDSTATUS says of the bounds directory in BNDCFGU.  If it is
   mpx_status_no_table, store the address of the entry in *ENTRY.  BNDSTATUS
   keeps the last error: ask only after a #BR, and with the registers that the
   interrupted code had.  */
enum mpx_status _dl_mpx_status (uint64_t bndcfgu, unsigned int mawa,
				uint64_t bndstatus, uint64_t *entry)
  attribute_hidden;

/* How many entries a directory has.  */
static inline uint64_t
mpx_directory_entries (unsigned int mawa)
{
  return UINT64_C (1) << (28 + mawa);
}

/* The address of the directory in BNDCFGU.  */
static inline uint64_t
mpx_directory (uint64_t bndcfgu)
{
  return bndcfgu & -UINT64_C (4096);
}

/* Whether ENTRY of a directory points to a table.  */
static inline bool
mpx_entry_valid (uint64_t entry)
{
  return (entry & 1) != 0;
}

/* The address of its table.  The CPU ignores bits 1 and 2.  */
static inline uint64_t
mpx_entry_table (uint64_t entry)
{
  return entry & ~UINT64_C (7);
}

/* The entry for the table at the address TABLE, a multiple of 8.  */
static inline uint64_t
mpx_entry_make (uint64_t table)
{
  return table | 1;
}

/* A part of a table, in whole pages.  */
struct mpx_table_part
{
  uint64_t index;		/* Of the entry in the directory.  */
  uint32_t offset;		/* In the table, in bytes.  */
  uint32_t length;
};

/* For the pointers at addresses from *START up to, but without, END: store in
   PART those pages of the first table that are for such pointers only, and in
   *START where to go on for the next one.  Return false, and store nothing, if
   no page is left.

   Addresses from 2 to the power of 48 + MAWA on are not looked at: they share
   their entries with lower ones, which may still be in use.  */
bool _dl_mpx_next_part (uint64_t *start, uint64_t end, unsigned int mawa,
			struct mpx_table_part *part) attribute_hidden;

#endif /* _MPX_TABLE_H */
