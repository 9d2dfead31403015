/* A line of /proc/PID/maps.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _MAPS_LINE_H
#define _MAPS_LINE_H

#include <stdbool.h>
#include <stdint.h>

struct maps_line
{
  uintptr_t start, end;		/* The first byte, and the one after the
				   last.  */
  int protection;		/* PROT_*.  */
  const char *name;		/* Within the line; empty if it has none.  */
};

/* Store what LINE says, a string without its newline that may be cut off
   after the permissions, and return true; or return false if it is no such
   line.  Nothing is locked or allocated.  The format is that of proc(5).  */
bool __parse_maps_line (const char *line, struct maps_line *map)
  attribute_hidden;

#endif /* _MAPS_LINE_H */
