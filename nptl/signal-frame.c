/* The extended state in a signal frame.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <nptl/signal-entry.h>
#include <nptl/signal-frame.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* What precedes the components in the XSAVE area (SDM volume 1, 13.4), of
   which the kernel uses the last bytes of the first part to describe the frame
   (its asm/sigcontext.h).  */
struct xsave_start
{
  unsigned char legacy[464];
  struct _fpx_sw_bytes description;
  uint64_t xstate_bv;
};
_Static_assert (offsetof (struct xsave_start, xstate_bv) == 512,
		"the XSAVE header comes after the legacy region");

_Static_assert (SIGNAL_STAMP >= offsetof (struct xsave_start,
					  description.__glibc_reserved1)
		&& SIGNAL_STAMP <= 512 - sizeof (uint64_t)
		&& SIGNAL_STAMP % sizeof (uint64_t) == 0,
		"the stamp is in the words that are not used");

enum
{
  header_end = 576,
  pkru_component = 9,
  magic2_size = 4,
  xsave_alignment = 64
};

unsigned int *
signal_frame_pkru (void *fpstate, unsigned int offset)
{
  struct xsave_start *start = fpstate;
  if (start == NULL || start->description.magic1 != FP_XSTATE_MAGIC1)
    return NULL;
  const uint64_t pkru = UINT64_C (1) << pkru_component;
  uint32_t size = start->description.xstate_size;
  if ((start->description.xstate_bv & pkru) == 0
      || start->description.extended_size < magic2_size
      || size > start->description.extended_size - magic2_size
      || size < sizeof (unsigned int)
      || offset < header_end || offset > size - sizeof (unsigned int)
      || offset % sizeof (unsigned int) != 0)
    return NULL;

  /* Where the bit is clear, sigreturn would load 0 instead of what is in the
     area.  Not all kernels set it when PKRU is 0, and the value in the area is
     right all the same: XSAVE stores also what is in its initial state.  */
  start->xstate_bv |= pkru;
  return (unsigned int *) ((char *) fpstate + offset);
}

bool
signal_frame_whole (const void *fpstate, size_t room)
{
  const struct xsave_start *start = fpstate;
  if ((uintptr_t) fpstate % xsave_alignment != 0 || room < header_end
      || start->description.magic1 != FP_XSTATE_MAGIC1)
    return false;
  uint32_t size = start->description.xstate_size;
  if (size < header_end || size > room || room - size < magic2_size
      || start->description.extended_size != size + magic2_size)
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
