/* Memory that is locked: not all of the bounds directory.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/maps-line.h>
#include <elf/mpx-lock.h>
#include <elf/mpx-table.h>
#include <elf/proc-lines.h>
#include <ldsodefs.h>
#include <sys/mman.h>
#include <sysdep.h>

/* Bring the mapping that LINE describes into memory, and ignore what is not
   to be had, as the system call mlockall does.  */
static void
lock_mapping (void *closure, const char *line)
{
  uintptr_t directory = *(uintptr_t *) closure;
  struct maps_line map;
  uint64_t size
    = mpx_directory_entries (GL (dl_mpx).mawa) * sizeof (uint64_t);
  if (__parse_maps_line (line, &map) && map.start - directory >= size)
    INTERNAL_SYSCALL_CALL (mlock, map.start, map.end - map.start);
}

int
__mpx_mlockall (int flags)
{
  /* 2 GiB would be brought into memory, of which hardly anything is used.  So
     nothing is at first.  */
  int result = INLINE_SYSCALL_CALL (mlockall, MCL_CURRENT | MCL_ONFAULT);
  if (result == 0 && flags != MCL_CURRENT)
    result = INLINE_SYSCALL_CALL (mlockall, flags & ~MCL_CURRENT);
  if (result != 0)
    return result;
  uintptr_t directory = mpx_directory (GL (dl_mpx).bndcfgu);
  int error = read_proc_lines ("/proc/thread-self/maps", lock_mapping,
			       &directory);
  return error == 0 ? 0 : INLINE_SYSCALL_ERROR_RETURN_VALUE (error);
}
