/* RDPKRU and WRPKRU, and where XSAVE puts the register.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _ARCH_PKEY_H
#define _ARCH_PKEY_H

#include <cpuid.h>

/* Both instructions need ECX zero; RDPKRU clears EDX, WRPKRU needs it zero
   (SDM volume 2, RDPKRU and WRPKRU).  They raise #UD where CR4.PKE is clear,
   which CPUID shows as OSPKE.

   PKRU decides about every data access that follows, of which the compiler
   knows nothing: without the memory clobber, it may move an access from one
   side of the WRPKRU to the other, once the function is inlined.  */

/* Return the value of the PKRU register.  */
static inline unsigned int
pkey_read (void)
{
  unsigned int value, zero;
  asm volatile ("rdpkru" : "=a" (value), "=d" (zero) : "c" (0));
  return value;
}

/* Set the PKRU register to VALUE.  */
static inline void
pkey_write (unsigned int value)
{
  asm volatile ("wrpkru" : : "a" (value), "c" (0), "d" (0) : "memory");
}

/* A change that can start again: <nptl/pkru-sequence.h>.  The labels are those
   of the instructions below.  No linker may drop the section for want of
   references.  */
#define PKRU_SEQUENCE							      \
  ".pushsection pkru_sequences, \"aR\", @progbits\n\t"			      \
  ".balign 4\n\t"							      \
  ".long 1b - .\n\t"							      \
  ".long 2b - .\n\t"							      \
  ".popsection"

/* In PKRU, keep the bits of KEEP, which are not set in RIGHTS, and set
   those of RIGHTS.  A broadcast to this thread is never undone by it.  */
static inline void
pkey_update (unsigned int keep, unsigned int rights)
{
  unsigned int value, zero;
  asm volatile ("1:\trdpkru\n\t"
		"andl %[keep], %%eax\n\t"
		"orl %[rights], %%eax\n"
		"2:\twrpkru\n\t"
		PKRU_SEQUENCE
		: "=&a" (value), "=&d" (zero)
		: "c" (0), [keep] "r" (keep), [rights] "r" (rights)
		: "memory", "cc");
}

/* The same, and return what PKRU was.  */
static inline unsigned int
pkey_exchange (unsigned int keep, unsigned int rights)
{
  unsigned int value, zero, old;
  asm volatile ("1:\trdpkru\n\t"
		"movl %%eax, %[old]\n\t"
		"andl %[keep], %%eax\n\t"
		"orl %[rights], %%eax\n"
		"2:\twrpkru\n\t"
		PKRU_SEQUENCE
		: "=&a" (value), "=&d" (zero), [old] "=&r" (old)
		: "c" (0), [keep] "r" (keep), [rights] "r" (rights)
		: "memory", "cc");
  return old;
}

/* Return the offset of PKRU in the standard format of XSAVE, in bytes (SDM
   volume 1, 13.5.7), or 0 if there is none.  */
static inline unsigned int
pkey_xsave_offset (void)
{
  unsigned int eax, ebx, ecx, edx;
  __cpuid_count (0xd, 9, eax, ebx, ecx, edx);
  return ebx;
}

#endif /* _ARCH_PKEY_H */
