/* The stack that a thread was started on.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _OWN_STACK_H
#define _OWN_STACK_H

#include <pthreadP.h>
#include <stdint.h>
#include <sys/param.h>
#include <sys/resource.h>
#include <sysdep.h>

/* The kernel keeps at least twice as much below the first thread's stack free
   of other mappings, however small its limit is.  */
enum { most_of_first_stack = 64 << 20 };

/* Return where the stack ends that the calling thread was started on, or 0 if
   SP is on another, of which nothing is known.  AS-safe.  */
static inline uintptr_t
own_stack_end (uintptr_t sp)
{
  const struct pthread *self = THREAD_SELF;
  uintptr_t size = self->stackblock_size;
  uintptr_t end = (uintptr_t) self->stackblock + size;
  if (self->stackblock == NULL)
    {
      /* The first thread, whose stack grows.  */
      struct rlimit64 limit;
      if (INTERNAL_SYSCALL_CALL (prlimit64, 0, RLIMIT_STACK, NULL, &limit)
	  != 0)
	return 0;
      size = MIN (limit.rlim_cur, most_of_first_stack);
    }
  return end - sp <= size ? end : 0;
}

#endif /* _OWN_STACK_H */
