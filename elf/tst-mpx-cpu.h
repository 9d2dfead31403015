/* MPX without libc: whether it is there, and how it is switched on.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _TST_MPX_CPU_H
#define _TST_MPX_CPU_H

#include <cpuid.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <support/check.h>

/* XSAVE state component 4 is BNDCSR: BNDCFGU, then BNDSTATUS (SDM volume 1,
   13.5.4).  Bit 0 of BNDCFGU switches MPX on; the bounds directory stays at
   address 0, as no bounds are spilled here.  */
#define BNDCSR 4
#define BNDCFGU_ENABLE 1

static bool
machine_has_mpx (void)
{
  unsigned int eax, ebx, ecx, edx;
  if (!__get_cpuid_count (7, 0, &eax, &ebx, &ecx, &edx) || !(ebx & (1U << 14))
      || !__get_cpuid (1, &eax, &ebx, &ecx, &edx) || !(ecx & bit_OSXSAVE))
    return false;
  asm volatile ("xgetbv" : "=a" (eax), "=d" (edx) : "c" (0));
  return (eax & 0x18) == 0x18;
}

/* Only XRSTOR reaches BNDCFGU from user mode; with one component asked for,
   it touches nothing else.  */
static void
enable_mpx (void)
{
  unsigned int eax, offset, ecx, edx;
  __cpuid_count (0xd, BNDCSR, eax, offset, ecx, edx);
  static char area[4096] __attribute__ ((aligned (64)));
  uint64_t components = 1 << BNDCSR, configuration = BNDCFGU_ENABLE;
  TEST_VERIFY_EXIT (offset + sizeof configuration <= sizeof area);
  memcpy (area + 512, &components, sizeof components);
  memcpy (area + offset, &configuration, sizeof configuration);
  asm volatile ("xrstor %0" : : "m" (area), "a" (1 << BNDCSR), "d" (0)
		: "memory");
}

#endif /* _TST_MPX_CPU_H */
