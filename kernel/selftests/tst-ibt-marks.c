// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The life of a mark: it lets code run, and dies with the mapping, so that
 * what comes to the same address is tracked.
 */
#include <sys/ipc.h>
#include <sys/shm.h>

#include "ibt.h"

static void enable(void)
{
	catch_faults();
	need(!set_cfi(PR_CFI_ENABLE | PR_CFI_LOCK), "enable and lock");
}

/* Code without landing pads at AT again, and not marked. */
static void map_again(char *at)
{
	need(map_at(at, PAGE, PROT_READ | PROT_WRITE, MAP_FIXED) == at,
	     "map the address again");
	fill_legacy(at, PAGE);
	mprotect(at, PAGE, PROT_READ | PROT_EXEC);
}

static void set_and_clear(void)
{
	char *code = map_legacy(3 * PAGE);

	enable();
	ok(denied(code + PAGE), "unmarked code dies");
	ok(!mark(LEGACY_SET, code + PAGE, PAGE), "SET");
	ok(legacy_runs(code + PAGE), "it runs");
	ok(denied(code), "the page before dies");
	ok(denied(code + 2 * PAGE), "the page after dies");
	ok(!mark(LEGACY_SET, code + PAGE, PAGE), "SET again");
	ok(legacy_runs(code + PAGE), "it runs still");
	ok(!mark(LEGACY_CLEAR, code + PAGE, PAGE), "CLEAR");
	ok(denied(code + PAGE), "it dies");
	ok(!mark(LEGACY_CLEAR, code + PAGE, PAGE), "CLEAR again");
}

/* Marks made before tracking is on are found then. */
static void mark_first(void)
{
	char *code = map_legacy(2 * PAGE);

	ok(!mark(LEGACY_SET, code, PAGE), "SET before tracking is on");
	enable();
	ok(legacy_runs(code), "it runs");
	ok(denied(code + PAGE), "the other one dies");
}

static void batch(void)
{
	enum { N = 600 };
	static struct legacy_code_range ranges[N];
	char *code = map_legacy(2 * N * PAGE);
	int i, ran = 0, died = 0;

	enable();
	for (i = 0; i < N; i++)
		ranges[i] = (struct legacy_code_range){
			(uintptr_t)code + 2 * i * PAGE, PAGE };
	ok(!mark_ranges(LEGACY_SET, ranges, N), "SET of %d ranges", N);
	ok(marked_pages() == N, "%lu pages are marked", marked_pages());
	for (i = 0; i < N; i++) {
		ran += legacy_runs(code + 2 * i * PAGE);
		died += denied(code + (2 * i + 1) * PAGE);
	}
	ok(ran == N && died == N, "%d run, %d between them die", ran, died);
	ok(!mark_ranges(LEGACY_CLEAR, ranges, N), "CLEAR of all");
	ok(marked_pages() == 0 && denied(code), "none is left");

	ranges[N - 1].length = 3 * PAGE * N;
	fails_with(EINVAL, mark_ranges(LEGACY_SET, ranges, N),
		   "a bad range at the end");
	ok(marked_pages() == 0 && denied(code), "nothing was applied");
}

static void unmapping(void)
{
	char *code = map_legacy(4 * PAGE), *p;

	enable();
	mark(LEGACY_SET, code, 4 * PAGE);
	ok(legacy_runs(code + PAGE), "marked code runs");

	munmap(code + PAGE, PAGE);
	ok(marked_pages() == 3, "munmap() of one page takes its mark");
	map_again(code + PAGE);
	ok(denied(code + PAGE), "what comes there is tracked");
	ok(legacy_runs(code) && legacy_runs(code + 2 * PAGE),
	   "its neighbours are not");

	/* Directly over it, without an munmap() before or an mprotect() after. */
	need(map_at(code, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC,
		    MAP_FIXED) == code, "map over it");
	fill_legacy(code, PAGE);
	ok(denied(code), "MAP_FIXED takes the mark");
	ok(marked_pages() == 2, "two are left");

	p = mremap(code + 2 * PAGE, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED,
		   map_at(NULL, PAGE, PROT_NONE, 0));
	need(p != MAP_FAILED, "mremap()");
	ok(denied(p), "mremap() does not take the mark along");
	map_again(code + 2 * PAGE);
	ok(denied(code + 2 * PAGE), "nor leave it behind");

	ok(legacy_runs(code + 3 * PAGE), "the last one runs");
	mprotect(code + 3 * PAGE, PAGE, PROT_READ);
	ok(marked_pages() == 0, "loss of PROT_EXEC takes the mark");
	mprotect(code + 3 * PAGE, PAGE, PROT_READ | PROT_EXEC);
	ok(denied(code + 3 * PAGE), "for good");
}

