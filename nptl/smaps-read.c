/* Read the smaps of the process.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/proc-lines.h>
#include <errno.h>
#include <nptl/smaps.h>

static void
take (void *closure, const char *line)
{
  __smaps_line (closure, line);
}

int
__smaps_read (struct smaps_keys *keys)
{
  *keys = (struct smaps_keys) { };
  int error = read_proc_lines ("/proc/thread-self/smaps", take, keys);
  /* Something always has key 0.  Else the file does not tell.  */
  return error != 0 || (keys->used & 1) == 0 ? EIO : 0;
}
