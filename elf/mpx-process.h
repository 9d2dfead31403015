/* What a process has decided about MPX.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _MPX_PROCESS_H
#define _MPX_PROCESS_H

#include <elf/mpx-entry.h>
#include <stdbool.h>
#include <stdint.h>

/* What the program has set for SIGSEGV.  */
struct mpx_action
{
  uintptr_t handler;		/* SIG_DFL, SIG_IGN, or mangled.  */
  unsigned int flags;		/* As the kernel has them.  */
  uint64_t mask;
};

/* There is one in a process, for all copies of libc that dlmopen makes.  What
   comes before ACTIONS_CHANGING is written before the program starts, or by a
   dlopen that switches MPX on: see __mpx_start_late.  */
struct mpx_process
{
  uint64_t bndcfgu;		/* 0 while MPX is off.  */
  uintptr_t entries;		/* Of the handler, 0 while it is not
				   installed.  */
  unsigned int mawa;
  unsigned int reason;		/* enum protection_reason: why it is off, or
				   not all of it on.  */
  unsigned int tables;		/* MPX_TABLES_* of <sys/mpx.h>.  */
  unsigned int violation;	/* enum mpx_violation: what is done about
				   one.  */
  unsigned int bndregs_offset, bndcsr_offset; /* In frames.  */
  bool starts_blocked;		/* exec has left SIGSEGV blocked.  */
  int actions_changing;		/* How many calls of sigaction for SIGSEGV are
				   under way that have begun without MPX.  */
  int lock;			/* Of ACTIONS, with all signals blocked.  */
  unsigned int last;		/* The slot that has been written last.  */
  struct mpx_action actions[MPX_SLOTS];
  unsigned long int tables_made;
  unsigned long int violations;
};

#endif /* _MPX_PROCESS_H */
