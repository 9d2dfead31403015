/* A line of /proc/PID/smaps.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/maps-line.h>
#include <nptl/smaps.h>
#include <stddef.h>
#include <sys/mman.h>

/* Return what follows PREFIX at the start of LINE, or NULL.  */
static const char *
after (const char *line, const char *prefix)
{
  while (*prefix != '\0')
    if (*line++ != *prefix++)
      return NULL;
  return line;
}

void
__smaps_line (struct smaps_keys *keys, const char *line)
{
  struct maps_line map;
  if (__parse_maps_line (line, &map))
    {
      keys->protection = map.protection;
      return;
    }
  const char *value = after (line, "ProtectionKey:");
  if (value == NULL)
    return;
  while (*value == ' ')
    ++value;
  unsigned int key = 0;
  const char *p = value;
  for (; *p >= '0' && *p <= '9' && key < 32; ++p)
    key = 10 * key + (*p - '0');
  if (p == value || *p != '\0' || key >= 32)
    return;
  keys->used |= 1U << key;
  if (keys->protection == PROT_EXEC)
    keys->execute_only |= 1U << key;
}
