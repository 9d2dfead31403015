/* The components of XSAVE in a signal frame.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _XSAVE_FRAME_H
#define _XSAVE_FRAME_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>

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

enum { xsave_header_end = 576, xsave_magic2_size = 4 };

/* Return where the SIZE bytes of COMPONENT are in the frame with the
   floating-point state FPSTATE (the fpregs of its ucontext), or NULL if they
   are not in it.  OFFSET is that of the component in the standard format of
   XSAVE (CPUID leaf 0xd, EBX), which has to be asked for: it differs between
   CPUs.  Nothing but the frame is read.

   If the component's bit in the start's xstate_bv is clear, it is in its
   initial state, and so will be what sigreturn loads.  */
static inline void *
xsave_frame_component (void *fpstate, unsigned int component,
		       unsigned int offset, unsigned int size)
{
  const struct xsave_start *start = fpstate;
  if (start == NULL || start->description.magic1 != FP_XSTATE_MAGIC1)
    return NULL;
  uint32_t room = start->description.xstate_size;
  if ((start->description.xstate_bv >> component & 1) == 0
      || start->description.extended_size < xsave_magic2_size
      || room > start->description.extended_size - xsave_magic2_size
      || room < size
      || offset < xsave_header_end || offset > room - size
      || offset % sizeof (unsigned int) != 0)
    return NULL;
  return (char *) fpstate + offset;
}

#endif /* _XSAVE_FRAME_H */
