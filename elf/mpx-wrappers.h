/* libmpxwrappers.so.2: functions of libc that take and give bounds.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _MPX_WRAPPERS_H
#define _MPX_WRAPPERS_H

#include <stddef.h>
#include <sys/mpx.h>
#include <sys/types.h>

/* The bounds of the first and the second argument that is a pointer.  What is
   in the first afterwards are those of the result.  */
struct passed
{
  struct mpx_bounds first;
  struct mpx_bounds second;
};

/* What the entries of mpx-wrapper-entry.S call, with the bounds in memory: no
   compiler of today knows of arguments in bounds registers.  */
void *wrap_malloc (size_t, struct passed *) attribute_hidden;
void *wrap_mmap (void *, size_t, int, int, int, off_t, struct passed *)
  attribute_hidden;
void *wrap_realloc (void *, size_t, struct passed *) attribute_hidden;
void *wrap_calloc (size_t, size_t, struct passed *) attribute_hidden;
void *wrap_memset (void *, int, size_t, struct passed *) attribute_hidden;
void wrap_bzero (void *, size_t, struct passed *) attribute_hidden;
void *wrap_memmove (void *, const void *, size_t, struct passed *)
  attribute_hidden;
void *wrap_memcpy (void *, const void *, size_t, struct passed *)
  attribute_hidden;
void *wrap_mempcpy (void *, const void *, size_t, struct passed *)
  attribute_hidden;
char *wrap_strncat (char *, const char *, size_t, struct passed *)
  attribute_hidden;
char *wrap_strcat (char *, const char *, struct passed *) attribute_hidden;
char *wrap_stpcpy (char *, const char *, struct passed *) attribute_hidden;
char *wrap_stpncpy (char *, const char *, size_t, struct passed *)
  attribute_hidden;
char *wrap_strcpy (char *, const char *, struct passed *) attribute_hidden;
char *wrap_strncpy (char *, const char *, size_t, struct passed *)
  attribute_hidden;
size_t wrap_strlen (const char *, struct passed *) attribute_hidden;

#endif /* _MPX_WRAPPERS_H */
