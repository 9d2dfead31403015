/* Read a file of /proc by lines.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _PROC_LINES_H
#define _PROC_LINES_H

#include <errno.h>
#include <fcntl.h>
#include <not-cancel.h>
#include <stddef.h>

/* Call TAKE with CLOSURE and each line of the file PATH, as a string without
   its newline, which is cut off if it is long.  Return 0, or EIO if the file
   cannot be read.  No memory is allocated and nothing locked, so that signal
   handlers may ask.  Files of the process are those of /proc/thread-self:
   when the first thread has ended, those of /proc/self are empty.  */
static inline int
read_proc_lines (const char *path, void (*take) (void *, const char *),
		 void *closure)
{
  int fd = __open64_nocancel (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return EIO;
  /* A line is longer than what stands before the name of a mapping, and the
     names that are looked for.  */
  char line[128], buffer[512];
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
	  take (closure, line);
	}
  __close_nocancel_nostatus (fd);
  return count < 0 ? EIO : 0;
}

#endif /* _PROC_LINES_H */
