// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What marking costs, for Documentation/arch/x86/user-ibt.rst: by the call, in
 * batches, by an application that writes the bits itself, and what loading an
 * object costs anyway; and the memory of the bitmap.
 *
 * The unit is that of RDTSC.  In an emulator whose clock is the number of its
 * instructions, those are instructions, of kernel and user mode together.
 */
#include <fcntl.h>
#include <sys/stat.h>

#include "ibt.h"

#define OBJECTS		1000
#define ROUNDS		9
/* Text of 64 pages, read-only data before and after, data: a usual object. */
#define TEXT		(64 * PAGE)

static inline uint64_t now(void)
{
	uint32_t low, high;

	__asm__ volatile("lfence; rdtsc" : "=a"(low), "=d"(high) :: "memory");
	return (uint64_t)high << 32 | low;
}

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* Each a mapping of its own, as objects have. */
static void make_objects(struct legacy_code_range *ranges, int n,
			 size_t distance)
{
	char *room = map_at(NULL, n * distance, PROT_NONE, MAP_NORESERVE);
	int i;

	need(room != MAP_FAILED, "room for %d objects, one in %zu KiB", n,
	     distance >> 10);
	for (i = 0; i < n; i++) {
		char *text = room + i * distance;

		mprotect(text, TEXT, PROT_READ | PROT_EXEC);
		ranges[i] = (struct legacy_code_range){ (uintptr_t)text, TEXT };
	}
}

static void batches(void)
{
	static const int sizes[] = { 1, 10, 100, 500 };
	static struct legacy_code_range ranges[500];
	unsigned int i;
	int round;

	make_objects(ranges, 500, 2 * TEXT);
	need(!set_cfi(PR_CFI_ENABLE), "enable");
	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		uint64_t set = -1, clear = -1, again = -1, start;
		int n = sizes[i];

		for (round = 0; round < ROUNDS; round++) {
			start = now();
			mark_ranges(LEGACY_SET, ranges, n);
			set = least(set, now() - start);
			start = now();
			mark_ranges(LEGACY_SET, ranges, n);
			again = least(again, now() - start);
			start = now();
			mark_ranges(LEGACY_CLEAR, ranges, n);
			clear = least(clear, now() - start);
		}
		printf("prctl: %3d objects: set %lu, each %lu; again %lu; clear %lu\n",
		       n, set, set / n, again, clear);
	}
}

/*
 * What an application pays that writes the bits itself: PROTECTED as glibc did it
 * up to 2.31, with a bitmap that is writable for as long as it takes, or else
 * with one that always is.  Any memory does for a measurement.
 */
static void by_hand(bool protected)
{
	size_t length = 64 << 20;
	unsigned char *bits = (void *)map_at(NULL, length, PROT_READ |
					     (protected ? 0 : PROT_WRITE),
					     MAP_NORESERVE);
	uint64_t first = -1, later = -1, start;
	int round, again;
	size_t i;

	for (round = 0; round < ROUNDS; round++) {
		unsigned char *at = bits + round * PAGE;

		for (again = 0; again < 2; again++) {
			start = now();
			if (protected)
				mprotect(bits, length, PROT_READ | PROT_WRITE);
			for (i = 0; i < TEXT / PAGE / 8; i++)
				((volatile unsigned char *)at)[i] = 0xff;
			if (protected)
				mprotect(bits, length, PROT_READ);
			start = now() - start;
			if (again)
				later = least(later, start);
			else
				first = least(first, start);
		}
	}
	printf("by hand, %s: the first object of a page %lu, others %lu\n",
	       protected ? "writable only meanwhile" : "always writable", first,
	       later);
}

static void writable_meanwhile(void)
{
	by_hand(true);
}

static void always_writable(void)
{
	by_hand(false);
}

