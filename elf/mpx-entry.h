/* The handler of SIGSEGV of processes with MPX: what C and assembler share.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _MPX_ENTRY_H
#define _MPX_ENTRY_H

/* The kernel has an entry of libc as the handler of SIGSEGV.  What the program
   has set is in a slot; the entry that is installed says in which: so one
   system call changes everything at once.  */
#define MPX_SLOTS 4
#define MPX_ENTRY_SIZE 16

/* After the entries comes what they return to.  */
#define MPX_ENTRIES_SIZE (MPX_SLOTS * MPX_ENTRY_SIZE)

#ifndef __ASSEMBLER__
# include <signal.h>
# include <stdint.h>
# include <ucontext.h>

extern const char _dl_mpx_entries[] attribute_hidden;

/* Called by the entry of SLOT, with its signal's INFO and CONTEXT.  Return 0
   if the interrupted code is to go on.  Else return the program's handler,
   and store in *MASK what it has to run with.  */
uintptr_t _dl_mpx_fault (siginfo_t *info, ucontext_t *context,
			 unsigned int slot, uint64_t *mask) attribute_hidden;
#endif

#endif /* _MPX_ENTRY_H */
