/* Threads that libc creates for its own services.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <nptl/pkey-thread.h>
#include <nptl/service-thread.h>

int
__service_thread_create (pthread_t *thread, const pthread_attr_t *attr,
			 void *(*start) (void *), void *arg)
{
  struct pkey_thread *own = pkey_thread (THREAD_SELF);
  own->service = 1;
  int result = __pthread_create (thread, attr, start, arg);
  own->service = 0;
  return result;
}
