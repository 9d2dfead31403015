// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Threads that need the same table at once get one; while tables come and go
 * in all of them, no bounds are lost and none are left.
 */
#include <pthread.h>

#include "mpx.h"

#define THREADS	4
#define SHARED	400

static char *raced;
static pthread_barrier_t barrier;

static void *race(void *argument)
{
	long id = (long)argument, wrong = 0;
	int i;

	for (i = 0; i < SHARED; i++) {
		char *cell = raced + i * WINDOW + id * 8;

		/* All at once in the same window. */
		pthread_barrier_wait(&barrier);
		store_bounds(cell, cell, cell, 100 + id);
		wrong += !has_bounds(cell, cell, cell, 100 + id);
	}
	for (i = 0; i < SHARED; i++) {
		char *cell = raced + i * WINDOW + id * 8;

		wrong += !has_bounds(cell, cell, cell, 100 + id);
	}
	return (void *)wrong;
}

static void races(void)
{
	pthread_t threads[THREADS];
	long i, wrong = 0;
	void *result;

	manage();
	raced = mmap(NULL, (SHARED + 1) * WINDOW, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	raced = (char *)(((uintptr_t)raced + WINDOW - 1) & -WINDOW);
	pthread_barrier_init(&barrier, NULL, THREADS);
	for (i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, race, (void *)i);
	for (i = 0; i < THREADS; i++) {
		pthread_join(threads[i], &result);
		wrong += (long)result;
	}
	ok(!wrong, "%d threads in %d windows: %ld wrong", THREADS, SHARED, wrong);
	ok(tables() == SHARED, "%lu tables", tables());
}

static void *storm(void *argument)
{
	char *cell = raced + (long)argument * 2 * WINDOW;
	long wrong = 0;
	int i;

	for (i = 0; i < 500; i++) {
		size_t at = i % 3 * PAGE;

		mmap(cell, WINDOW + 2 * PAGE, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
		wrong += !no_bounds(cell + at, cell);
		store_bounds(cell + at, cell, cell, 7);
		store_bounds(cell + WINDOW + at, cell, cell, 8);
		wrong += !has_bounds(cell + at, cell, cell, 7);
		wrong += !has_bounds(cell + WINDOW + at, cell, cell, 8);
		munmap(cell, WINDOW + 2 * PAGE);
	}
	return (void *)wrong;
}

static void storms(void)
{
	pthread_t threads[THREADS];
	long i, wrong = 0;
	void *result;

	manage();
	raced = room();
	for (i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, storm, (void *)i);
	for (i = 0; i < THREADS; i++) {
		pthread_join(threads[i], &result);
		wrong += (long)result;
	}
	ok(!wrong, "tables come and go in %d threads: %ld wrong", THREADS, wrong);
	/* What another thread's call was to free, the next one frees. */
	map_at(raced, 2 * THREADS * WINDOW);
	munmap(raced, 2 * THREADS * WINDOW);
	ok(tables() == 0, "none is left, %lu", tables());
}

int main(void)
{
	run_child(races);
	run_child(storms);
	return test_end();
}
