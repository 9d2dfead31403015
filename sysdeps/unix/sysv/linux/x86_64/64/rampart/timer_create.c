/* Create timers: the attribute of their threads has protection keys.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <nptl/pkey-attr.h>
#include <pthreadP.h>

/* glibc copies the members that it knows to NEWP->attr, from that of EVP.  */
static inline void
copy_pkeys (pthread_attr_t *to, const pthread_attr_t *from)
{
  if (from != NULL)
    pkey_attr_set ((struct pthread_attr *) to,
		   pkey_attr_get ((const struct pthread_attr *) from));
}

#define __pthread_attr_setdetachstate(attr, state)			      \
  (copy_pkeys (attr, evp->sigev_notify_attributes),			      \
   __pthread_attr_setdetachstate (attr, state))
#include <sysdeps/unix/sysv/linux/timer_create.c>
