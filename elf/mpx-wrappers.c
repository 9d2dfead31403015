/* libmpxwrappers.so.2: functions of libc that take and give bounds.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/mpx-copy.h>
#include <elf/mpx-wrappers.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/param.h>

/* A check that fails may come back, since violations can be such as are only
   counted.  What is done then is what libc does.  */

/* What P allocates, or nothing if there is none.  */
static inline void *
allocated (void *p, size_t size, struct passed *passed)
{
  passed->first = p == NULL ? mpx_make (NULL, 0) : mpx_make (p, size);
  return p;
}

void *
wrap_malloc (size_t size, struct passed *passed)
{
  return allocated (malloc (size), size, passed);
}

void *
wrap_calloc (size_t count, size_t size, struct passed *passed)
{
  /* If there is a block, the product does not overflow.  */
  return allocated (calloc (count, size), count * size, passed);
}

void *
wrap_mmap (void *address, size_t length, int protection, int flags, int fd,
	   off_t offset, struct passed *passed)
{
  void *p = mmap (address, length, protection, flags, fd, offset);
  if (p == MAP_FAILED)
    passed->first = mpx_make (NULL, 0);
  else
    passed->first = mpx_make (p, length);
  return p;
}

/* How much of the block at P is known, of which libc does not say how large it
   is: what its bounds allow, if they are not those of an unknown block.  */
static inline size_t
known_size (uintptr_t p, struct mpx_bounds bounds)
{
  uintptr_t upper = mpx_upper (bounds);
  if ((bounds.lower == 0 && bounds.inverted_upper == 0) || upper < p
      || p < bounds.lower)
    return 0;
  return upper - p + 1;
}

/* How large a block is that has a mapping of its own, at least: that is where
   malloc begins with it (M_MMAP_THRESHOLD).  */
enum { mapped_size = 128 << 10 };

/* A mapping that grows may move to another place, and with the old one its
   bounds are gone.  */
static void *
move_block (void *block, size_t known, size_t size)
{
  void *p = malloc (size);
  if (p == NULL)
    return NULL;
  __mpx_move_bounds ((uintptr_t) p, (uintptr_t) block, block,
		     MIN (known, size));
  memcpy (p, block, malloc_usable_size (block));
  free (block);
  return p;
}

/* The same for a small one.  Another thread may have got the old block
   meanwhile.  What it stores there has bounds that are not taken for those of
   other pointers.  */
static void *
reallocate (void *block, size_t known, size_t size)
{
  uintptr_t from = (uintptr_t) block;
  void *p = realloc (block, size);
  if (p != NULL)
    __mpx_move_bounds ((uintptr_t) p, from, p, MIN (known, size));
  return p;
}

void *
wrap_realloc (void *block, size_t size, struct passed *passed)
{
  if (block == NULL)
    return allocated (malloc (size), size, passed);
  /* It may be a block of no bytes.  */
  struct mpx_bounds upward = { passed->first.lower, 0 };
  mpx_check (block, 1, upward);
  size_t known = known_size ((uintptr_t) block, passed->first);
  size_t usable = malloc_usable_size (block);
  void *p = (usable >= mapped_size && size > usable
	     ? move_block (block, known, size)
	     : reallocate (block, known, size));
  return allocated (p, size, passed);
}

void *
wrap_memset (void *to, int byte, size_t size, struct passed *passed)
{
  mpx_check (to, size, passed->first);
  return memset (to, byte, size);
}

void
wrap_bzero (void *to, size_t size, struct passed *passed)
{
  mpx_check (to, size, passed->first);
  bzero (to, size);
}

static inline void
before_copy (void *to, const void *from, size_t size, struct passed *passed)
{
  mpx_check (to, size, passed->first);
  mpx_check (from, size, passed->second);
  __mpx_move_bounds ((uintptr_t) to, (uintptr_t) from, from, size);
}

void *
wrap_memmove (void *to, const void *from, size_t size, struct passed *passed)
{
  before_copy (to, from, size, passed);
  return memmove (to, from, size);
}

void *
wrap_memcpy (void *to, const void *from, size_t size, struct passed *passed)
{
  before_copy (to, from, size, passed);
  return memcpy (to, from, size);
}

void *
wrap_mempcpy (void *to, const void *from, size_t size, struct passed *passed)
{
  before_copy (to, from, size, passed);
  return (char *) memcpy (to, from, size) + size;
}

/* No string is longer.  */
#define ANY_LENGTH PTRDIFF_MAX

/* The length of STRING, at most LIMIT.  Nothing is read that BOUNDS do not
   allow.  */
static size_t
length (const char *string, size_t limit, struct mpx_bounds bounds)
{
  if (limit == 0)
    return 0;
  mpx_check (string, 1, bounds);
  /* How many bytes may follow the first one.  */
  size_t room = mpx_upper (bounds) - (uintptr_t) string;
  if (limit - 1 <= room)
    return strnlen (string, limit);
  size_t n = strnlen (string, room + 1);
  if (n > room)
    {
      mpx_check (string + n, 1, bounds);
      n = strnlen (string, limit);
    }
  return n;
}

size_t
wrap_strlen (const char *string, struct passed *passed)
{
  return length (string, ANY_LENGTH, passed->first);
}

/* From here on, what has been measured and checked is also what is copied: the
   string may change meanwhile.  */

char *
wrap_stpcpy (char *to, const char *from, struct passed *passed)
{
  size_t n = length (from, ANY_LENGTH, passed->second);
  mpx_check (to, n + 1, passed->first);
  memcpy (to, from, n);
  to[n] = '\0';
  return to + n;
}

char *
wrap_strcpy (char *to, const char *from, struct passed *passed)
{
  wrap_stpcpy (to, from, passed);
  return to;
}

char *
wrap_stpncpy (char *to, const char *from, size_t size, struct passed *passed)
{
  size_t n = length (from, size, passed->second);
  mpx_check (to, size, passed->first);
  memcpy (to, from, n);
  memset (to + n, '\0', size - n);
  return to + n;
}

char *
wrap_strncpy (char *to, const char *from, size_t size, struct passed *passed)
{
  wrap_stpncpy (to, from, size, passed);
  return to;
}

char *
wrap_strncat (char *to, const char *from, size_t size, struct passed *passed)
{
  size_t n = length (from, size, passed->second);
  char *end = to + length (to, ANY_LENGTH, passed->first);
  mpx_check (end, n + 1, passed->first);
  memcpy (end, from, n);
  end[n] = '\0';
  return to;
}

char *
wrap_strcat (char *to, const char *from, struct passed *passed)
{
  return wrap_strncat (to, from, ANY_LENGTH, passed);
}
