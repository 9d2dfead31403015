/* The actions of signals whose handlers libc enters.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _SIGNAL_ACTION_H
#define _SIGNAL_ACTION_H

#include <signal.h>

/* Like __libc_sigaction, when GL (dl_pkey).signal_entry is not
   signal_entry_none: the kernel gets a stub for a handler, and the program
   sees its handler.  AS-safe, since all signals are blocked while the lock
   is held.  */
int __signal_action (int sig, const struct sigaction *act,
		     struct sigaction *oact) attribute_hidden;

/* Let OACT, which comes from the kernel, say what the program has set.  */
void __signal_action_show (struct sigaction *oact) attribute_hidden;

/* If the handler of SIG has been installed without a stub, do it again.
   AS-safe as above.  */
void __signal_action_again (int sig) attribute_hidden;

/* What GL (dl_pkey) says about handlers is for those that start from now on.
   ENTRY, signal_entry_*, is how they have to be entered at least.  AS-safe as
   above.  */
void __signal_entry_update (int entry) attribute_hidden;

/* After fork, in the child.  */
void __signal_entry_fork (void) attribute_hidden;

#endif /* _SIGNAL_ACTION_H */
