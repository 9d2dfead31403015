/* The entries of the handler of SIGSEGV of processes with MPX.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/mpx-entry.h>
#include <sysdep.h>

#define SIG_SETMASK 2
#define SIGSET_SIZE 8

	.text
	.hidden	_dl_mpx_entries
	.globl	_dl_mpx_entries
	.type	_dl_mpx_entries, @function
	.p2align 4
_dl_mpx_entries:
	cfi_startproc
	.set	slot, 0
	.rept	MPX_SLOTS
	.p2align 4
	_CET_ENDBR
	movl	$slot, %ecx
	jmp	L(entry)
	.set	slot, slot+1
	.endr
	.p2align 4
	cfi_endproc

	/* These bytes are how debuggers and unwinders know a signal frame
	   that has no unwind information.  */
	movq	$__NR_rt_sigreturn, %rax
	syscall
	nop

	/* The handler of the program starts as the kernel would have started
	   it: with its three arguments, on top of the frame, and with its
	   mask.  The other registers are free: sigreturn restores them.  */
	cfi_startproc
L(entry):
	pushq	%rdi
	cfi_adjust_cfa_offset (8)
	pushq	%rsi
	cfi_adjust_cfa_offset (8)
	pushq	%rdx
	cfi_adjust_cfa_offset (8)
	subq	$16, %rsp
	cfi_adjust_cfa_offset (16)
	movq	%rsi, %rdi
	movq	%rdx, %rsi
	movl	%ecx, %edx
	movq	%rsp, %rcx
	call	_dl_mpx_fault
	testq	%rax, %rax
	je	L(done)
	movq	%rax, %rbx
	movl	$SIG_SETMASK, %edi
	movq	%rsp, %rsi
	xorl	%edx, %edx
	movl	$SIGSET_SIZE, %r10d
	movl	$__NR_rt_sigprocmask, %eax
	syscall
	addq	$16, %rsp
	cfi_adjust_cfa_offset (-16)
	popq	%rdx
	cfi_adjust_cfa_offset (-8)
	popq	%rsi
	cfi_adjust_cfa_offset (-8)
	popq	%rdi
	cfi_adjust_cfa_offset (-8)
	jmp	*%rbx
L(done):
	addq	$40, %rsp
	cfi_def_cfa_offset (8)
	ret
	cfi_endproc
	.size	_dl_mpx_entries, . - _dl_mpx_entries
