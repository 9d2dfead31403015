/* The rights in signal frames.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _SIGNAL_CONTEXT_H
#define _SIGNAL_CONTEXT_H

#include <arch-pkey.h>
#include <ldsodefs.h>
#include <nptl/signal-frame.h>
#include <stdint.h>
#include <ucontext.h>

/* Where PKRU is in frames.  It is asked for once: CPUID may be a trip to a
   hypervisor.  */
static inline unsigned int
pkey_frame_offset (void)
{
  unsigned int offset = atomic_load_relaxed (&GL (dl_pkey).frame_offset);
  if (__glibc_unlikely (offset == 0))
    {
      offset = pkey_xsave_offset ();
      atomic_store_relaxed (&GL (dl_pkey).frame_offset, offset);
    }
  return offset;
}

/* Return where PKRU is in the frame of CONTEXT, or NULL.  */
static inline unsigned int *
context_pkru (ucontext_t *context)
{
  return signal_frame_pkru (context->uc_mcontext.fpregs,
			    pkey_frame_offset ());
}

/* In the frame of CONTEXT, which this thread will return to, make CHANGE, and
   put STAMP on it, which is the epoch of the change.  What is under way there
   begins again.  */
void __signal_change (ucontext_t *context, struct pkey_change change,
		      uint64_t stamp) attribute_hidden;

/* If CONTEXT was interrupted where it had read PKRU but not written it, let it
   read again.  */
void __signal_sequence_again (ucontext_t *context) attribute_hidden;

/* Make all changes that have come since EPOCH.  */
void __signal_catch_up (ucontext_t *context, uint64_t epoch) attribute_hidden;

/* Take the rights of CONTEXT, whose handler will not return.  */
void __signal_take_rights (ucontext_t *context) attribute_hidden;

#endif /* _SIGNAL_CONTEXT_H */
