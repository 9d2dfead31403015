// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Many threads mark, unmark, map and unmap at once, and branch into code that
 * must run and code that must not all the while; forks and execs go on; in the
 * end no memory is missing.
 */
#include <pthread.h>
#include <sys/sysinfo.h>
#include <time.h>

#include "ibt.h"

#define THREADS	6

static int seconds = 3;
static bool executes;
static char *always, *never;
static volatile bool stop;
static volatile long rounds, errors;

static bool time_is_up(void)
{
	static struct timespec end;
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (!end.tv_sec)
		end.tv_sec = now.tv_sec + seconds;
	return now.tv_sec >= end.tv_sec;
}

/* Both are in the window whose bits the others change. */
static void *branches(void *argument)
{
	(void)argument;
	while (!stop) {
		if (!legacy_runs(always) || !denied(never))
			__sync_fetch_and_add(&errors, 1);
		__sync_fetch_and_add(&rounds, 1);
	}
	return NULL;
}

/* Its own mapping, at an address that others take as soon as it goes. */
static void *mappings(void *argument)
{
	unsigned int seed = (uintptr_t)argument;

	while (!stop) {
		size_t length = (1 + rand_r(&seed) % 8) * PAGE;
		char *p = map_at(NULL, length, PROT_READ | PROT_WRITE, 0);
		size_t at = rand_r(&seed) % (length / PAGE) * PAGE;

		if (p == MAP_FAILED)
			continue;
		fill_legacy(p, length);
		mprotect(p, length, PROT_READ | PROT_EXEC);
		if (!denied(p + at))
			__sync_fetch_and_add(&errors, 1);
		if (mark(LEGACY_SET, p + at, PAGE) || !legacy_runs(p + at))
			__sync_fetch_and_add(&errors, 1);
		if (at && !denied(p))
			__sync_fetch_and_add(&errors, 1);
		switch (rand_r(&seed) % 3) {
		case 0:
			if (mark(LEGACY_CLEAR, p, length) || !denied(p + at))
				__sync_fetch_and_add(&errors, 1);
			break;
		case 1:
			mprotect(p, length, PROT_READ);
			break;
		}
		munmap(p, length);
		__sync_fetch_and_add(&rounds, 1);
	}
	return NULL;
}

