/* The registers of MPX, and the kernel's part in it.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _MPX_REGISTERS_H
#define _MPX_REGISTERS_H

#include <cpuid.h>
#include <stdint.h>
#include <string.h>
#include <sysdep.h>

/* Components of XSAVE: BND0 to BND3, then BNDCFGU and BNDSTATUS (SDM volume 1,
   13.5.4).  */
enum { mpx_bndregs = 3, mpx_bndcsr = 4 };

/* Return where COMPONENT is in the standard format of XSAVE, in bytes.  */
static inline unsigned int
mpx_xsave_offset (int component)
{
  unsigned int eax, ebx, ecx, edx;
  __cpuid_count (0xd, component, eax, ebx, ecx, edx);
  return ebx;
}

/* By how many bits linear addresses are longer than 48 for MPX (CPUID leaf 7,
   ECX, bits 21 to 17).  */
static inline unsigned int
mpx_mawa (void)
{
  unsigned int eax, ebx, ecx, edx;
  __cpuid_count (7, 0, eax, ebx, ecx, edx);
  return ecx >> 17 & 0x1f;
}

/* Set BNDCFGU to VALUE, and BNDSTATUS to 0.  Only XRSTOR does that in user
   mode.  With one component asked for, it reads the header and what is at
   OFFSET, that of BNDCSR, and touches no other register.  */
static inline void
mpx_write_bndcfgu (uint64_t value, unsigned int offset)
{
  enum { alignment = 64, header = 512 };
  char room[offset + alignment + alignment];
  char *area = (char *) (((uintptr_t) room + alignment - 1) & -alignment);
  const uint64_t header_words[8] = { 1 << mpx_bndcsr };
  const uint64_t bndcsr[2] = { value, 0 };
  memcpy (area + header, header_words, sizeof header_words);
  memcpy (area + offset, bndcsr, sizeof bndcsr);
  asm volatile ("xrstor (%0)"
		: : "r" (area), "a" (1 << mpx_bndcsr), "d" (0) : "memory");
}

/* Linux from 3.19 to 5.3, and the companion kernel.  */
#define PR_MPX_ENABLE_MANAGEMENT 43
#define PR_MPX_DISABLE_MANAGEMENT 44

/* Let the kernel make the tables of the directory in BNDCFGU.  Return 0 or an
   error number.  */
static inline int
mpx_enable_management (void)
{
  return -INTERNAL_SYSCALL_CALL (prctl, PR_MPX_ENABLE_MANAGEMENT, 0, 0, 0, 0);
}

#endif /* _MPX_REGISTERS_H */
