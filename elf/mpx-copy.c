/* Bounds move with the pointers that they belong to.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/mpx-copy.h>
#include <elf/mpx-table.h>
#include <ldsodefs.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mpx.h>
#include <sys/param.h>

/* A pointer among data of any type.  */
typedef const void *cell __attribute__ ((may_alias));

/* What belongs to an entry of the directory.  */
#define WINDOW (UINT64_C (1) << 20)

struct directory
{
  const uint64_t *entries;
  uint64_t count;		/* A power of two.  */
};

/* Without a table, no bounds have been stored in the window.  A table that
   another thread makes meanwhile is for bounds that are not ours to copy: it
   would change the pointers that are being copied.  */
static inline bool
has_table (const struct directory *directory, uintptr_t address)
{
  uint64_t index = address / WINDOW % directory->count;
  return mpx_entry_valid (__atomic_load_n (&directory->entries[index],
					   __ATOMIC_RELAXED));
}

static inline bool
equal (struct mpx_bounds a, struct mpx_bounds b)
{
  return a.lower == b.lower && a.inverted_upper == b.inverted_upper;
}

/* COUNT cells whose sources lie in one window, and whose targets as well.
   What has no bounds is not to make a table that is not there, neither when it
   is looked at nor when it is stored, nor to fill one that is there.  */
static void
move_in_window (const struct directory *directory, uintptr_t to,
		uintptr_t from, cell *values, size_t count, bool downward)
{
  bool from_table = has_table (directory, from);
  bool to_table = has_table (directory, to);
  if (!from_table && !to_table)
    return;
  for (size_t i = 0; i < count; ++i)
    {
      size_t n = downward ? count - 1 - i : i;
      const void *source = (const void *) (from + n * sizeof (cell));
      const void *target = (const void *) (to + n * sizeof (cell));
      struct mpx_bounds new = mpx_infinite (), old = mpx_infinite ();
      if (from_table)
	new = mpx_load (source, values[n]);
      if (to_table)
	old = mpx_load (target, values[n]);
      if (!equal (old, new))
	mpx_store (target, values[n], new);
    }
}

/* How many of COUNT cells that begin at ADDRESS, or end there if DOWNWARD, lie
   in its window.  */
static inline size_t
in_window (uintptr_t address, size_t count, bool downward)
{
  size_t bytes = downward ? (address - 1) % WINDOW + 1
			  : WINDOW - address % WINDOW;
  return MIN (count, bytes / sizeof (cell));
}

void
__mpx_move_bounds (uintptr_t to, uintptr_t from, const void *values,
		   size_t size)
{
  if (size < sizeof (cell) || to == from
      || (to - from) % sizeof (cell) != 0)
    return;
  const struct mpx_process *process = &GL (dl_mpx);
  if (process->bndcfgu == 0)
    return;
  struct directory directory
    = { (const uint64_t *) mpx_directory (process->bndcfgu),
	mpx_directory_entries (process->mawa) };

  uintptr_t skip = -from % sizeof (cell);
  if (size - skip < sizeof (cell))
    return;
  from += skip;
  to += skip;
  cell *value = (cell *) ((const char *) values + skip);
  size_t count = (size - skip) / sizeof (cell);

  /* The entries of overlapping memory overlap too.  */
  bool downward = to - from < count * sizeof (cell);
  size_t done = 0;
  while (done < count)
    {
      size_t left = count - done, n, first;
      if (downward)
	{
	  size_t end = left * sizeof (cell);
	  n = in_window (from + end, in_window (to + end, left, true), true);
	  first = left - n;
	}
      else
	{
	  size_t start = done * sizeof (cell);
	  n = in_window (from + start, in_window (to + start, left, false),
			 false);
	  first = done;
	}
      move_in_window (&directory, to + first * sizeof (cell),
		      from + first * sizeof (cell), value + first, n,
		      downward);
      done += n;
    }
}
libc_hidden_def (__mpx_move_bounds)

void
mpx_copy_bounds (void *to, const void *from, size_t size)
{
  __mpx_move_bounds ((uintptr_t) to, (uintptr_t) from, from, size);
}
