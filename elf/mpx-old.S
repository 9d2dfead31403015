/* A program of the shape that GCC 8 gave it: mpx-old STATIC HEAP COUNT.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

/* Its status is element STATIC of an array, plus element HEAP of a copy of the
   first COUNT elements on the heap, plus 100 if there is a bounds directory.
   The arrays have 4 elements; all three are single digits.  */

	.arch	.mpx
	.data
	.align	16
	.type	numbers, @object
	.size	numbers, 16
numbers:
	.long	10, 11, 12, 13
	/* No longer part of it.  */
	.long	14, 15, 16, 17
	.align	8
	.type	pointer, @object
	.size	pointer, 8
pointer:
	.quad	numbers

	/* Bounds of what is initialized statically.  */
	.text
	.type	_GLOBAL__sub_B_00102_0_p, @function
_GLOBAL__sub_B_00102_0_p:
	.cfi_startproc
	leaq	numbers(%rip), %rax
	bndmk	15(%rax), %bnd0
	leaq	pointer(%rip), %rdx
	bndstx	%bnd0, (%rdx,%rax)
	bnd ret
	.cfi_endproc
	.size	_GLOBAL__sub_B_00102_0_p, . - _GLOBAL__sub_B_00102_0_p
	.section .init_array.00102, "aw"
	.align	8
	.quad	_GLOBAL__sub_B_00102_0_p

	/* The digit that is argument NUMBER; bnd0 is for argv.  */
	.macro	digit number, register
	bndcl	8*\number(%rsi), %bnd0
	bndcu	8*\number+7(%rsi), %bnd0
	movq	8*\number(%rsi), %rax
	bndldx	8*\number(%rsi,%rax), %bnd1
	bndcl	(%rax), %bnd1
	bndcu	(%rax), %bnd1
	movsbl	(%rax), \register
	subl	$'0', \register
	.endm

	.text
	.globl	main
	.type	main, @function
main:
	.cfi_startproc
	pushq	%rbx
	.cfi_def_cfa_offset 16
	.cfi_offset 3, -16
	pushq	%rbp
	.cfi_def_cfa_offset 24
	.cfi_offset 6, -24
	pushq	%r12
	.cfi_def_cfa_offset 32
	.cfi_offset 12, -32
	subq	$32, %rsp
	.cfi_def_cfa_offset 64
	digit	1, %ebx
	digit	2, %ebp
	digit	3, %r12d

	movq	pointer(%rip), %rax
	leaq	pointer(%rip), %rdx
	bndldx	(%rdx,%rax), %bnd2
	leaq	(%rax,%rbx,4), %rcx
	bndcl	(%rcx), %bnd2
	bndcu	3(%rcx), %bnd2
	movl	(%rcx), %ebx

	movl	$16, %edi
	bnd call __mpx_wrapper_malloc@PLT
	movq	%rax, 24(%rsp)
	bndmov	%bnd0, (%rsp)
	leaq	0(,%r12,4), %rdx
	leaq	numbers(%rip), %rsi
	bndmk	15(%rsi), %bnd1
	movq	%rax, %rdi
	bnd call __mpx_wrapper_memcpy@PLT
	movq	24(%rsp), %rax
	bndmov	(%rsp), %bnd0
	leaq	(%rax,%rbp,4), %rcx
	bndcl	(%rcx), %bnd0
	bndcu	3(%rcx), %bnd0
	addl	(%rcx), %ebx

	bnd call get_bd@PLT
	testq	%rax, %rax
	je	.Lno_directory
	addl	$100, %ebx
.Lno_directory:
	movl	%ebx, %eax
	addq	$32, %rsp
	.cfi_def_cfa_offset 32
	popq	%r12
	.cfi_def_cfa_offset 24
	popq	%rbp
	.cfi_def_cfa_offset 16
	popq	%rbx
	.cfi_def_cfa_offset 8
	bnd ret
	.cfi_endproc
	.size	main, . - main

	.ident	"GCC: (GNU) 8.4.0"
	.section .note.GNU-stack, "", @progbits
