/* PLT trampolines: the bounds registers survive them.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <config.h>
#include <sysdep.h>
#include <link-defines.h>

/* The resolvers are C code, whose branches have no BND prefix.  Where there is
   neither audit nor profile, XSAVE saves the bounds before.  Otherwise they go
   where audit modules found them before 2.35: to the end of La_x86_64_regs
   and, those of results, of La_x86_64_retval.  At the call, RSP points to the
   one or the other.  */
#define REGS_BOUNDS	(LR_VECTOR_OFFSET + 8 * VECTOR_SIZE)
#define RETVAL_BOUNDS	(LRV_VECTOR1_OFFSET + VECTOR_SIZE)
#if REGS_BOUNDS + 4 * 16 != LR_SIZE || RETVAL_BOUNDS + 2 * 16 != LRV_SIZE
# error "audit modules find other things there"
#endif

	.arch	.mpx
	.macro	call_with_bounds function:req
	.ifc	\function, _dl_profile_fixup
	call_keeping \function, REGS_BOUNDS, 0, 1, 2, 3
	.else
	.ifc	\function, _dl_audit_pltexit
	call_keeping \function, RETVAL_BOUNDS, 0, 1
	.else
	bnd call \function
	.endif
	.endif
	.endm

	/* With MPX off or absent, BNDMOV is a NOP.  Zero stands for no bounds,
	   should the callee switch MPX on.  */
	.macro	call_keeping function:req, offset:req, registers:vararg
	xorl	%eax, %eax
	.irp	n, \registers
	movq	%rax, \offset+16*\n(%rsp)
	movq	%rax, \offset+16*\n+8(%rsp)
	bndmov	%bnd\n, \offset+16*\n(%rsp)
	.endr
	bnd call \function
	.irp	n, \registers
	bndmov	\offset+16*\n(%rsp), %bnd\n
	.endr
	.endm

/* With MPX on and BNDPRESERVE clear, a near branch without the BND prefix, F2,
   resets the bounds registers.  With MPX off or absent, F2 before a branch is
   ignored (SDM volume 1, chapter on MPX; volume 2, 2.1.1).  To IBT it says
   nothing: NOTRACK is 3E.  tst-mpx-lazy-branches finds mnemonics that are
   missing here.  */
#define call	call_with_bounds
#define jmp	bnd jmp
#define je	bnd je
#define jne	bnd jne
#define jns	bnd jns
#define retq	bnd ret

#include <sysdeps/x86_64/dl-trampoline.S>
