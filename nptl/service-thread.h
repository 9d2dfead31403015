/* Threads that libc creates for its own services.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _SERVICE_THREAD_H
#define _SERVICE_THREAD_H

#include <pthreadP.h>

/* Like pthread_create.  The thread serves the whole process, so that it must
   not go on for ever with the rights that the first caller happened to
   have.  */
int __service_thread_create (pthread_t *thread, const pthread_attr_t *attr,
			     void *(*start) (void *), void *arg)
  attribute_hidden;

#endif /* _SERVICE_THREAD_H */
