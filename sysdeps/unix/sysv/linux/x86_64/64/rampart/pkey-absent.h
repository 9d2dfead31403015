/* Protection key functions where there are no protection keys.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _PKEY_ABSENT_H
#define _PKEY_ABSENT_H

#include <elf/protection-reason.h>
#include <errno.h>
#include <ldsodefs.h>
#include <stap-probe.h>

/* RDPKRU and WRPKRU raise #UD unless the kernel has set CR4.PKE.  */
static inline bool
pkey_present (void)
{
  return CPU_FEATURE_USABLE (OSPKE);
}

/* What the functions for the KEY do instead of dying of SIGILL: say so to
   the caller and to whoever traces the program, with the reason code that
   ld.so --list-diagnostics shows.  */
static inline int
pkey_absent (int key)
{
  LIBC_PROBE (pkey_absent, 2, key,
	      CPU_FEATURE_PRESENT_P (__get_cpu_features (), PKU)
	      ? protection_os_absent : protection_cpu_absent);
  __set_errno (ENOSYS);
  return -1;
}

#endif /* _PKEY_ABSENT_H */
