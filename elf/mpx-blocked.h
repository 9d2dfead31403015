/* SIGSEGV, which a program with MPX may believe to be blocked.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _MPX_BLOCKED_H
#define _MPX_BLOCKED_H

#include <elf/mpx-mask.h>
#include <elf/mpx-thread.h>
#include <ldsodefs.h>

/* Whether masks are not those of the kernel.  */
static inline bool
mpx_masks (void)
{
  return __glibc_unlikely (GL (dl_mpx).entries != 0);
}

/* Like the system call rt_sigprocmask, with the program's masks, when
   mpx_masks.  Return 0 or a negative error number.  AS-safe.  */
int __mpx_sigprocmask (int how, const void *set, void *old) attribute_hidden;

/* What the calling thread blocks is now BLOCKS; a signal that has been held is
   sent again if it may arrive.  */
void __mpx_set_blocks (bool blocks) attribute_hidden;

/* If the calling thread holds a SIGSEGV, store it in *INFO, and hold it no
   more.  */
bool __mpx_take_held (siginfo_t *info) attribute_hidden;

/* Let the kernel block SIGSEGV too, for a while in which no code of the
   program runs.  */
void __mpx_block (void) attribute_hidden;

/* MPX is about to be on in what follows: if the kernel blocks SIGSEGV, let it
   be libc that does.  */
void __mpx_unblock (void) attribute_hidden;

/* Take SIGSEGV out of the kernel's mask at PLACE, and return whether it was in
   it.  */
static inline bool
mpx_mask_take (void *place)
{
  mpx_mask_t mask = mpx_mask_load (place);
  mpx_mask_store (place, mask & ~MPX_SIGSEGV);
  return (mask & MPX_SIGSEGV) != 0;
}

/* Before a system call after which the kernel's mask is that of a new
   program.  */
bool __mpx_exec_begin (void) attribute_hidden;

static inline bool
mpx_exec_begin (void)
{
  return mpx_masks () && __mpx_exec_begin ();
}

/* And if it has returned.  */
static inline void
mpx_exec_failed (bool blocked)
{
  if (blocked)
    __mpx_unblock ();
}

#endif /* _MPX_BLOCKED_H */
