/* What is known about the protection keys of the process.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <errno.h>
#include <ldsodefs.h>
#include <nptl/pkey-change.h>
#include <nptl/pkey-rights.h>
#include <nptl/smaps.h>
#include <pkey-absent.h>
#include <sys/pkey.h>

/* The kernel has one, and it is not among those that can be allocated: a
   program may have given execute-only memory a key of its own.  */
static int
execute_only_key (void)
{
  struct smaps_keys keys;
  if (__smaps_read (&keys) != 0)
    return PKEY_UNKNOWN;
  for (int key = 1; key < pkey_count; ++key)
    if ((keys.execute_only & 1U << key) != 0 && !__pkey_allocated (key))
      return key;
  return PKEY_UNKNOWN;
}

int
pkey_info (struct pkey_info *info)
{
  if (!pkey_present ())
    return pkey_absent (0);
  if (info == NULL)
    {
      __set_errno (EFAULT);
      return -1;
    }
  int saved_errno = errno;
  unsigned int allocated = atomic_load_relaxed (&GL (dl_pkey).allocated);
  *info = (struct pkey_info)
    {
      .hardware = pkey_count,
      .execute_only = execute_only_key (),
      .initial = GL (dl_pkey).init,
      .missed_frames = atomic_load_relaxed (&GL (dl_pkey).missed_frames)
    };
  info->usable = pkey_count - 1 - (info->execute_only != PKEY_UNKNOWN);
  for (int key = 0; key < pkey_count; ++key)
    if ((allocated & pkey_mask (key)) != 0)
      {
	++info->in_use;
	info->in_use_mask |= 1U << key;
      }
  __set_errno (saved_errno);
  return 0;
}
