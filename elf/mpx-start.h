/* How threads start with MPX.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _MPX_START_H
#define _MPX_START_H

#include <elf/mpx-blocked.h>
#include <mpx-registers.h>
#include <pthreadP.h>

/* By the creator of the thread PD: two instructions, since all threads pass
   it.  */
static inline void
mpx_thread_prepare (struct pthread *pd)
{
  mpx_thread (pd)->blocks = mpx_own_blocks ();
}

/* The same, if PD has a mask by attribute.  */
static inline void
mpx_thread_has_mask (struct pthread *pd)
{
  mpx_thread (pd)->blocks = false;
}

/* By the new thread PD, with all signals blocked, before it has its mask, if
   there are rules about new threads (GL (dl_pkey).start_rules), as there are
   with MPX.  The creator may be a signal handler, where MPX is off, and
   SIGSEGV may be blocked.  */
static inline void
mpx_thread_start (struct pthread *pd)
{
  if (!mpx_masks ())
    return;
  struct mpx_thread *own = mpx_thread (pd);
  own->holds = false;
  if (mpx_mask_take (&pd->sigmask))
    own->blocks = true;
  const struct mpx_process *process = &GL (dl_mpx);
  mpx_write_bndcfgu (process->bndcfgu, process->bndcsr_offset);
}

#endif /* _MPX_START_H */
