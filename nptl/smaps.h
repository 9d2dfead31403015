/* Protection keys in /proc/thread-self/smaps.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _SMAPS_H
#define _SMAPS_H

#include <stdbool.h>

/* What is known after each line.  */
struct smaps_keys
{
  int protection;		/* Of the mapping that the line is about.  */
  unsigned int used;		/* Bit N: a mapping has key N.  */
  unsigned int execute_only;	/* The same for those that can be executed, and
				   neither read nor written.  */
};

/* Take note of LINE, a string without its newline, which may be cut off.
   Nothing is locked or allocated.  The format is that of proc(5).  */
void __smaps_line (struct smaps_keys *keys, const char *line)
  attribute_hidden;

/* Read all of the file into KEYS.  Return 0 or an error number.  */
int __smaps_read (struct smaps_keys *keys) attribute_hidden;

#endif /* _SMAPS_H */
