/* Signal frames on the stacks of a thread.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _SIGNAL_STACKS_H
#define _SIGNAL_STACKS_H

#include <nptl/signal-scan.h>
#include <signal.h>

/* Look for frames on the stacks of the calling thread, whose stack is in use
   above SP, and whose alternate stack is ALTERNATE; null stands for the one
   that it has now.  Return how many have a plain restorer.  VISIT, if not
   null, is called for each, and for the outermost last.  On other stacks, as
   those of contexts, nothing is found.  AS-safe.  */
unsigned int __signal_scan_stacks (uintptr_t sp, const stack_t *alternate,
				   signal_visit *visit) attribute_hidden;

#endif /* _SIGNAL_STACKS_H */
