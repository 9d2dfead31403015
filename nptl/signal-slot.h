/* Which slot of a signal a handler is entered by.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _SIGNAL_SLOT_H
#define _SIGNAL_SLOT_H

#include <nptl/signal-entry.h>

/* WORDS are those of the slots of a signal, and NEXT comes after the one that
   was taken last.  Return the one for WORD, which is not 0.

   A thread may be about to read the word of a slot that was in use until just
   now, and a child of vfork has the words of its parent but actions of its
   own.  So one that has the word is taken first, then an empty one, and then
   the one that has been out of use for longest.  */
static inline int
signal_slot (const uintptr_t words[SIGNAL_SLOTS], uintptr_t word, int next)
{
  for (int slot = 0; slot < SIGNAL_SLOTS; ++slot)
    if (words[slot] == word)
      return slot;
  for (int slot = 0; slot < SIGNAL_SLOTS; ++slot)
    if (words[slot] == 0)
      return slot;
  return next;
}

#endif /* _SIGNAL_SLOT_H */
