/* The mask of signals of a program with MPX, and that of the kernel.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _MPX_MASK_H
#define _MPX_MASK_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* A #BR while SIGSEGV is blocked is the end of the process.  So the kernel
   does not block it where MPX is on, and the program sees a mask that says
   what it has asked for.  In signal handlers, MPX is off, and the kernel may
   block it (sa_mask).

   A mask, as the kernel has it.  */
typedef uint64_t mpx_mask_t;

#define MPX_SIGSEGV (UINT64_C (1) << (SIGSEGV - 1))

static inline mpx_mask_t
mpx_mask_load (const void *place)
{
  mpx_mask_t mask;
  memcpy (&mask, place, sizeof mask);
  return mask;
}

static inline void
mpx_mask_store (void *place, mpx_mask_t mask)
{
  memcpy (place, &mask, sizeof mask);
}

/* The mask that the program sees, if the kernel has MASK, and the program
   BLOCKS SIGSEGV.  */
static inline mpx_mask_t
mpx_mask_show (mpx_mask_t mask, bool blocks)
{
  return blocks ? mask | MPX_SIGSEGV : mask;
}

/* Return what the kernel gets if the program asks for SET with HOW, which is
   that of sigprocmask, and store in *BLOCKS what the program blocks then.
   Another HOW is left to the kernel to judge.  */
static inline mpx_mask_t
mpx_mask_change (int how, mpx_mask_t set, bool *blocks)
{
  bool in_set = (set & MPX_SIGSEGV) != 0;
  switch (how)
    {
    case SIG_SETMASK:
      *blocks = in_set;
      break;
    case SIG_BLOCK:
      *blocks |= in_set;
      break;
    case SIG_UNBLOCK:
      *blocks &= !in_set;
      /* The handler that asks may have it in its sa_mask.  */
      return set;
    }
  return set & ~MPX_SIGSEGV;
}

/* A signal frame has a mask.  */
struct mpx_frame_mask
{
  mpx_mask_t mask;
  bool blocks;
};

/* A handler has been entered, with BEFORE in its frame, of which it has seen
   SHOWN.  Return what has to be there when it returns and leaves MASK.

   What it has not changed is as before: the frame may be one of another
   handler, which the kernel blocks SIGSEGV for.  */
static inline struct mpx_frame_mask
mpx_mask_return (struct mpx_frame_mask before, mpx_mask_t shown,
		 mpx_mask_t mask)
{
  mpx_mask_t others = mask & ~MPX_SIGSEGV;
  if (((mask ^ shown) & MPX_SIGSEGV) == 0)
    return (struct mpx_frame_mask)
      { others | (before.mask & MPX_SIGSEGV), before.blocks };
  return (struct mpx_frame_mask) { others, mask != others };
}

#endif /* _MPX_MASK_H */
