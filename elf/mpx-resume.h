/* MPX is on again in what follows a signal handler.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _MPX_RESUME_H
#define _MPX_RESUME_H

#include <elf/mpx-blocked.h>
#include <ldsodefs.h>
#include <mpx-registers.h>

/* The kernel switches MPX off for signal handlers, and on again when they
   return.  Whoever leaves one otherwise, or starts a thread in one, calls
   this; where it is on, nothing changes.  */
static inline void
mpx_resume (void)
{
  const struct mpx_process *process = &GL (dl_mpx);
  if (__glibc_likely (process->bndcfgu == 0))
    return;
  __mpx_unblock ();
  mpx_write_bndcfgu (process->bndcfgu, process->bndcsr_offset);
}

/* The calling thread is about to jump to where its stack pointer was TARGET.
   If that leaves a handler, MPX is on again.  */
void __mpx_resume_jump (uintptr_t target) attribute_hidden;

#endif /* _MPX_RESUME_H */
