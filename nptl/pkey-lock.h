/* The lock of what a process has decided about its protection keys.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _PKEY_LOCK_H
#define _PKEY_LOCK_H

#include <errno.h>
#include <ldsodefs.h>
#include <lowlevellock.h>
#include <nptl/pkey-thread.h>
#include <stdbool.h>

/* Take the lock.  Return false and set errno to EDEADLK if the thread is in
   here already: it is in a signal handler that has interrupted itself.  A
   broadcast to a thread that waits here gets through.  */
static inline bool
pkey_lock (void)
{
  struct pkey_thread *own = pkey_thread (THREAD_SELF);
  if (own->lock_state != pkey_lock_none)
    {
      __set_errno (EDEADLK);
      return false;
    }
  own->lock_state = pkey_lock_wanted;
  /* A handler that comes before the lock is taken sees it.  */
  asm volatile ("" : : : "memory");
  lll_lock (GL (dl_pkey).lock, LLL_PRIVATE);
  own->lock_state = pkey_lock_held;
  return true;
}

static inline void
pkey_unlock (void)
{
  struct pkey_thread *own = pkey_thread (THREAD_SELF);
  own->lock_state = pkey_lock_wanted;
  asm volatile ("" : : : "memory");
  lll_unlock (GL (dl_pkey).lock, LLL_PRIVATE);
  asm volatile ("" : : : "memory");
  own->lock_state = pkey_lock_none;
}

/* After fork, in the child: release the lock if another thread had it, which
   is not there.  */
static inline void
pkey_lock_fork (void)
{
  if (pkey_thread (THREAD_SELF)->lock_state != pkey_lock_held)
    GL (dl_pkey).lock = LLL_LOCK_INITIALIZER;
}

#endif /* _PKEY_LOCK_H */