/* The calls that a loader makes for an object of four segments. */
static void loading(void)
{
	char name[] = "/tmp/bench-XXXXXX", header[832];
	uint64_t all = -1, marked = -1, start;
	int fd = mkstemp(name), round;
	struct stat st;

	need(fd >= 0 && !ftruncate(fd, 256 * PAGE), "a file");
	close(fd);
	need(!set_cfi(PR_CFI_ENABLE), "enable");
	for (round = 0; round < 2 * ROUNDS; round++) {
		char *base;

		start = now();
		fd = open(name, O_RDONLY | O_CLOEXEC);
		if (read(fd, header, sizeof(header)) < 0 || fstat(fd, &st))
			exit(1);
		base = mmap(NULL, 128 * PAGE, PROT_READ, MAP_PRIVATE, fd, 0);
		mmap(base + 16 * PAGE, TEXT, PROT_READ | PROT_EXEC,
		     MAP_PRIVATE | MAP_FIXED, fd, 16 * PAGE);
		mmap(base + 80 * PAGE, 32 * PAGE, PROT_READ,
		     MAP_PRIVATE | MAP_FIXED, fd, 80 * PAGE);
		mmap(base + 112 * PAGE, 8 * PAGE, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_FIXED, fd, 112 * PAGE);
		map_at(base + 120 * PAGE, 8 * PAGE, PROT_READ | PROT_WRITE,
		       MAP_FIXED);
		close(fd);
		mprotect(base + 112 * PAGE, 4 * PAGE, PROT_READ);
		start = now() - start;
		if (round < ROUNDS) {
			all = least(all, start);
		} else {
			uint64_t again = now();

			mark(LEGACY_SET, base + 16 * PAGE, TEXT);
			marked = least(marked, now() - again);
		}
		munmap(base, 128 * PAGE);
	}
	unlink(name);
	printf("loading an object: 10 calls %lu; marking it too: %lu\n", all,
	       marked);
}

/* What a branch into marked code costs the first time, and then. */
static void lookups(void)
{
	char *code = map_legacy(2 * PAGE);
	uint64_t first, later = -1, start;
	int round;

	catch_faults();
	need(!set_cfi(PR_CFI_ENABLE), "enable");
	mark(LEGACY_SET, code, PAGE);
	((volatile char *)code)[0];
	start = now();
	try(code);
	first = now() - start;
	for (round = 0; round < ROUNDS; round++) {
		start = now();
		try(code);
		later = least(later, now() - start);
	}
	printf("branch into marked code: the first %lu, later ones %lu\n",
	       first, later);
}

static unsigned long bitmap_kb(unsigned long bitmap, const char *name)
{
	unsigned long start, end, kb = 0;
	bool here = false;
	char line[512];
	FILE *in = fopen("/proc/self/smaps", "r");

	while (in && fgets(line, sizeof(line), in))
		if (sscanf(line, "%lx-%lx ", &start, &end) == 2 &&
		    line[0] < 'A')
			here = start == bitmap;
		else if (here && !strncmp(line, name, strlen(name)))
			kb = strtoul(line + strlen(name), NULL, 10);
	if (in)
		fclose(in);
	return kb;
}

static int memory_objects;
static size_t memory_distance;

static void memory(void)
{
	static struct legacy_code_range ranges[OBJECTS];
	unsigned long bitmap, tables;
	int i, n = memory_objects;

	make_objects(ranges, n, memory_distance);
	need(!set_cfi(PR_CFI_ENABLE), "enable");
	need(!mark_ranges(LEGACY_SET, ranges, n), "mark");
	bitmap = find_mapping(BITMAP, NULL);
	tables = strtoul(proc_line("/proc/self/status", "VmPTE:"), NULL, 10);
	for (i = 0; i < n; i++)
		if (!bit_of(bitmap, (void *)ranges[i].start))
			exit(1);
	printf("memory: %4d objects, one in %7zu KiB: %lu kB of bitmap, %lu kB of page tables\n",
	       n, memory_distance >> 10, bitmap_kb(bitmap, "Rss:"),
	       strtoul(proc_line("/proc/self/status", "VmPTE:"), NULL, 10) -
	       tables);
}

int main(void)
{
	static const int objects[] = { 1, 100, OBJECTS };
	/* As mmap() places them, and as far apart as nobody has them. */
	static const size_t distances[] = { 2 << 20, 1 << 30 };
	int i, j;

	run_child(batches);
	run_child(writable_meanwhile);
	run_child(always_writable);
	run_child(loading);
	run_child(lookups);
	for (i = 0; i < 2; i++)
		for (j = 0; j < 3; j++) {
			memory_objects = objects[j];
			memory_distance = distances[i];
			run_child(memory);
		}
	return test_end();
}
