/* Say which signals are pending: with MPX, libc may hold one.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/mpx-blocked.h>
#include <signal.h>

static int upstream_sigpending (sigset_t *);
#define sigpending upstream_sigpending
#include <sysdeps/unix/sysv/linux/sigpending.c>
#undef sigpending

int
sigpending (sigset_t *set)
{
  int result = upstream_sigpending (set);
  if (result == 0 && mpx_masks () && mpx_thread (THREAD_SELF)->holds)
    __sigaddset (set, SIGSEGV);
  return result;
}
