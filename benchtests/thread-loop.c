/* Create threads and join them, one after the other: thread-loop TIMES.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <err.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

static void *
do_nothing (void *closure)
{
  return closure;
}

/* How long pthread_join waits depends on who is faster.  So let it find that
   the thread is gone: from a thread that exits, the kernel takes the open
   files after it has said so, and with them the end of a pipe that nobody else
   has open.  */
static void
create_and_join (void)
{
  int ends[2];
  pthread_t thread;
  char byte;
  if (pipe (ends) != 0
      || pthread_create (&thread, NULL, do_nothing, NULL) != 0
      || unshare (CLONE_FILES) != 0 || close (ends[1]) != 0
      || read (ends[0], &byte, 1) != 0 || close (ends[0]) != 0
      || pthread_join (thread, NULL) != 0)
    errx (1, "cannot create a thread and join it");
}

int
main (int argc, char **argv)
{
  if (argc != 2)
    return 2;
  for (int times = atoi (argv[1]); times > 0; --times)
    create_and_join ();
  return 0;
}
