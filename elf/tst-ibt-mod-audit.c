/* An audit module, which starts a thread if TST_IBT_AUDIT_THREAD is set.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <link.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

static void *
thread (void *closure)
{
  pause ();
  return NULL;
}

static void __attribute__ ((constructor))
construct (void)
{
  pthread_t id;
  if (getenv ("TST_IBT_AUDIT_THREAD") != NULL
      && pthread_create (&id, NULL, thread, NULL) != 0)
    _exit (97);
}

unsigned int
la_version (unsigned int version)
{
  return LAV_CURRENT;
}

unsigned int
la_objopen (struct link_map *map, Lmid_t ns, uintptr_t *cookie)
{
  return LA_FLG_BINDTO | LA_FLG_BINDFROM;
}