/* Rights that change without PROT_EXEC's going. */
static void writable_and_back(void)
{
	char *code = map_legacy(2 * PAGE);

	enable();
	mark(LEGACY_SET, code, PAGE);
	mprotect(code, 2 * PAGE, PROT_READ | PROT_WRITE | PROT_EXEC);
	ok(legacy_runs(code), "a marked page stays marked");
	ok(denied(code + PAGE), "another does not get marked");
	mprotect(code, 2 * PAGE, PROT_READ | PROT_EXEC);
	ok(legacy_runs(code) && denied(code + PAGE), "nor on the way back");
}

static void growing(void)
{
	char *room = map_at(NULL, 8 * PAGE, PROT_NONE, 0);
	char *code = room, *moved;

	map_again(code);
	enable();
	munmap(room + PAGE, 7 * PAGE);
	mark(LEGACY_SET, code, PAGE);
	mprotect(code, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC);
	ok(mremap(code, PAGE, 4 * PAGE, 0) == MAP_FAILED && errno == ENOMEM,
	   "a mark does not grow with its mapping");
	moved = mremap(code, PAGE, 4 * PAGE, MREMAP_MAYMOVE);
	need(moved != MAP_FAILED, "it can move");
	fill_legacy(moved, 4 * PAGE);
	ok(denied(moved) && denied(moved + PAGE), "without the mark");
	ok(marked_pages() == 0, "which is gone");
	mark(LEGACY_SET, moved, 4 * PAGE);
	fails_with(EINVAL, (long)mremap(moved, 4 * PAGE, 4 * PAGE,
					MREMAP_MAYMOVE | MREMAP_DONTUNMAP,
					NULL),
		   "nor can it stay behind");
}

/* Two mappings of the same memory are two places. */
static void duplicated(void)
{
	int id = shmget(IPC_PRIVATE, PAGE, IPC_CREAT | 0700);
	char *code = shmat(id, NULL, SHM_EXEC), *other;

	need(code != (void *)-1, "shmat()");
	fill_legacy(code, PAGE);
	enable();
	mark(LEGACY_SET, code, PAGE);
	ok(legacy_runs(code), "marked shared memory runs");
	other = mremap(code, 0, PAGE, MREMAP_MAYMOVE);
	need(other != MAP_FAILED, "a second mapping by mremap()");
	ok(denied(other), "is not marked");
	ok(legacy_runs(code), "the first one still is");
	shmdt(code);
	ok(marked_pages() == 0, "until it goes");
	shmctl(id, IPC_RMID, NULL);
}

static void in_the_child(void);
static char *forked_code;

static void forking(void)
{
	forked_code = map_legacy(2 * PAGE);
	enable();
	mark(LEGACY_SET, forked_code, PAGE);
	ok(legacy_runs(forked_code), "marked code runs");
	run_child(in_the_child);
	ok(legacy_runs(forked_code), "the child's CLEAR was its own");
	ok(denied(forked_code + PAGE), "and so was its SET");
}

static void in_the_child(void)
{
	ok(legacy_runs(forked_code), "marks are inherited by fork()");
	ok(denied(forked_code + PAGE), "just those");
	mark(LEGACY_CLEAR, forked_code, PAGE);
	mark(LEGACY_SET, forked_code + PAGE, PAGE);
	ok(denied(forked_code), "the child clears");
	ok(legacy_runs(forked_code + PAGE), "and marks");
}

/*
 * Whole windows of 128 MiB, for which there are shared pages, and what juts
 * out of them.
 */
