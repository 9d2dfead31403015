// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * No memory: each allocation that a call makes fails once, the first, the
 * second and so on.  The call says ENOMEM or does without; the bitmap and the
 * marks agree afterwards, the call repeated has its effect, and nothing is
 * lost.
 */
#include "fail.h"
#include "ibt.h"

#define PAGES	8

static char *code;
static unsigned long bitmap;

/* In each child: memory to mark, and a bitmap if it WANTS_BITMAP. */
static void begin(bool wants_bitmap)
{
	fail_begin();
	code = map_at(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, 0);
	fill_legacy(code, PAGES * PAGE);
	if (mprotect(code, PAGES * PAGE, PROT_READ | PROT_EXEC) ||
	    (wants_bitmap && mark(LEGACY_CLEAR, code, PAGE)))
		exit(1);
}

static unsigned int marked_bits(void)
{
	unsigned int i, bits = 0;

	bitmap = find_mapping(BITMAP, NULL);
	for (i = 0; bitmap && i < PAGES; i++)
		bits |= bit_of(bitmap, code + i * PAGE) << i;
	return bits;
}

static void fresh(void)
{
	begin(false);
}

static void with_bitmap(void)
{
	begin(true);
	/* A page of the bitmap that is written in place. */
	marked_bits();
}

static void marked(void)
{
	with_bitmap();
	mark(LEGACY_SET, code, PAGES * PAGE);
	marked_bits();
}

static void automatic(void)
{
	with_bitmap();
	mark_ranges(LEGACY_AUTO, NULL, 0);
	mark(LEGACY_CLEAR, code, PAGES * PAGE);
}

static long set_one(void)
{
	return mark(LEGACY_SET, code + 2 * PAGE, PAGE);
}

static long set_several(void)
{
	struct legacy_code_range ranges[] = {
		{ (uintptr_t)code, PAGE },
		{ (uintptr_t)code + 3 * PAGE, PAGE },
		{ (uintptr_t)code + 6 * PAGE, PAGE },
	};

	return mark_ranges(LEGACY_SET, ranges, 3);
}

static long clear_one(void)
{
	return mark(LEGACY_CLEAR, code + 4 * PAGE, PAGE);
}

static long set_auto(void)
{
	return mark_ranges(LEGACY_AUTO, NULL, 0);
}

static long enable(void)
{
	return set_cfi(PR_CFI_ENABLE);
}

static long map_over(void)
{
	return map_at(code + PAGE, PAGE, PROT_READ | PROT_EXEC,
		      MAP_FIXED) == MAP_FAILED ? -1 : 0;
}

static long protect(void)
{
	return mprotect(code + PAGE, PAGE, PROT_READ);
}

static long unmap(void)
{
	return munmap(code + PAGE, PAGE);
}

/* The page of the bitmap is made when it is read. */
static long read_bit(void)
{
	return bit_of(bitmap, code + 2 * PAGE) ? 0 : -1;
}

static void unread(void)
{
	begin(true);
	set_one();
	bitmap = find_mapping(BITMAP, NULL);
}

static long fork_it(void)
{
	pid_t child = fork();
	int status = -1;

	if (child < 0)
		return -1;
	if (child == 0)
		_exit(marked_bits() != 0xff || marked_pages() != PAGES);
	waitpid(child, &status, 0);
	if (status)
		errno = 0;
	return status ? -1 : 0;
}

struct operation {
	const char *name;
	void (*before)(void);
	long (*run)(void);
	unsigned int bits;	/* What is marked after it. */
};

static const struct operation look = {
	"the first look at the bitmap", unread, read_bit, 0x04
};

static const struct operation operations[] = {
	{ "the first SET", fresh, set_one, 0x04 },
	{ "SET", with_bitmap, set_one, 0x04 },
	{ "SET of several ranges", with_bitmap, set_several, 0x49 },
	{ "CLEAR", marked, clear_one, 0xef },
	{ "the first AUTO", fresh, set_auto, 0xff },
	{ "PR_SET_CFI", fresh, enable, 0 },
	{ "mmap() under AUTO", automatic, map_over, 0x02 },
	{ "mmap() over marked code", marked, map_over, 0xfd },
	{ "mprotect() of marked code", marked, protect, 0xfd },
	{ "munmap() of marked code", marked, unmap, 0xfd },
	{ "fork()", marked, fork_it, 0xff },
};

#define OPERATIONS	(sizeof(operations) / sizeof(*operations))

static const struct operation *operation;

static bool agree(void)
{
	unsigned long pages = marked_pages();

	return pages == (unsigned long)__builtin_popcount(marked_bits()) ||
	       (!bitmap && pages == -1UL);
}

static void inject(void)
{
	bool reached;
	long result;
	int error;

	operation->before();
	fail_arm();
	result = operation->run();
	error = errno;
	reached = fail_disarm();

	ok_quietly(!result || error == ENOMEM, "%s, %d: errno %d",
		   operation->name, fail_which, error);
	ok_quietly(agree(), "%s, %d: marks and bitmap differ", operation->name,
		   fail_which);
	/* What could not be done can be done now. */
	ok_quietly(!operation->run(), "%s, %d: again, errno %d",
		   operation->name, fail_which, errno);
	ok_quietly(marked_bits() == operation->bits, "%s, %d: %#x is marked",
		   operation->name, fail_which, marked_bits());
	fail_end(reached, result);
}

static void everything(void)
{
	int round;

	for (operation = operations; operation < operations + OPERATIONS;
	     operation++)
		every_allocation(operation->name, inject);

	/* A fault is repeated until there is memory. */
	if (fail_all)
		return;
	operation = &look;
	every_allocation(operation->name, inject);
	/* So often that a page each time would be missed. */
	for (round = 0; round < 300; round++) {
		fail_which = 1 + round % 3;
		in_child(inject);
	}
}

int main(void)
{
	fail_rounds(everything);
	return test_end();
}
