/* A module that is loaded with a copy of libc of its own.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/pkey.h>
#include <unistd.h>

/* A thread of this libc changes the rights to its own key, and looks at those
   to another.  */
static int own_key, watched_key;
static pthread_t thread;
static volatile bool stop;
static volatile int watched;
static volatile unsigned long int lost;

static void *
work (void *closure)
{
  unsigned int rights = 0;
  while (!stop)
    {
      rights ^= PKEY_DISABLE_WRITE;
      pkey_set (own_key, rights);
      watched = pkey_get (watched_key);
      if (pkey_get (own_key) != rights)
	++lost;
    }
  return NULL;
}

int
start (int own, int other)
{
  own_key = own;
  watched_key = other;
  return pthread_create (&thread, NULL, work, NULL);
}

int
watched_rights (void)
{
  return watched;
}

unsigned long int
end (void)
{
  stop = true;
  pthread_join (thread, NULL);
  return lost;
}

int
set_all (int key, unsigned int rights)
{
  return pkey_set_all (key, rights);
}

int
set_groups (void)
{
  return setresgid (-1, -1, -1);
}

int
set_action (int number, const struct sigaction *action, struct sigaction *old)
{
  return sigaction (number, action, old);
}
