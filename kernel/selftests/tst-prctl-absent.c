// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A kernel that has no part in any of this: what the loader may expect of it.
 */
#include "ibt.h"

#define PR_MPX_ENABLE_MANAGEMENT	43
#define PR_MPX_DISABLE_MANAGEMENT	44

int main(void)
{
	unsigned long state;

	fails_with(EINVAL, set_cfi(PR_CFI_ENABLE), "PR_SET_CFI");
	fails_with(EINVAL, sys_prctl(PR_GET_CFI, 0, (long)&state, 0, 0),
		   "PR_GET_CFI");
	fails_with(EINVAL, mark_ranges(LEGACY_AUTO, NULL, 0),
		   "PR_MARK_CODE_AS_LEGACY");
	fails_with(EINVAL, sys_prctl(PR_MPX_ENABLE_MANAGEMENT, 0, 0, 0, 0),
		   "PR_MPX_ENABLE_MANAGEMENT");
	fails_with(EINVAL, sys_prctl(PR_MPX_DISABLE_MANAGEMENT, 0, 0, 0, 0),
		   "PR_MPX_DISABLE_MANAGEMENT");
	ok(!find_mapping(BITMAP, NULL), "there is no bitmap");
	return test_end();
}
