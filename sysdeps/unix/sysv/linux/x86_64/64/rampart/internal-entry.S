/* How libc's own signal handlers are entered, with protection keys.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <sysdep.h>

/* A handler starts with the PKRU of a new program, which denies all keys but
   0.  If the thread's stack or alternate stack has another, the first push or
   call would be the end of the process.  So PKRU is opened before; it stays so
   until sigreturn loads that of the thread, or the handler sets it, and all
   signals are blocked meanwhile.  The arguments are in RDI, RSI and RDX; R8 is
   free.  */
#define INTERNAL_ENTRY(entry, handler) \
ENTRY (entry); \
	movq	%rdx, %r8; \
	xorl	%eax, %eax; \
	xorl	%ecx, %ecx; \
	xorl	%edx, %edx; \
	wrpkru; \
	movq	%r8, %rdx; \
	jmp	handler; \
END (entry)

#define BROADCAST_HANDLER HIDDEN_JUMPTARGET (__nptl_setxid_sighandler)

	.text
INTERNAL_ENTRY (__broadcast_entry, BROADCAST_HANDLER)
INTERNAL_ENTRY (__cancel_entry, __cancel_handler)
