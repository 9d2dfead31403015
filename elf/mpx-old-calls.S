/* A call as instrumented code makes it: with bounds in registers.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <cet.h>

	.arch	.mpx

/* void call_with_bounds (struct call *): a function, six arguments, the bounds
   of two, the result, its bounds.  */
	.text
	.globl	call_with_bounds
	.type	call_with_bounds, @function
call_with_bounds:
	.cfi_startproc
	_CET_ENDBR
	push	%rbx
	.cfi_adjust_cfa_offset 8
	.cfi_rel_offset %rbx, 0
	mov	%rdi, %rbx
	bndmov	56(%rbx), %bnd0
	bndmov	72(%rbx), %bnd1
	mov	8(%rbx), %rdi
	mov	16(%rbx), %rsi
	mov	24(%rbx), %rdx
	mov	32(%rbx), %rcx
	mov	40(%rbx), %r8
	mov	48(%rbx), %r9
	bnd call *(%rbx)
	mov	%rax, 88(%rbx)
	bndmov	%bnd0, 96(%rbx)
	pop	%rbx
	.cfi_adjust_cfa_offset -8
	.cfi_restore %rbx
	bnd ret
	.cfi_endproc
	.size	call_with_bounds, . - call_with_bounds

	.section .note.GNU-stack, "", @progbits
