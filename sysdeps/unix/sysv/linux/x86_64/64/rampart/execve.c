/* Execute a program: it starts with the mask that its parent sees.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/mpx-blocked.h>
#include <sysdep.h>
#include <unistd.h>

int
__execve (const char *path, char *const argv[], char *const envp[])
{
  bool blocked = mpx_exec_begin ();
  int result = INLINE_SYSCALL_CALL (execve, path, argv, envp);
  mpx_exec_failed (blocked);
  return result;
}
weak_alias (__execve, execve)
