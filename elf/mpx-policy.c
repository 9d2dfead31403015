/* When to check bounds with MPX, and who makes bounds tables: the decision.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/mpx-policy.h>
#include <elf/mpx-table.h>
#include <errno.h>

/* BNDCFGU: bit 0 switches MPX on, bit 1 lets branches without the BND prefix
   keep the bounds registers (SDM volume 1, E.3).  */
enum { bndcfgu_enable = 1, bndcfgu_preserve = 2 };

enum protection_reason
_dl_mpx_wanted (const struct mpx_config *config,
		const struct mpx_facts *facts)
{
  if (config->mode == mpx_off)
    return protection_tunable_off;
  if (!facts->cpu)
    return protection_cpu_absent;
  if (!facts->os)
    return protection_os_absent;
  if (facts->foreign)
    return protection_foreign_runtime;
  if (config->mode == mpx_auto && !facts->asked)
    return protection_not_asked_for;
  return protection_none;
}

enum protection_reason
_dl_mpx_wanted_late (const struct mpx_config *config,
		     const struct mpx_facts *facts,
		     enum protection_reason present)
{
  switch (present)
    {
    case protection_none:
      /* Its constructor switches ours off.  */
      return facts->foreign ? protection_foreign_runtime : protection_none;
    case protection_not_asked_for:
      return _dl_mpx_wanted (config, facts);
    default:
      return present;
    }
}

bool
_dl_mpx_fatal (const struct mpx_config *config, enum protection_reason reason)
{
  return config->mode == mpx_strict && reason != protection_none;
}

size_t
_dl_mpx_directory_size (unsigned int mawa)
{
  return mpx_directory_entries (mawa) * sizeof (uint64_t);
}

uint64_t
_dl_mpx_bndcfgu (const struct mpx_config *config, uintptr_t directory)
{
  return (directory | bndcfgu_enable
	  | (config->preserve ? bndcfgu_preserve : 0));
}

enum protection_reason
_dl_mpx_failure (int error)
{
  switch (error)
    {
    case EPERM:
    case ENOSYS:
    case EACCES:
      return protection_call_denied;
    case ENOMEM:
    case EAGAIN:
      return protection_no_memory;
    default:
      return protection_call_failed;
    }
}
