/* The prctl calls for indirect branch tracking.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _IBT_PRCTL_H
#define _IBT_PRCTL_H

#include <ibt-abi.h>
#include <stddef.h>
#include <sysdep.h>

/* Each of them returns zero or an error number.  */

/* Exempt legacy code: OP of PR_LEGACY_CODE_* for the COUNT ranges at
   RANGES.  */
static inline int
ibt_mark (unsigned int op, const struct legacy_code_range *ranges,
	  size_t count)
{
  return -INTERNAL_SYSCALL_CALL (prctl, PR_MARK_CODE_AS_LEGACY, op, ranges,
				 count, sizeof *ranges);
}

/* Switch tracking on or off for the calling thread and its children.  */
static inline int
ibt_set (unsigned int flags)
{
  return -INTERNAL_SYSCALL_CALL (prctl, PR_SET_CFI, PR_CFI_BRANCH_LANDING_PADS,
				 flags, 0, 0);
}

/* Store PR_CFI_ENABLE or PR_CFI_DISABLE, and PR_CFI_LOCK, at FLAGS.  */
static inline int
ibt_get (unsigned long int *flags)
{
  return -INTERNAL_SYSCALL_CALL (prctl, PR_GET_CFI, PR_CFI_BRANCH_LANDING_PADS,
				 flags, 0, 0);
}

#endif /* _IBT_PRCTL_H */
