/* The kernel's mask of signals, as long as it is the program's.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _MPX_KERNEL_MASK_H
#define _MPX_KERNEL_MASK_H

#include <arch-pkey.h>
#include <elf/mpx-blocked.h>
#include <ldsodefs.h>
#include <sysdep.h>

/* If the program's masks are those of the kernel, make the system call
   rt_sigprocmask, store in *RESULT what it returns, and return true.  The
   broadcast of a dlopen that switches MPX on may come at any time: before the
   system call, it lets this start again, as the sequences of <arch-pkey.h>,
   and so it finds the mask that was there before or the one that comes.  */
static inline bool
mpx_change_kernel_mask (int how, const void *set, void *old, int *result)
{
  long int value = __NR_rt_sigprocmask;
  register long int size asm ("r10") = __NSIG_BYTES;
  asm volatile goto ("1:\tcmpq $0, %[entries]\n\t"
		     "jne %l[masks]\n"
		     "2:\tsyscall\n\t"
		     PKRU_SEQUENCE
		     : "+a" (value)
		     : "D" (how), "S" (set), "d" (old), "r" (size),
		       [entries] "m" (GL (dl_mpx).entries)
		     : "memory", "cc", "rcx", "r11"
		     : masks);
  /* This thread may have started with MPX on the way.  */
  if (mpx_masks ())
    __mpx_unblock ();
  *result = value;
  return true;

 masks:
  return false;
}

#endif /* _MPX_KERNEL_MASK_H */
