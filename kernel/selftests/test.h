/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What all selftests of the companion kernel share: counting, and children
 * that may die.
 */
#ifndef TEST_H
#define TEST_H

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile int test_failures;

#define ok(condition, ...)						\
	do {								\
		bool good_ = (condition);				\
									\
		if (!good_)						\
			test_failures++;				\
		printf("%s: ", good_ ? "ok" : "FAIL");			\
		printf(__VA_ARGS__);					\
		printf(good_ ? "\n" : " (%s:%d)\n", __FILE__, __LINE__);	\
		fflush(stdout);						\
	} while (0)

/* What is tried so often that only failures are worth a line. */
#define ok_quietly(condition, ...)					\
	do {								\
		if (!(condition))					\
			ok(false, __VA_ARGS__);				\
	} while (0)

/* RESULT is that of a system call and must be -1 with this errno. */
#define fails_with(error, result, ...)					\
	do {								\
		long result_ = (errno = 0, (result));			\
		int errno_ = errno;					\
									\
		ok(result_ == -1 && errno_ == (error), __VA_ARGS__);	\
		if (result_ != -1 || errno_ != (error))			\
			printf("      result %ld, errno %d, expected %d\n", \
			       result_, errno_, error);			\
	} while (0)

/* A test without which the others make no sense. */
#define need(condition, ...)						\
	do {								\
		int before_ = test_failures;				\
									\
		ok(condition, __VA_ARGS__);				\
		if (test_failures != before_)				\
			exit(1);					\
	} while (0)

/* Run FUNCTION in a child; its status as waitpid() has it. */
static inline int in_child(void (*function)(void))
{
	int status = -1;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		test_failures = 0;
		function();
		exit(test_failures != 0);
	}
	if (child > 0)
		waitpid(child, &status, 0);
	return status;
}

/* Run FUNCTION in a child, whose failures count. */
#define run_child(function)						\
	do {								\
		int status_ = in_child(function);			\
									\
		if (status_)						\
			ok(false, "%s in a child: status %#x",		\
			   #function, status_);				\
	} while (0)

/* A line of a file in /proc, without its name, or NULL. */
static inline char *proc_line(const char *file, const char *name)
{
	static char line[1024];
	char *found = NULL;
	FILE *in = fopen(file, "r");

	if (!in)
		return NULL;
	while (!found && fgets(line, sizeof(line), in))
		if (!strncmp(line, name, strlen(name))) {
			line[strcspn(line, "\n")] = 0;
			found = line + strlen(name);
			while (*found == ' ' || *found == '\t')
				found++;
		}
	fclose(in);
	return found;
}

/* Free memory, with that of each processor, without what caches hold. */
static inline long free_kb(void)
{
	FILE *drop = fopen("/proc/sys/vm/drop_caches", "w");
	char line[256];
	FILE *zones;
	long kb;

	if (drop) {
		fputs("3\n", drop);
		fclose(drop);
	}
	/* What RCU has still to free. */
	usleep(300000);
	kb = strtol(proc_line("/proc/meminfo", "MemFree:"), NULL, 10);
	zones = fopen("/proc/zoneinfo", "r");
	while (zones && fgets(line, sizeof(line), zones)) {
		long pages;

		if (sscanf(line, " count: %ld", &pages) == 1)
			kb += 4 * pages;
	}
	if (zones)
		fclose(zones);
	return kb;
}

/*
 * What was freed must be free again.  KASAN keeps it for a while, so that there
 * kmemleak has to look.
 */
static inline void no_memory_lost(long kb)
{
	if (getenv("WITH_KASAN"))
		printf("note: %ld kB less are free\n", kb);
	else
		ok(kb < 512, "%ld kB less are free", kb);
}

/* Run this program again, as a test of its own; failures so far are not lost. */
static inline void execute_again(void)
{
	if (test_failures)
		return;
	execl("/proc/self/exe", "executed", "executed", NULL);
	ok(false, "execl()");
}

static inline int test_end(void)
{
	if (test_failures)
		printf("%d failures\n", test_failures);
	return test_failures != 0;
}

#endif
