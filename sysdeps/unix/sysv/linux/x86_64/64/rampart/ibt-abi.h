/* The prctl calls for indirect branch tracking: numbers and formats.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _IBT_ABI_H
#define _IBT_ABI_H

#include <linux/prctl.h>
#include <stdint.h>

/* Linux 7.0 has the calls, and on x86 nothing behind them yet.  */
#ifndef PR_GET_CFI
# define PR_GET_CFI 80
# define PR_SET_CFI 81
# define PR_CFI_BRANCH_LANDING_PADS 0
# define PR_CFI_ENABLE (1U << 0)
# define PR_CFI_DISABLE (1U << 1)
# define PR_CFI_LOCK (1U << 2)
#endif

/* The companion kernel: Documentation/arch/x86/user-ibt.rst.  */
#define PR_MARK_CODE_AS_LEGACY 0x4c474359
#define PR_LEGACY_CODE_SET (1U << 0)
#define PR_LEGACY_CODE_CLEAR (1U << 1)
#define PR_LEGACY_CODE_AUTO (1U << 2)
#define PR_LEGACY_CODE_SEAL (1U << 3)

struct legacy_code_range
{
  uint64_t start;
  uint64_t length;
};

#endif /* _IBT_ABI_H */
