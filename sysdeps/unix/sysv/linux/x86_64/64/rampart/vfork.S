/* Create a child that shares memory: not its mask of signals.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <mpx-thread-offsets.h>
#include <sysdep.h>

/* What the child, which goes first, stores about its mask, it stores into its
   parent's thread descriptor: see elf/mpx-thread.h.  The kernel keeps the
   registers of both.  */
#define syscall				\
	movb	%fs:THREAD_BLOCKS, %sil;	\
	syscall;				\
	movb	%sil, %fs:THREAD_BLOCKS
#include <sysdeps/unix/sysv/linux/x86_64/vfork.S>
