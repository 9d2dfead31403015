/* A line on standard error, from a signal handler.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/dl-line.h>
#include <elf/dl-objects.h>

#include <_itoa.h>
#include <ldsodefs.h>
#include <poll.h>
#include <signal.h>
#include <sysdep.h>
#include <time.h>
#include <unistd.h>

void
_dl_line_add (struct line *line, const char *string)
{
  line->pieces[line->count++]
    = (struct iovec) { (void *) string, strlen (string) };
}

void
_dl_line_add_number (struct line *line, uintptr_t number)
{
  char *end = line->digits[line->numbers++] + sizeof line->digits[0];
  char *start = _itoa_word (number, end, 16, 0);
  line->pieces[line->count++] = (struct iovec) { start, end - start };
}

const struct link_map *
_dl_line_find_object (uintptr_t address)
{
  struct dl_find_object found;
  if (_dl_find_object ((void *) address, &found) != 0)
    return NULL;
  return found.dlfo_link_map;
}

void
_dl_line_add_place (struct line *line, uintptr_t address,
		    const struct link_map *l)
{
  if (l != NULL)
    {
      _dl_line_add (line, object_name (l));
      _dl_line_add (line, "+");
      address -= l->l_addr;
    }
  _dl_line_add (line, "0x");
  _dl_line_add_number (line, address);
}

void
_dl_line_write (struct line *line)
{
  struct pollfd fd = { .fd = STDERR_FILENO, .events = POLLOUT };
  if (INTERNAL_SYSCALL_CALL (poll, &fd, 1, 100) > 0)
    INTERNAL_SYSCALL_CALL (writev, STDERR_FILENO, line->pieces, line->count);
  /* What is written must not be what the process dies of.  */
  const uint64_t mask = 1UL << (SIGPIPE - 1) | 1UL << (SIGXFSZ - 1);
  static const struct timespec now;
  while (INTERNAL_SYSCALL_CALL (rt_sigtimedwait, &mask, NULL, &now,
				sizeof mask) > 0);
}
