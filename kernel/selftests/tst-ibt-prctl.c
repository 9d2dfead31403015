// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The rules of the calls: arguments, state, lock, inheritance.
 */
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <stddef.h>
#include <sys/prctl.h>

#include "ibt.h"

static void landing_pad_arguments(void)
{
	unsigned long state = 0;
	unsigned long flags;

	ok(get_cfi() == PR_CFI_DISABLE, "off at first");
	for (flags = 0; flags < 16; flags++) {
		unsigned long state = flags & 3;

		if (flags < 8 && (state == PR_CFI_ENABLE ||
				  state == PR_CFI_DISABLE))
			continue;
		fails_with(EINVAL, set_cfi(flags), "PR_SET_CFI, flags %lu",
			   flags);
	}
	fails_with(EINVAL, set_cfi(PR_CFI_ENABLE | 1UL << 63),
		   "PR_SET_CFI, a high flag");
	fails_with(EINVAL, sys_prctl(PR_SET_CFI, 1, PR_CFI_ENABLE, 0, 0),
		   "PR_SET_CFI, another kind");
	fails_with(EINVAL, sys_prctl(PR_SET_CFI, 0, PR_CFI_ENABLE, 1, 0),
		   "PR_SET_CFI, fourth argument");
	fails_with(EINVAL, sys_prctl(PR_SET_CFI, 0, PR_CFI_ENABLE, 0, 1),
		   "PR_SET_CFI, fifth argument");
	fails_with(EINVAL, sys_prctl(PR_GET_CFI, 1, (long)&state, 0, 0),
		   "PR_GET_CFI, another kind");
	fails_with(EINVAL, sys_prctl(PR_GET_CFI, 0, (long)&state, 1, 0),
		   "PR_GET_CFI, fourth argument");
	fails_with(EINVAL, sys_prctl(PR_GET_CFI, 0, (long)&state, 0, 1),
		   "PR_GET_CFI, fifth argument");
	fails_with(EFAULT, sys_prctl(PR_GET_CFI, 0, 8, 0, 0),
		   "PR_GET_CFI, nowhere to put it");
	ok(get_cfi() == PR_CFI_DISABLE, "still off");
}

static void on_off_lock(void)
{
	ok(!set_cfi(PR_CFI_DISABLE), "disable what is off");
	ok(!set_cfi(PR_CFI_DISABLE | PR_CFI_LOCK), "off is not locked");
	ok(get_cfi() == PR_CFI_DISABLE, "it is not");
	ok(!set_cfi(PR_CFI_ENABLE), "enable");
	ok(get_cfi() == PR_CFI_ENABLE, "enabled");
	ok(!set_cfi(PR_CFI_ENABLE), "enable again");
	ok(!set_cfi(PR_CFI_DISABLE), "disable");
	ok(get_cfi() == PR_CFI_DISABLE, "disabled");
	ok(!set_cfi(PR_CFI_ENABLE | PR_CFI_LOCK), "enable and lock");
	ok(get_cfi() == (PR_CFI_ENABLE | PR_CFI_LOCK), "enabled and locked");
	fails_with(EINVAL, set_cfi(PR_CFI_DISABLE), "disable what is locked");
	fails_with(EINVAL, set_cfi(PR_CFI_ENABLE), "enable what is locked");
	ok(get_cfi() == (PR_CFI_ENABLE | PR_CFI_LOCK), "still so");
	ok(strstr(proc_line("/proc/self/status", "x86_Thread_features:"), "ibt"),
	   "/proc shows it");
	ok(strstr(proc_line("/proc/self/status", "x86_Thread_features_locked:"),
		  "ibt"), "and the lock");
}

static void *in_thread(void *argument)
{
	*(unsigned long *)argument = get_cfi();
	return NULL;
}

static void grandchild(void)
{
	ok(get_cfi() == (PR_CFI_ENABLE | PR_CFI_LOCK), "inherited by fork()");
}

static void inheritance(void)
{
	unsigned long state = 0;
	pthread_t thread;

	ok(!set_cfi(PR_CFI_ENABLE | PR_CFI_LOCK), "enable and lock");
	pthread_create(&thread, NULL, in_thread, &state);
	pthread_join(thread, NULL);
	ok(state == (PR_CFI_ENABLE | PR_CFI_LOCK), "inherited by a thread");
	run_child(grandchild);
	execute_again();
}

