/* A line on standard error, from a signal handler.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _DL_LINE_H
#define _DL_LINE_H

/* First: what is in it is the loader's struct link_map.  */
#include <dlfcn.h>
#include <link.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

/* What is added has to be there until the line is written.  Nothing but system
   calls and the caller's stack is used, so all of this is AS-safe, and fit
   for a child of vfork.  */
struct line
{
  struct iovec pieces[20];
  size_t count;
  char digits[4][16];
  size_t numbers;
};

static inline void
line_begin (struct line *line)
{
  line->count = line->numbers = 0;
}

void _dl_line_add (struct line *line, const char *string) attribute_hidden;

/* Add NUMBER in hexadecimal digits.  There is room for four of them.  */
void _dl_line_add_number (struct line *line, uintptr_t number)
  attribute_hidden;

/* Return the object that has ADDRESS, or null.  If another thread is unloading
   it, what is read there may be wrong.  */
const struct link_map *_dl_line_find_object (uintptr_t address)
  attribute_hidden;

/* Add ADDRESS, which is in L if that is not null.  */
void _dl_line_add_place (struct line *line, uintptr_t address,
			 const struct link_map *l) attribute_hidden;

/* Write the line if standard error takes it within a tenth of a second.  */
void _dl_line_write (struct line *line) attribute_hidden;

#endif /* _DL_LINE_H */
