/* Read the smaps of the process.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <errno.h>
#include <fcntl.h>
#include <not-cancel.h>
#include <nptl/smaps.h>
#include <stddef.h>

/* Longer than what is looked at in a line.  */
enum { line_size = 128 };

int
__smaps_read (struct smaps_keys *keys)
{
  *keys = (struct smaps_keys) { };
  /* Not that of /proc/self: when the first thread has ended, it is empty.  */
  int fd = __open64_nocancel ("/proc/thread-self/smaps", O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return EIO;
  char line[line_size], buffer[1024];
  size_t length = 0;
  ssize_t count;
  while ((count = __read_nocancel (fd, buffer, sizeof buffer)) > 0)
    for (ssize_t i = 0; i < count; ++i)
      if (buffer[i] != '\n')
	{
	  if (length < sizeof line - 1)
	    line[length++] = buffer[i];
	}
      else
	{
	  line[length] = '\0';
	  length = 0;
	  __smaps_line (keys, line);
	}
  __close_nocancel_nostatus (fd);
  /* Something always has key 0.  Else the file does not tell.  */
  return count < 0 || (keys->used & 1) == 0 ? EIO : 0;
}
