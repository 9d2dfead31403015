/* What the CPU says about protection keys, asked without libc.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <cpuid.h>
#include <stdbool.h>

/* SDM volume 2, CPUID leaf 7: ECX[3] is PKU, ECX[4] OSPKE.  */
static inline bool
cpuid_7_ecx (unsigned int bit)
{
  unsigned int eax, ebx, ecx, edx;
  return (__get_cpuid_count (7, 0, &eax, &ebx, &ecx, &edx)
	  && (ecx & (1U << bit)) != 0);
}

static inline bool
cpu_has_pku (void)
{
  return cpuid_7_ecx (3);
}

static inline bool
os_has_pku (void)
{
  return cpuid_7_ecx (4);
}
