/* Threads that libc creates for its own services.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <nptl/pkey-attr.h>
#include <nptl/service-thread.h>

int
__service_thread_create (pthread_t *thread, const pthread_attr_t *attr,
			 void *(*start) (void *), void *arg)
{
  pthread_attr_t copy;
  int result = 0;
  if (attr != NULL)
    copy = *attr;
  else
    result = __pthread_getattr_default_np (&copy);
  if (result != 0)
    return result;

  struct pthread_attr *iattr = (struct pthread_attr *) &copy;
  struct pkey_change pkeys = pkey_attr_get (iattr);
  pkeys.rights |= pkey_attr_service;
  pkey_attr_set (iattr, pkeys);
  result = __pthread_create (thread, &copy, start, arg);

  /* What a copy points to is not its own.  */
  if (attr == NULL)
    __pthread_attr_destroy (&copy);
  return result;
}
