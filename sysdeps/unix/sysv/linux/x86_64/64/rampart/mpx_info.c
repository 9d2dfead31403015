/* What is known about MPX in this process.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/mpx-table.h>
#include <errno.h>
#include <ldsodefs.h>
#include <sys/mpx.h>

int
mpx_info (struct mpx_info *info)
{
  if (info == NULL)
    {
      __set_errno (EFAULT);
      return -1;
    }
  const struct mpx_process *process = &GL (dl_mpx);
  *info = (struct mpx_info)
    {
      .tables = process->tables,
      .reason = process->reason,
      .tables_made = atomic_load_relaxed (&process->tables_made),
      .violations = atomic_load_relaxed (&process->violations)
    };
  if (process->bndcfgu != 0)
    {
      info->directory = (void *) mpx_directory (process->bndcfgu);
      info->directory_size
	= mpx_directory_entries (process->mawa) * sizeof (uint64_t);
    }
  return 0;
}
