/* A line of /proc/PID/maps.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/maps-line.h>
#include <stddef.h>
#include <sys/mman.h>

/* Read the digits at P, at least one and no more than an address has.  Return
   what follows, or NULL.  */
static const char *
parse_address (const char *p, uintptr_t *value)
{
  *value = 0;
  for (int digits = 0; digits <= 16; ++digits, ++p)
    if (*p >= '0' && *p <= '9')
      *value = *value << 4 | (*p - '0');
    else if (*p >= 'a' && *p <= 'f')
      *value = *value << 4 | (*p - 'a' + 10);
    else
      return digits > 0 ? p : NULL;
  return NULL;
}

static const char *
skip_spaces (const char *p)
{
  while (*p == ' ')
    ++p;
  return p;
}

static const char *
skip_word (const char *p)
{
  while (*p != ' ' && *p != '\0')
    ++p;
  return p;
}

/* "START-END rwxp OFFSET DEVICE INODE   NAME".  */
bool
__parse_maps_line (const char *line, struct maps_line *map)
{
  const char *p = parse_address (line, &map->start);
  if (p == NULL || *p++ != '-')
    return false;
  p = parse_address (p, &map->end);
  if (p == NULL || *p++ != ' ' || skip_word (p) - p != 4)
    return false;
  map->protection = ((p[0] == 'r' ? PROT_READ : 0)
		     | (p[1] == 'w' ? PROT_WRITE : 0)
		     | (p[2] == 'x' ? PROT_EXEC : 0));
  for (int fields = 0; fields < 4; ++fields)
    p = skip_word (skip_spaces (p));
  map->name = skip_spaces (p);
  return true;
}
