/* The entries of libmpxwrappers.so.2: bounds between registers and memory.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <sysdep.h>

	.arch	.mpx

/* struct passed, a pointer to which follows the other arguments.  Where MPX is
   off, it stays what it is set to, which allows everything.  A branch without
   the prefix BND resets the registers.  */
#define PASSED 32
#define SAVE								      \
	pxor	%xmm0, %xmm0;						      \
	movaps	%xmm0, (%rsp);						      \
	movaps	%xmm0, 16(%rsp);					      \
	bndmov	%bnd0, (%rsp);						      \
	bndmov	%bnd1, 16(%rsp)

#define WRAPPER(name, argument)						      \
ENTRY (__mpx_wrapper_##name)						      \
	sub	$(PASSED + 8), %rsp;					      \
	cfi_adjust_cfa_offset (PASSED + 8);				      \
	SAVE;								      \
	mov	%rsp, argument;						      \
	call	wrap_##name;						      \
	bndmov	(%rsp), %bnd0;						      \
	add	$(PASSED + 8), %rsp;					      \
	cfi_adjust_cfa_offset (-(PASSED + 8));				      \
	bnd ret;							      \
END (__mpx_wrapper_##name)

WRAPPER (malloc, %rsi)
WRAPPER (realloc, %rdx)
WRAPPER (calloc, %rdx)
WRAPPER (memset, %rcx)
WRAPPER (bzero, %rdx)
WRAPPER (memmove, %rcx)
WRAPPER (memcpy, %rcx)
WRAPPER (mempcpy, %rcx)
WRAPPER (strncat, %rcx)
WRAPPER (strcat, %rdx)
WRAPPER (stpcpy, %rdx)
WRAPPER (stpncpy, %rcx)
WRAPPER (strcpy, %rdx)
WRAPPER (strncpy, %rcx)
WRAPPER (strlen, %rsi)

/* It has six arguments: the seventh is on the stack.  */
ENTRY (__mpx_wrapper_mmap)
	sub	$(PASSED + 8), %rsp
	cfi_adjust_cfa_offset (PASSED + 8)
	SAVE
	mov	%rsp, %rax
	sub	$8, %rsp
	cfi_adjust_cfa_offset (8)
	push	%rax
	cfi_adjust_cfa_offset (8)
	call	wrap_mmap
	bndmov	16(%rsp), %bnd0
	add	$(PASSED + 24), %rsp
	cfi_adjust_cfa_offset (-(PASSED + 24))
	bnd ret
END (__mpx_wrapper_mmap)
