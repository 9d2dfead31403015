/* What CPU and kernel say about the hardware protections.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _PROTECTION_MACHINE_H
#define _PROTECTION_MACHINE_H

#include <asm/prctl.h>
#include <cpu-features.h>
#include <ibt-prctl.h>
#include <stdbool.h>
#include <sysdep.h>

/* XCR0: BNDREGS and BNDCSR, which the kernel enables together (SDM volume 1,
   13.3).  */
#define XCR0_MPX 0x18

/* XGETBV raises #UD unless the kernel has set CR4.OSXSAVE.  */
static inline bool
machine_saves_mpx_state (void)
{
  if (!CPU_FEATURE_PRESENT_P (__get_cpu_features (), OSXSAVE))
    return false;
  unsigned int low, high;
  asm volatile ("xgetbv" : "=a" (low), "=d" (high) : "c" (0));
  return (low & XCR0_MPX) == XCR0_MPX;
}

static inline bool
kernel_has_user_ibt (void)
{
  unsigned long int flags;
  return ibt_get (&flags) == 0;
}

static inline bool
kernel_has_user_shstk (void)
{
  unsigned long long int features;
  return INTERNAL_SYSCALL_CALL (arch_prctl, ARCH_SHSTK_STATUS,
				&features) == 0;
}

#endif /* _PROTECTION_MACHINE_H */
