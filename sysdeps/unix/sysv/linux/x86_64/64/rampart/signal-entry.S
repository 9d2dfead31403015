/* How signal handlers are entered and left, with protection keys.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <nptl/signal-entry.h>
#include <pointer_guard.h>
#include <signal-entry-offsets.h>
#include <sysdep.h>
#include <ucontext_i.h>

/* The kernel enters handlers with the PKRU of a new program.  If the stack has
   a key that this denies, the first push or call would be the end of the
   process: so no stub touches it before PKRU is set.

   At entry, RDI, RSI and RDX have the arguments of the handler, and RSP points
   to the frame: the address of the restorer, then the ucontext, to which RDX
   points too.  The other registers that a call may change are free.  WRPKRU
   takes EAX, and wants ECX and EDX to be zero.

   A broadcast that finds a thread in here lets it begin again, once it has
   changed the frame that RSP points to: see __signal_catch_up.  So RSP, RDI
   and RSI never change, and R10 not after __signal_stubs_common.

   Who reads the action of a signal by the system call itself may call a stub
   like a function.  Then the return address is another, the stack accessible,
   and RDX anything.  */

#define ENTRY_WORD(offset) __signal_entry+offset(%rip)

#define SET_PKRU \
	xorl	%ecx, %ecx; \
	xorl	%edx, %edx; \
	wrpkru

#define LABEL(name) \
	.hidden	name; \
	.globl	name; \
	.type	name, @function; \
name:

	.text
	cfi_startproc
	.p2align 4

	/* With rights that are always the same.  */
LABEL (__signal_stubs_static)
	.set	slot, 0
	.rept	SIGNAL_STUBS
	.p2align 4
	_CET_ENDBR
	movq	%rdx, %r8
	movl	ENTRY_WORD (ENTRY_RIGHTS), %eax
	SET_PKRU
	movq	%r8, %rdx
	movq	ENTRY_WORD (ENTRY_HANDLERS+8*slot), %rax
	PTR_DEMANGLE (%rax)
	jmp	*%rax
	.set	slot, slot+1
	.endr
	.p2align 4
	.size	__signal_stubs_static, . - __signal_stubs_static

	/* With rights that depend on what is interrupted, or with a stamp.  */
LABEL (__signal_stubs_full)
	.set	slot, 0
	.rept	SIGNAL_STUBS
	.p2align 4
	_CET_ENDBR
	leaq	ENTRY_WORD (ENTRY_HANDLERS+8*slot), %r10
	jmp	__signal_stubs_common
	.set	slot, slot+1
	.endr
	.p2align 4
	.size	__signal_stubs_full, . - __signal_stubs_full

LABEL (__signal_stubs_common)
	movq	%rdx, %r8
	/* The CPU may be without protection keys.  */
	testb	$PARTS_RIGHTS, ENTRY_WORD (ENTRY_PARTS)
	je	L(run)
	xorl	%eax, %eax
	SET_PKRU
	movq	ENTRY_WORD (ENTRY_RIGHTS), %rax
	leaq	__signal_restorer(%rip), %r11
	cmpq	%r11, (%rsp)
	jne	L(set)
	leaq	8(%rsp), %r9
	movq	oFPREGS(%r9), %rcx
	movq	%fs:THREAD_EPOCH, %rdx
	movq	%rdx, SIGNAL_STAMP(%rcx)
	movq	%rax, %rdx
	shrq	$32, %rdx
	je	L(set)

	/* If what is interrupted is a stub, its PKRU is nobody's rights: it is
	   on its way to inherit too.  */
L(outer):
	movq	oRIP(%r9), %rdx
	leaq	__signal_stubs_static(%rip), %rcx
	subq	%rcx, %rdx
	cmpq	$(__signal_stubs_end-__signal_stubs_static), %rdx
	jae	L(inherit)
	movq	oRSP(%r9), %r9
	cmpq	%r11, (%r9)
	jne	L(set)
	addq	$8, %r9
	jmp	L(outer)
L(inherit):
	movq	oFPREGS(%r9), %rcx
	movl	ENTRY_WORD (ENTRY_OFFSET), %edx
	movl	(%rcx,%rdx), %edx
	xorl	%eax, %edx
	movq	%rax, %rcx
	shrq	$32, %rcx
	andl	%ecx, %edx
	xorl	%edx, %eax

L(set):
	SET_PKRU
L(run):
	movq	%r8, %rdx
	movq	(%r10), %rax
	PTR_DEMANGLE (%rax)
	testb	$PARTS_MASKS, ENTRY_WORD (ENTRY_PARTS)
	jne	L(masks)
	jmp	*%rax
L(masks):
	leaq	__signal_restorer(%rip), %rcx
	cmpq	%rcx, (%rsp)
	movq	%rax, %rcx
	je	__mpx_run_handler
	jmp	*%rax
	.size	__signal_stubs_common, . - __signal_stubs_common
LABEL (__signal_stubs_end)
	cfi_endproc

/* Debuggers and unwinders find the interrupted function by this: the
   registers are in the ucontext that RSP points to.  An expression is an
   offset from RSP (DWARF 5, 2.5.1.2), as SLEB128 in two bytes (7.6); for the
   CFA, it is what is found there (6.4.2.2).  It begins a byte early, since
   what is looked up is what precedes a return address.  */
#define DW_CFA_def_cfa_expression 0x0f
#define DW_CFA_expression 0x10
#define DW_OP_deref 0x06
#define DW_OP_breg7 0x77
#define SLEB128(offset) (offset) & 0x7f | 0x80, (offset) >> 7
#define SAVED(register, offset) \
	.cfi_escape DW_CFA_expression, register, 3, DW_OP_breg7, \
		    SLEB128 (offset)

	.p2align 4
	cfi_startproc
	.cfi_signal_frame
	.cfi_escape DW_CFA_def_cfa_expression, 4, DW_OP_breg7, \
		    SLEB128 (oRSP), DW_OP_deref
	SAVED (0, oRAX)
	SAVED (1, oRDX)
	SAVED (2, oRCX)
	SAVED (3, oRBX)
	SAVED (4, oRSI)
	SAVED (5, oRDI)
	SAVED (6, oRBP)
	SAVED (7, oRSP)
	SAVED (8, oR8)
	SAVED (9, oR9)
	SAVED (10, oR10)
	SAVED (11, oR11)
	SAVED (12, oR12)
	SAVED (13, oR13)
	SAVED (14, oR14)
	SAVED (15, oR15)
	SAVED (16, oRIP)
	nop

/* The handler returns here.  What has been changed in all threads since the
   stub put its stamp on the frame has yet to be changed there.  A broadcast
   that finds a thread in here lets it begin again.  */
LABEL (__signal_restorer)
#ifndef RESTORE_WITHOUT_CHECK
	cmpq	$0, %fs:THREAD_EPOCH
	jne	L(check)
#endif
L(return):
	movl	$__NR_rt_sigreturn, %eax
	syscall
L(check):
	movq	oFPREGS(%rsp), %rcx
	testq	%rcx, %rcx
	je	L(return)
	movq	%fs:THREAD_EPOCH, %rax
	cmpq	%rax, SIGNAL_STAMP(%rcx)
	je	L(return)
	movq	%rsp, %rdi
	call	__signal_restore
	jmp	__signal_restorer
	.size	__signal_restorer, . - __signal_restorer
LABEL (__signal_restorer_end)
	cfi_endproc
