/* Change the mask of signals: with MPX, it is not the kernel's.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/mpx-kernel-mask.h>
#include <sysdep.h>

static inline int
change_mask (int how, const void *set, void *old)
{
  int result;
  if (mpx_change_kernel_mask (how, set, old, &result))
    return result;
  return __mpx_sigprocmask (how, set, old);
}

#undef INTERNAL_SYSCALL_CALL
#define INTERNAL_SYSCALL_CALL(name, how, set, old, size) \
  change_mask (how, set, old)
#include <nptl/pthread_sigmask.c>
