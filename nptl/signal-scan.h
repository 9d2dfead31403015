/* Signal frames on a stack.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _SIGNAL_SCAN_H
#define _SIGNAL_SCAN_H

#include <stdint.h>
#include <ucontext.h>

/* What handlers return to: a frame begins with one of these.  */
struct signal_restorers
{
  uintptr_t checks;		/* That of stubs.  */
  uintptr_t plain[3];		/* Those that bring the frame's rights back as
				   they are.  */
};

struct signal_frames
{
  unsigned int plain;		/* How many have a plain restorer.  */
  uintptr_t interrupted;	/* The stack pointer that the outermost one, of
				   all, is to bring back, or 0.  */
};

typedef void signal_visit (ucontext_t *context);

/* Look for frames between LOW and HIGH, which is all readable, and call VISIT,
   if not null, for each.  What remains of a frame that nobody will return to
   looks the same.  */
struct signal_frames signal_scan (uintptr_t low, uintptr_t high,
				  const struct signal_restorers *restorers,
				  signal_visit *visit) attribute_hidden;

#endif /* _SIGNAL_SCAN_H */
