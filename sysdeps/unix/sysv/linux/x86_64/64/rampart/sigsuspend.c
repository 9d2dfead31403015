/* Wait for a handler: with MPX, the mask is not the kernel's.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/mpx-blocked.h>
#include <sigsetops.h>
#include <sysdep-cancel.h>

static inline int
wait_with_mask (const sigset_t *set)
{
  return SYSCALL_CANCEL (rt_sigsuspend, set, __NSIG_BYTES);
}

/* While the thread waits, it runs no code that checks bounds, and handlers run
   without: the kernel can have the mask as it is.  One that was held must
   arrive only then.  */
static int
wait_blocked (const sigset_t *set)
{
  __mpx_block ();
  __mpx_set_blocks (__sigismember (set, SIGSEGV));
  int result = wait_with_mask (set);
  __mpx_unblock ();
  return result;
}

static inline int
wait_for_handler (const sigset_t *set)
{
  if (mpx_masks () && mpx_thread (THREAD_SELF)->blocks)
    return wait_blocked (set);
  return wait_with_mask (set);
}

#undef SYSCALL_CANCEL
#define SYSCALL_CANCEL(name, set, size) wait_for_handler (set)
#include <sysdeps/unix/sysv/linux/sigsuspend.c>
