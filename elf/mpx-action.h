/* What a program with MPX sets for SIGSEGV.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _MPX_ACTION_H
#define _MPX_ACTION_H

#include <signal.h>

/* Like sigaction for SIGSEGV, where the handler of libc is installed: the
   program's action goes to a slot, and the kernel gets the slot's entry by
   INSTALL, which is like __libc_sigaction.  AS-safe, since all signals are
   blocked while the lock is held.  */
int __mpx_sigaction (const struct sigaction *act, struct sigaction *oact,
		     int (*install) (int, const struct sigaction *,
				     struct sigaction *)) attribute_hidden;

/* If the handler of libc is not installed, install it, and let the program
   have what was there.  OACT, if not null, comes from the kernel: let it say
   what the program has set.  AS-safe as above.  */
void __mpx_adopt (struct sigaction *oact,
		  int (*install) (int, const struct sigaction *,
				  struct sigaction *)) attribute_hidden;

/* The same with libc's INSTALL.  */
void __mpx_adopt_action (struct sigaction *oact) attribute_hidden;

#endif /* _MPX_ACTION_H */
