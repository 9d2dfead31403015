/* A shared object as a program has many of them; -DOBJECT=NAME names it.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PASTE_NAME(object, function) object##_##function
#define MAKE_NAME(object, function) PASTE_NAME (object, function)
#define NAME(function) MAKE_NAME (OBJECT, function)

/* For the loader to do: symbols of its own and of libc's to look up, calls
   and pointers to relocate.  */

char *
NAME (copy) (const char *text)
{
  return strdup (text);
}

void
NAME (show) (const char *text)
{
  puts (text);
}

void
NAME (drop) (char *text)
{
  NAME (show) (text);
  free (text);
}

static size_t
measure (const char *text)
{
  return strlen (text);
}

struct operations
{
  char *(*copy) (const char *);
  void (*show) (const char *);
  void (*drop) (char *);
  size_t (*measure) (const char *);
};

const struct operations NAME (operations) =
  {
    .copy = NAME (copy),
    .show = NAME (show),
    .drop = NAME (drop),
    .measure = measure,
  };
