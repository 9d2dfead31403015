/* The mask of signals of a context: what the system call gives way to.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <sysdep.h>

	/* As a system call does, it keeps R9, which C code may change, and
	   what C code keeps.  */
ENTRY (__context_sigprocmask)
	pushq	%rbp
	cfi_adjust_cfa_offset (8)
	cfi_rel_offset (%rbp, 0)
	movq	%rsp, %rbp
	cfi_def_cfa_register (%rbp)
	pushq	%r9
	pushq	%r9
	andq	$-16, %rsp
	call	__mpx_context_sigprocmask
	movq	-8(%rbp), %r9
	leave
	cfi_def_cfa (%rsp, 8)
	ret
END (__context_sigprocmask)
	.hidden	__context_sigprocmask
