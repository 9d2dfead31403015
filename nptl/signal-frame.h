/* The extended state in a signal frame.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _SIGNAL_FRAME_H
#define _SIGNAL_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Return where in the signal frame with the floating-point state FPSTATE (the
   fpregs of its ucontext) PKRU is, so that sigreturn loads what is written
   there.  OFFSET is that of PKRU in the standard format of XSAVE (CPUID leaf
   0xd, subleaf 9, EBX), which has to be asked for: it differs between CPUs.
   Return NULL if the frame has no PKRU.  Nothing but the frame is read.  */
unsigned int *signal_frame_pkru (void *fpstate, unsigned int offset)
  attribute_hidden;

/* Whether FPSTATE, of which no more than ROOM bytes are readable, is the
   extended state of a frame, from beginning to end.  */
bool signal_frame_whole (const void *fpstate, size_t room) attribute_hidden;

/* Return where the stamp of libc is in FPSTATE, which is not null.  */
uint64_t *signal_frame_stamp (void *fpstate) attribute_hidden;

#endif /* _SIGNAL_FRAME_H */
