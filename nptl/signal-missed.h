/* Signal frames that changes of all threads do not reach.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _SIGNAL_MISSED_H
#define _SIGNAL_MISSED_H

#include <signal.h>
#include <stdint.h>

/* A change of all threads comes to the calling thread, whose stack is in
   use above SP, and whose alternate stack is ALTERNATE.  Count the frames
   of handlers that were not entered by a stub, in GL
   (dl_pkey).missed_frames.  PKRU is open.  AS-safe.  */
void __signal_count_missed (uintptr_t sp, const stack_t *alternate)
  attribute_hidden;

/* The same for the thread that makes the change.  */
void __signal_count_own_missed (void) attribute_hidden;

#endif /* _SIGNAL_MISSED_H */
