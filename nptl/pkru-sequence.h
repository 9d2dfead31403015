/* Sequences of instructions that change PKRU and can start again.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _PKRU_SEQUENCE_H
#define _PKRU_SEQUENCE_H

#include <stddef.h>
#include <stdint.h>

/* PKRU can only be read and written whole.  Who changes one key and is
   interrupted in between by a broadcast would write back what the
   broadcast has changed.  So <arch-pkey.h> notes down each sequence from
   RDPKRU up to its WRPKRU in a section of its own: nothing that it needs
   changes within, so that a signal handler can let it start again.  As
   nothing is spent on the way through, this is what rseq(2) does for other
   data.  */
struct pkru_sequence
{
  int32_t start;		/* RDPKRU, and ...  */
  int32_t commit;		/* ... WRPKRU, both from their own field.  */
};

static inline uintptr_t
pkru_sequence_start (const struct pkru_sequence *sequence)
{
  return (uintptr_t) &sequence->start + sequence->start;
}

static inline uintptr_t
pkru_sequence_commit (const struct pkru_sequence *sequence)
{
  return (uintptr_t) &sequence->commit + sequence->commit;
}

/* Return the one from TABLE up to END that is under way at the instruction
   pointer IP: it has read PKRU, and not yet written it.  Else return NULL.  */
static inline const struct pkru_sequence *
pkru_sequence_find (const struct pkru_sequence *table,
		    const struct pkru_sequence *end, uintptr_t ip)
{
  for (; table < end; ++table)
    if (ip > pkru_sequence_start (table) && ip <= pkru_sequence_commit (table))
      return table;
  return NULL;
}

#endif /* _PKRU_SEQUENCE_H */
