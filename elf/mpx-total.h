/* How many violations of bounds there were, at the end of a process.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _MPX_TOTAL_H
#define _MPX_TOTAL_H

#include <elf/mpx-policy.h>
#include <ldsodefs.h>

/* When the process exits, write the number of violations to stderr.  */
void __mpx_total_at_exit (void) attribute_hidden;

/* The same, if they are only counted.  By whoever switches MPX on, or first
   runs with it.  */
static inline void
mpx_total_at_exit (void)
{
  const struct mpx_process *process = &GL (dl_mpx);
  if (__glibc_unlikely (process->bndcfgu != 0)
      && process->violation == mpx_violation_count)
    __mpx_total_at_exit ();
}

#endif /* _MPX_TOTAL_H */
