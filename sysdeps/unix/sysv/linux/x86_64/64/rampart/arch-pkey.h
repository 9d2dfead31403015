/* RDPKRU and WRPKRU.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _ARCH_PKEY_H
#define _ARCH_PKEY_H

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

#endif /* _ARCH_PKEY_H */
