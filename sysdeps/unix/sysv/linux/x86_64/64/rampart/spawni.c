/* Spawn a process: its mask is not that of its parent.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/mpx-thread.h>

#define __spawni upstream_spawni
#include <sysdeps/unix/sysv/linux/spawni.c>
#undef __spawni

/* The child has the memory of its parent, and so the parent's words about its
   mask.  */
int
__spawni (pid_t *pid, const char *file,
	  const posix_spawn_file_actions_t *actions,
	  const posix_spawnattr_t *attributes, char *const argv[],
	  char *const envp[], int flags)
{
  struct mpx_thread *own = mpx_thread (THREAD_SELF);
  bool blocks = own->blocks;
  int result = upstream_spawni (pid, file, actions, attributes, argv, envp,
				flags);
  own->blocks = blocks;
  return result;
}
