/* The extended state in a signal frame.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/xsave-frame.h>
#include <nptl/signal-entry.h>
#include <nptl/signal-frame.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

_Static_assert (SIGNAL_STAMP >= offsetof (struct xsave_start,
					  description.__glibc_reserved1)
		&& SIGNAL_STAMP <= 512 - sizeof (uint64_t)
		&& SIGNAL_STAMP % sizeof (uint64_t) == 0,
		"the stamp is in the words that are not used");

enum { pkru_component = 9, xsave_alignment = 64 };

unsigned int *
signal_frame_pkru (void *fpstate, unsigned int offset)
{
  unsigned int *pkru
    = xsave_frame_component (fpstate, pkru_component, offset, sizeof *pkru);
  /* Where the bit is clear, sigreturn would load 0 instead of what is in the
     area.  Not all kernels set it when PKRU is 0, and the value in the area is
     right all the same: XSAVE stores also what is in its initial state.  */
  if (pkru != NULL)
    ((struct xsave_start *) fpstate)->xstate_bv |= 1 << pkru_component;
  return pkru;
}

bool
signal_frame_whole (const void *fpstate, size_t room)
{
  const struct xsave_start *start = fpstate;
  if ((uintptr_t) fpstate % xsave_alignment != 0 || room < xsave_header_end
      || start->description.magic1 != FP_XSTATE_MAGIC1)
    return false;
  uint32_t size = start->description.xstate_size;
  if (size < xsave_header_end || size > room || room - size < xsave_magic2_size
      || start->description.extended_size != size + xsave_magic2_size)
    return false;
  uint32_t magic2;
  memcpy (&magic2, (const char *) fpstate + size, sizeof magic2);
  return magic2 == FP_XSTATE_MAGIC2;
}

uint64_t *
signal_frame_stamp (void *fpstate)
{
  return (uint64_t *) ((char *) fpstate + SIGNAL_STAMP);
}
