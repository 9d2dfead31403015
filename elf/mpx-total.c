/* How many violations of bounds there were, at the end of a process.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <_itoa.h>
#include <elf/mpx-total.h>
#include <stdlib.h>
#include <string.h>
#include <sysdep.h>
#include <unistd.h>

/* After all destructors of the program, which may be violating bounds, and all
   buffers of stdio: one system call.  */
static void
write_total (void *closure)
{
  static const char words[] = "rampart: MPX violations: ";
  enum { digits = 20 };
  char line[sizeof words + digits];
  char number[digits];
  char *first = _itoa_word (atomic_load_relaxed (&GL (dl_mpx).violations),
			    number + digits, 10, 0);
  char *end = mempcpy (line, words, sizeof words - 1);
  end = mempcpy (end, first, number + digits - first);
  *end++ = '\n';
  INTERNAL_SYSCALL_CALL (write, STDERR_FILENO, line, end - line);
}

void
__mpx_total_at_exit (void)
{
  __cxa_atexit (write_total, NULL, NULL);
}
