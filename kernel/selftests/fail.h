/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Allocations of the kernel that fail on demand, by fault injection.
 */
#ifndef FAIL_H
#define FAIL_H

#include <fcntl.h>
#include <sys/mount.h>

#include "test.h"

/* More than any call makes. */
#define ALLOCATIONS	2000

/*
 * Which allocation fails, by its number, and whether all before it do too.  The
 * kernel often tries again in another way, and only the latter stops that.
 */
static int fail_which;
static bool fail_all;

/* How a child that has tried it ends. */
enum { FAIL_WITHOUT = 10, FAIL_REFUSED, FAIL_NOT_REACHED };

static const char *const fail_kinds[] = { "failslab", "fail_page_alloc" };
static int fail_nth_fd, fail_task_fd, fail_times_fd[2];

static inline int fail_open(const char *kind, const char *knob)
{
	char path[256];

	snprintf(path, sizeof(path), "/sys/kernel/debug/%s/%s", kind, knob);
	return open(path, O_RDWR);
}

static inline void fail_set(int fd, int value)
{
	char text[16];
	int length = snprintf(text, sizeof(text), "%d", value);

	/* Those of debugfs have no position. */
	if (write(fd, text, length) != length)
		exit(1);
}

/* How many are still to fail, of those that were to. */
static inline int fail_left(const char *kind)
{
	int fd = fail_open(kind, "times");
	char text[16] = "";

	if (read(fd, text, sizeof(text) - 1) <= 0)
		exit(1);
	close(fd);
	return atoi(text);
}

/* Once: all kinds of allocations, also those that may wait. */
static inline void may_fail(void)
{
	static const struct {
		const char *name;
		int value;
	} knobs[] = {
		{ "ignore-gfp-wait", 0 }, { "verbose", 0 }, { "times", 0 },
		{ "task-filter", 1 }, { "probability", 100 },
	};
	unsigned int kind, i;
	int fd;

	mount("debugfs", "/sys/kernel/debug", "debugfs", 0, NULL);
	for (kind = 0; kind < 2; kind++)
		for (i = 0; i < sizeof(knobs) / sizeof(*knobs); i++) {
			fd = fail_open(fail_kinds[kind], knobs[i].name);
			need(fd >= 0, "%s of %s", knobs[i].name,
			     fail_kinds[kind]);
			fail_set(fd, knobs[i].value);
			close(fd);
		}
	fail_set(fail_open("fail_page_alloc", "min-order"), 0);
}

/* Opening these makes allocations itself, so each process does it early. */
static inline void fail_begin(void)
{
	unsigned int kind;

	fail_nth_fd = open("/proc/thread-self/fail-nth", O_RDWR);
	fail_task_fd = open("/proc/self/make-it-fail", O_RDWR);
	for (kind = 0; kind < 2; kind++)
		fail_times_fd[kind] = fail_open(fail_kinds[kind], "times");
}

static inline void fail_arm(void)
{
	unsigned int kind;

	if (!fail_all) {
		fail_set(fail_nth_fd, fail_which);
		return;
	}
	for (kind = 0; kind < 2; kind++)
		fail_set(fail_times_fd[kind], fail_which);
	fail_set(fail_task_fd, 1);
}

/* Whether there have been as many failures; there will be no more. */
static inline bool fail_disarm(void)
{
	char text[16] = "";

	if (!fail_all) {
		if (pread(fail_nth_fd, text, sizeof(text) - 1, 0) <= 0)
			exit(1);
		fail_set(fail_nth_fd, 0);
		return !atoi(text);
	}
	fail_set(fail_task_fd, 0);
	return !fail_left(fail_kinds[0]) || !fail_left(fail_kinds[1]);
}

static inline void fail_end(bool reached, bool refused)
{
	/* One that fails may be fewer than were to. */
	ok_quietly(reached || !refused || (fail_all && fail_which > 1),
		   "%d: refused, and no allocation has failed", fail_which);
	exit(test_failures ? 1 : !reached ? FAIL_NOT_REACHED :
	     refused ? FAIL_REFUSED : FAIL_WITHOUT);
}

/* Run OPERATION in a child for each allocation that it makes. */
static inline void every_allocation(const char *name, void (*operation)(void))
{
	int refused = 0, without = 0, status;

	for (fail_which = 1; fail_which < ALLOCATIONS; fail_which++) {
		status = in_child(operation);
		if (status == FAIL_NOT_REACHED << 8)
			break;
		if (status == FAIL_REFUSED << 8) {
			refused++;
		} else if (status == FAIL_WITHOUT << 8) {
			without++;
		} else {
			ok(false, "%s, %d: status %#x", name, fail_which, status);
			return;
		}
	}
	ok(fail_which > 1 && fail_which < ALLOCATIONS,
	   fail_all ? "%s: of up to %d failures, %d times refused, %d times done"
		    : "%s: of %d allocations, refused without %d, done without %d",
	   name, fail_which - 1, refused, without);
}

/*
 * Run ALL, which calls the above for everything there is, and see whether any
 * memory is gone after it.
 */
static inline void fail_rounds(void (*all)(void))
{
	long lost = 0;
	int round;

	may_fail();
	for (round = 0; round < 4; round++) {
		/* What the kernel keeps after the first time, it may. */
		if (round == 2)
			lost = free_kb();
		fail_all = round % 2;
		all();
	}
	no_memory_lost(lost - free_kb());
}

#endif
