/* Execute a program: it starts with the mask that its parent sees.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/mpx-blocked.h>
#include <unistd.h>

static int upstream_fexecve (int, char *const [], char *const []);
#define fexecve upstream_fexecve
#include <sysdeps/unix/sysv/linux/fexecve.c>
#undef fexecve

int
fexecve (int fd, char *const argv[], char *const envp[])
{
  bool blocked = mpx_exec_begin ();
  int result = upstream_fexecve (fd, argv, envp);
  mpx_exec_failed (blocked);
  return result;
}