static int executed(void)
{
	char *code = map_legacy(PAGE);

	ok(get_cfi() == PR_CFI_DISABLE, "cleared by exec()");
	ok(!find_mapping(BITMAP, NULL), "the bitmap is gone");
	ok(!proc_line("/proc/self/status", "x86_Legacy_code_pages:"),
	   "and its line in /proc");
	catch_faults();
	ok(legacy_runs(code), "and so is tracking");
	ok(!set_cfi(PR_CFI_ENABLE), "and the lock");
	ok(denied(code), "tracking can be had again");
	return test_end();
}

static void marking_arguments(void)
{
	struct legacy_code_range many[2] = { 0 };
	char *code = map_legacy(4 * PAGE);
	char *data = map_at(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, 0);
	unsigned long op;

	munmap(code + 3 * PAGE, PAGE);

	fails_with(EINVAL, mark(0, code, PAGE), "no operation");
	for (op = 16; op; op <<= 1)
		if (mark(op, code, PAGE) != -1 || errno != EINVAL ||
		    mark(op | LEGACY_SET, code, PAGE) != -1 || errno != EINVAL)
			ok(false, "unknown operation %#lx", op);
	fails_with(EINVAL, mark(LEGACY_SET | LEGACY_CLEAR, code, PAGE),
		   "SET with CLEAR");
	fails_with(EINVAL, mark_ranges(LEGACY_SET, many, 0), "SET, no range");
	fails_with(EINVAL, mark_ranges(LEGACY_CLEAR, many, 0), "CLEAR, no range");
	fails_with(EINVAL, mark_ranges(LEGACY_SET, NULL, 0), "SET, nothing");
	fails_with(EINVAL, mark_ranges(LEGACY_AUTO, many, 1),
		   "a range without SET or CLEAR");
	fails_with(EINVAL, mark_ranges(LEGACY_AUTO, many, 0),
		   "a pointer without ranges");
	fails_with(EINVAL, mark_ranges(LEGACY_SET, many, 65537), "too many");
	fails_with(EINVAL, mark_ranges(LEGACY_SET, many, -1UL),
		   "many too many");
	fails_with(EINVAL, sys_prctl(PR_MARK_CODE_AS_LEGACY, LEGACY_SET,
				     (long)many, 1, sizeof(*many) - 1),
		   "structure too small");
	fails_with(EINVAL, sys_prctl(PR_MARK_CODE_AS_LEGACY, LEGACY_SET,
				     (long)many, 1, sizeof(*many) + 8),
		   "structure too large");
	fails_with(EINVAL, sys_prctl(PR_MARK_CODE_AS_LEGACY, LEGACY_AUTO,
				     0, 0, 0), "structure of no size");

	fails_with(EINVAL, mark(LEGACY_SET, code + 1, PAGE), "unaligned start");
	fails_with(EINVAL, mark(LEGACY_SET, code, PAGE + 1), "unaligned length");
	fails_with(EINVAL, mark(LEGACY_SET, code, 0), "empty range");
	fails_with(EINVAL, mark(LEGACY_SET, code, -PAGE), "range that wraps");
	fails_with(EINVAL, mark(LEGACY_SET, (void *)-PAGE, PAGE),
		   "the end of the kernel half");
	fails_with(EINVAL, mark(LEGACY_SET, (void *)(1UL << 63), PAGE),
		   "in the kernel half");
	fails_with(EINVAL, mark(LEGACY_CLEAR, (void *)(1UL << 63), PAGE),
		   "in the kernel half, CLEAR");
	fails_with(EINVAL, mark(LEGACY_SET, code, 4 * PAGE), "a hole at the end");
	fails_with(EINVAL, mark(LEGACY_SET, code + 3 * PAGE, PAGE), "a hole");
	fails_with(EINVAL, mark(LEGACY_SET, data, PAGE), "data");

	fails_with(EFAULT, mark_ranges(LEGACY_SET, (void *)8, 1),
		   "ranges nowhere");
	fails_with(EFAULT, mark_ranges(LEGACY_SET, (void *)(1UL << 63), 1),
		   "ranges in the kernel");
	ok(!find_mapping(BITMAP, NULL), "no bitmap came of any of this");

	many[0] = (struct legacy_code_range){ (uintptr_t)code, PAGE };
	many[1] = (struct legacy_code_range){ (uintptr_t)data, PAGE };
	fails_with(EINVAL, mark_ranges(LEGACY_SET, many, 2),
		   "a bad range after a good one");
	memcpy(data + PAGE - sizeof(*many), many, sizeof(*many));
	munmap(data + PAGE, PAGE);
	fails_with(EFAULT, mark_ranges(LEGACY_SET, (void *)(data + PAGE -
				       sizeof(*many)), 2),
		   "ranges that end nowhere");
	mprotect(data, PAGE, PROT_READ);
	ok(marked_pages() == 0 || marked_pages() == -1UL, "nothing is marked");
	ok(!mark_ranges(LEGACY_SET, (void *)(data + PAGE - sizeof(*many)), 1),
	   "ranges in read-only memory");
	ok(marked_pages() == 1, "one page is marked");
	ok(!mark(LEGACY_CLEAR, data, 2 * PAGE), "CLEAR where nothing is code");
	ok(marked_pages() == 1, "is nothing");
	ok(!mark(LEGACY_CLEAR, code, PAGE), "CLEAR");
	ok(marked_pages() == 0, "no page is marked");
}