static void storm(void)
{
	pthread_t threads[THREADS];
	uintptr_t i;

	catch_faults();
	always = map_legacy(2 * PAGE);
	never = always + PAGE;
	need(!set_cfi(PR_CFI_ENABLE | PR_CFI_LOCK), "enable and lock");
	need(!mark(LEGACY_SET, always, PAGE), "mark");
	for (i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, i % 3 ? mappings : branches,
			       (void *)(i + 1));
	while (!time_is_up())
		usleep(10000);
	stop = true;
	for (i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	ok(!errors && rounds > 0, "%ld rounds in %d threads, %ld errors",
	   rounds, THREADS, errors);
	ok(marked_pages() == 1, "one page is marked in the end");
}

/* Calls that make and change the bitmap, at the same time. */
static void *first_call(void *argument)
{
	char *code = argument;
	long error = mark(LEGACY_SET, code, PAGE);

	return (void *)(error | set_cfi(PR_CFI_ENABLE) |
			!legacy_runs(code));
}

static void first_calls(void)
{
	pthread_t threads[THREADS];
	char *code = map_legacy(THREADS * PAGE);
	unsigned long bitmaps = 0;
	void *result;
	char line[512];
	FILE *maps;
	int i, bad = 0;

	catch_faults();
	for (i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, first_call, code + i * PAGE);
	for (i = 0; i < THREADS; i++) {
		pthread_join(threads[i], &result);
		bad += !!result;
	}
	ok(!bad, "%d threads mark and enable first, %d in vain", THREADS, bad);
	maps = fopen("/proc/self/maps", "r");
	while (fgets(line, sizeof(line), maps))
		bitmaps += !!strstr(line, BITMAP);
	fclose(maps);
	ok(bitmaps == 1, "%lu bitmaps", bitmaps);
	ok(marked_pages() == THREADS, "%lu pages are marked", marked_pages());
}

static char *first_code;
static volatile bool first_go;

/* The first SET, AUTO and SEAL of a process, while it forks. */
static void *first_marks(void *argument)
{
	while (!first_go)
		;
	usleep((uintptr_t)argument);
	return (void *)mark(LEGACY_SET | LEGACY_AUTO | LEGACY_SEAL, first_code,
			    PAGE);
}

/* Either all of it has been inherited, or nothing. */
static void inherited_whole(void)
{
	char *line = proc_line("/proc/self/status", "x86_Legacy_code_pages:");
	bool whole = line && strstr(line, "auto") && strstr(line, "sealed");

	if (!whole && (marked_pages() || strstr(line, "auto") ||
		       strstr(line, "sealed")))
		exit(1);
	if (legacy_runs(first_code) != whole)
		exit(2);
	/* A mark has to end with its mapping. */
	map_at(first_code, PAGE, PROT_READ, MAP_FIXED);
	if (bit_of(find_mapping(BITMAP, NULL), first_code))
		exit(3);
}

static void fork_at_the_first_mark(void)
{
	pthread_t thread;
	uintptr_t delay;
	void *result;
	int status;

	/* Not all at once: it is the moment of the fork that counts. */
	delay = (uintptr_t)rand() % 3000;
	catch_faults();
	first_code = map_legacy(PAGE);
	need(!set_cfi(PR_CFI_ENABLE), "enable");
	pthread_create(&thread, NULL, first_marks, (void *)delay);
	first_go = true;
	status = in_child(inherited_whole);
	pthread_join(thread, &result);
	if (status || result)
		exit(1);
}

static void forks_at_the_first_mark(void)
{
	int i, bad = 0;

	for (i = 0; i < 60; i++) {
		rand();
		bad += !!in_child(fork_at_the_first_mark);
	}
	ok(!bad, "forks while the first marks are made: %d bad", bad);
}

static void forked(void)
{
	char *code = map_at(NULL, PAGE, PROT_READ | PROT_WRITE, 0);
	unsigned long bitmap = find_mapping(BITMAP, NULL);
	uintptr_t window;

	fill_legacy(code, PAGE);
	mprotect(code, PAGE, PROT_READ | PROT_EXEC);
	if (!denied(code) || mark(LEGACY_SET, code, PAGE) ||
	    !legacy_runs(code) || !legacy_runs(always) || !denied(never))
		exit(1);
	/* Windows with nothing in them. */
	for (window = 1; window < 9; window++)
		if (bit_of(bitmap, (void *)(window * WINDOW)))
			exit(1);
	if (executes)
		execl("/proc/self/exe", "tst-ibt-storm", "leave", NULL);
}

static void forks(int times)
{
	int i, bad = 0;

	catch_faults();
	always = map_legacy(2 * PAGE);
	never = always + PAGE;
	need(!set_cfi(PR_CFI_ENABLE | PR_CFI_LOCK), "enable and lock");
	need(!mark(LEGACY_SET, always, PAGE), "mark");
	for (i = 0; i < times; i++) {
		executes = i & 1;
		bad += !!in_child(forked);
	}
	ok(!bad, "%d forks and execs, %d bad", times, bad);
}

static void many_forks(void)
{
	forks(200);
}

static void some_forks(void)
{
	forks(50);
}

int main(int argc, char **argv)
{
	long before, after;

	if (argc > 1 && !strcmp(argv[1], "leave"))
		return 0;
	if (argc > 1)
		seconds = atoi(argv[1]);

	run_child(first_calls);
	run_child(forks_at_the_first_mark);
	/* What the kernel keeps after the first time, it may. */
	run_child(some_forks);
	before = free_kb();
	run_child(many_forks);
	after = free_kb();
	/* 200 processes with a page each would be missed. */
	no_memory_lost(before - after);
	run_child(storm);
	return test_end();
}
