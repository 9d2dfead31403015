/* Take the rights of a signal frame, or of a jump buffer.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _PKEY_RESTORE_H
#define _PKEY_RESTORE_H

#include <arch-pkey.h>
#include <nptl/pkey-thread.h>
#include <stdbool.h>

/* Set PKRU to VALUE, which has all changes of all threads up to EPOCH.  Return
   false if there has been another, and VALUE is out of date.  A broadcast that
   comes before the WRPKRU lets it begin again, as in <arch-pkey.h>.  */
static inline bool
pkey_write_current (unsigned int value, uint64_t epoch)
{
  bool current;
  asm volatile ("1:\tcmpq %%fs:%c[word], %[epoch]\n\t"
		"jne 3f\n"
		"2:\twrpkru\n"
		"3:\tsete %[current]\n\t"
		PKRU_SEQUENCE
		: [current] "=r" (current)
		: "a" (value), "c" (0), "d" (0), [epoch] "r" (epoch),
		  [word] "i" (pkey_epoch_offset)
		: "memory", "cc");
  return current;
}

#endif /* _PKEY_RESTORE_H */