static void after_lock_and_seal(void)
{
	char *code = map_legacy(2 * PAGE);

	catch_faults();
	ok(!set_cfi(PR_CFI_ENABLE | PR_CFI_LOCK), "enable and lock");
	ok(!mark(LEGACY_SET, code, PAGE), "SET after LOCK");
	ok(legacy_runs(code), "it runs");
	ok(!mark_ranges(LEGACY_SEAL, NULL, 0), "SEAL");
	ok(!mark_ranges(LEGACY_SEAL, NULL, 0), "SEAL again");
	fails_with(EPERM, mark(LEGACY_SET, code + PAGE, PAGE), "SET after SEAL");
	fails_with(EPERM, mark_ranges(LEGACY_AUTO, NULL, 0), "AUTO after SEAL");
	fails_with(EPERM, mark(LEGACY_CLEAR | LEGACY_AUTO, code, PAGE),
		   "CLEAR with AUTO after SEAL");
	ok(legacy_runs(code), "what ran still runs");
	ok(denied(code + PAGE), "what did not does not");
	ok(!mark(LEGACY_CLEAR, code, PAGE), "CLEAR after SEAL");
	ok(denied(code), "and it runs no more");
	ok(strstr(proc_line("/proc/self/status", "x86_Legacy_code_pages:"),
		  "sealed"), "/proc shows the seal");
}

static void seal_with_set(void)
{
	char *code = map_legacy(2 * PAGE);

	ok(!mark(LEGACY_SET | LEGACY_AUTO | LEGACY_SEAL, code, PAGE),
	   "SET, AUTO and SEAL in one");
	fails_with(EPERM, mark(LEGACY_SET, code, PAGE), "sealed");
	ok(marked_pages() >= 2, "AUTO has marked anonymous code");
}

static void under_seccomp(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_prctl, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { 4, filter };

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	need(!prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), "seccomp");
	fails_with(EPERM, set_cfi(PR_CFI_ENABLE), "enable under seccomp");
	fails_with(EPERM, mark_ranges(LEGACY_AUTO, NULL, 0),
		   "AUTO under seccomp");
}

/* As from a 32-bit process. */
static long prctl32(int option, int a, int b, int c, int d)
{
	long result;

	__asm__ volatile("int $0x80" : "=a"(result)
			 : "a"(172), "b"(option), "c"(a), "d"(b), "S"(c), "D"(d)
			 : "memory", "r8", "r9", "r10", "r11");
	return result;
}

static void from_32_bits(void)
{
	ok((int)prctl32(PR_SET_CFI, 0, PR_CFI_ENABLE, 0, 0) == -EOPNOTSUPP,
	   "PR_SET_CFI from 32 bits");
	ok((int)prctl32(PR_GET_CFI, 0, 8, 0, 0) == -EOPNOTSUPP,
	   "PR_GET_CFI from 32 bits");
	ok((int)prctl32(PR_MARK_CODE_AS_LEGACY, LEGACY_AUTO, 0, 0, 16) ==
	   -EOPNOTSUPP, "PR_MARK_CODE_AS_LEGACY from 32 bits");
	ok(get_cfi() == PR_CFI_DISABLE, "nothing has happened");
}

int main(int argc, char **argv)
{
	(void)argv;
	if (argc > 1)
		return executed();

	run_child(landing_pad_arguments);
	run_child(on_off_lock);
	run_child(inheritance);
	run_child(marking_arguments);
	run_child(after_lock_and_seal);
	run_child(seal_with_set);
	run_child(under_seccomp);
	run_child(from_32_bits);
	return test_end();
}
