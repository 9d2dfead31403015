/* Wait for a signal: with MPX, libc may hold one.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/mpx-blocked.h>
#include <sigsetops.h>
#include <sysdep-cancel.h>
#include <time.h>

static inline int
take_signal (const sigset_t *set, siginfo_t *info,
	     const struct __timespec64 *timeout)
{
  siginfo_t held;
  if (mpx_masks () && mpx_thread (THREAD_SELF)->holds
      && __sigismember (set, SIGSEGV) && __mpx_take_held (&held))
    {
      if (info != NULL)
	*info = held;
      return SIGSEGV;
    }
  return SYSCALL_CANCEL (rt_sigtimedwait, set, info, timeout, __NSIG_BYTES);
}

#undef SYSCALL_CANCEL
#define SYSCALL_CANCEL(name, set, info, timeout, size) \
  take_signal (set, info, timeout)
#include <sysdeps/unix/sysv/linux/sigtimedwait.c>
