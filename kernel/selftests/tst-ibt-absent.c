// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The companion kernel on a CPU that has no indirect branch tracking, or was
 * told not to use it.
 */
#include "ibt.h"

int main(void)
{
	unsigned long state;
	char *code = map_legacy(PAGE);

	fails_with(EOPNOTSUPP, set_cfi(PR_CFI_ENABLE), "enable");
	fails_with(EOPNOTSUPP, set_cfi(PR_CFI_DISABLE), "disable");
	fails_with(EOPNOTSUPP, sys_prctl(PR_GET_CFI, 0, (long)&state, 0, 0),
		   "get");
	fails_with(EINVAL, set_cfi(0), "bad arguments come first");
	fails_with(EOPNOTSUPP, mark(LEGACY_SET, code, PAGE), "SET");
	fails_with(EOPNOTSUPP, mark_ranges(LEGACY_AUTO, NULL, 0), "AUTO");
	fails_with(EOPNOTSUPP, mark_ranges(LEGACY_SEAL, NULL, 0), "SEAL");
	ok(!find_mapping(BITMAP, NULL), "there is no bitmap");
	ok(!proc_line("/proc/self/status", "x86_Legacy_code_pages:"),
	   "nor a line in /proc");
	ok(((long (*)(void))(uintptr_t)code)() == LEGACY_RETURNS,
	   "code without ENDBR runs");
	return test_end();
}
