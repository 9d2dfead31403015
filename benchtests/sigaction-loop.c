/* Install a handler again and again: sigaction-loop TIMES.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <err.h>
#include <signal.h>
#include <stdlib.h>

static void
handle (int signal)
{
  (void) signal;
}

int
main (int argc, char **argv)
{
  static const struct sigaction action = { .sa_handler = handle };
  if (argc != 2)
    return 2;
  for (int times = atoi (argv[1]); times > 0; --times)
    if (sigaction (SIGUSR1, &action, NULL) != 0)
      err (1, "sigaction");
  return 0;
}