static void windows(void)
{
	size_t length = 4 * WINDOW;
	char *room = map_at(NULL, length, PROT_NONE, MAP_NORESERVE);
	char *window, *code[5];
	unsigned long bitmap;
	int i;

	need(room != MAP_FAILED, "reserve %zu MiB", length >> 20);
	window = (char *)(((uintptr_t)room + WINDOW) & -WINDOW);
	/* Two whole ones and a page on either side. */
	code[0] = window - PAGE;
	code[1] = window;
	code[2] = window + WINDOW;
	code[3] = window + 2 * WINDOW - PAGE;
	code[4] = window + 2 * WINDOW;
	need(!mprotect(code[0], 2 * WINDOW + 2 * PAGE,
		       PROT_READ | PROT_WRITE | PROT_EXEC), "make it code");
	for (i = 0; i < 5; i++)
		fill_legacy(code[i], PAGE);

	enable();
	for (i = 0; i < 5; i++)
		ok(denied(code[i]), "%d dies", i);
	ok(!mark(LEGACY_SET, code[0], 2 * WINDOW + 2 * PAGE),
	   "SET of two windows and two pages");
	for (i = 0; i < 5; i++)
		ok(legacy_runs(code[i]), "%d runs", i);
	ok(marked_pages() == 2 * WINDOW / PAGE + 2, "all are counted");

	/* From one window into the next, and no whole one. */
	ok(!mark(LEGACY_CLEAR, code[2] - PAGE, 2 * PAGE),
	   "CLEAR of the pages on either side of a border");
	ok(!legacy_runs(code[2]) && legacy_runs(code[1]), "it is clear");
	ok(!mark(LEGACY_SET, code[2] - PAGE, 2 * PAGE), "SET of them");
	ok(legacy_runs(code[2]), "it runs");

	ok(!mark(LEGACY_CLEAR, code[2], PAGE), "CLEAR of one page of a window");
	ok(denied(code[2]), "it dies");
	ok(legacy_runs(code[3]), "the rest of it runs");
	ok(legacy_runs(code[1]), "and the other window");

	munmap(window, 2 * WINDOW);
	ok(marked_pages() == 2, "munmap() of both windows");
	bitmap = find_mapping(BITMAP, NULL);
	ok(!bit_of(bitmap, code[1]) && !bit_of(bitmap, code[2]) &&
	   !bit_of(bitmap, code[3]), "takes their bits");
	for (i = 1; i < 4; i++) {
		map_again(code[i]);
		ok(denied(code[i]), "%d dies", i);
	}
	ok(legacy_runs(code[0]) && legacy_runs(code[4]), "the pages are left");
}

static char *max_map_count(const char *set)
{
	static char value[32];
	FILE *file = fopen("/proc/sys/vm/max_map_count", "r+");

	need(file && fgets(value, sizeof(value), file), "max_map_count");
	rewind(file);
	if (set)
		need(fputs(set, file) >= 0 && !fclose(file), "set it to %s", set);
	return value;
}

/* Each mark in the middle of a mapping makes two mappings more. */
static void out_of_mappings(void)
{
	enum { N = 200 };
	char *code = map_legacy(2 * N * PAGE), *before;
	long marked, i, wrong = 0;

	enable();
	ok(denied(code), "the bitmap's page is there");
	before = strdup(max_map_count("150\n"));
	for (marked = 0; marked < N; marked++)
		if (mark(LEGACY_SET, code + 2 * marked * PAGE, PAGE))
			break;
	ok(marked > 0 && marked < N && errno == ENOMEM,
	   "ENOMEM after %ld marks", marked);
	ok(marked_pages() == (unsigned long)marked, "no half mark is counted");
	for (i = 0; i < N; i++)
		wrong += i < marked ? !legacy_runs(code + 2 * i * PAGE)
				    : !denied(code + 2 * i * PAGE);
	ok(!wrong, "those are marked and no others");
	ok(!mark(LEGACY_SET, code, PAGE), "what needs no mapping still goes");
	ok(!mark(LEGACY_CLEAR, code, 2 * N * PAGE), "and so does CLEAR");
	ok(marked_pages() == 0, "of all");
	max_map_count(before);
}

int main(void)
{
	run_child(out_of_mappings);
	run_child(set_and_clear);
	run_child(mark_first);
	run_child(batch);
	run_child(unmapping);
	run_child(writable_and_back);
	run_child(growing);
	run_child(duplicated);
	run_child(forking);
	run_child(windows);
	return test_end();
}
