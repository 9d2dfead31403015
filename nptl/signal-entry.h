/* How libc enters signal handlers: what C and assembler share.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _SIGNAL_ENTRY_H
#define _SIGNAL_ENTRY_H

/* Instead of a handler, the kernel enters a stub, which sets PKRU and
   jumps to the handler.  Each signal has several slots, and each slot has
   a word for the handler and two stubs that jump to it: so the system call
   that installs a stub changes handler and flags at once, and the address
   of a stub says which handler it is.  */
#define SIGNAL_SLOTS 4
#define SIGNAL_STUBS (64 * SIGNAL_SLOTS)

/* From one stub to the next.  */
#define SIGNAL_STATIC_SIZE 48
#define SIGNAL_FULL_SIZE 16

/* Where the stamp is in the floating-point state of a frame.  The kernel has
   left room there for later use, writes 0, and ignores it in sigreturn: it is
   after the 20 bytes that describe the frame (struct _fpx_sw_bytes in its
   asm/sigcontext.h), aligned.  */
#define SIGNAL_STAMP 488

#ifndef __ASSEMBLER__

# include <stdint.h>
# include <ucontext.h>

/* What the stubs look at.  */
struct signal_entry
{
  uint64_t rights;		/* PKRU of handlers; in the upper half, the
				   keys that they inherit.  */
  unsigned int offset;		/* Of PKRU in a frame.  */
  unsigned int parts;		/* signal_entry_*.  */
  uintptr_t handlers[SIGNAL_STUBS]; /* Mangled.  */
  unsigned char next[64];	/* The slot of each signal that has been out of
				   use for longest.  */
};
extern struct signal_entry __signal_entry attribute_hidden;

/* The stubs, with what follows a full one, and the restorer.  */
extern const char __signal_stubs_static[] attribute_hidden;
extern const char __signal_stubs_full[] attribute_hidden;
extern const char __signal_stubs_common[] attribute_hidden;
extern const char __signal_stubs_end[] attribute_hidden;
extern const char __signal_restorer[] attribute_hidden;
extern const char __signal_restorer_end[] attribute_hidden;

/* That of actions without a stub, from glibc.  */
extern void (*const __signal_plain_restorer) (void) attribute_hidden;

/* Called by the restorer: the stamp in CONTEXT is not of the thread's last
   change.  */
void __signal_restore (ucontext_t *context) attribute_hidden;

#endif

#endif /* _SIGNAL_ENTRY_H */
