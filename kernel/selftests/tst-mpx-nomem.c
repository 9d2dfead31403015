// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * No memory for bounds tables: each allocation behind an instruction or a call
 * fails once.  Either it goes on without, or it is refused whole: a plain #BR
 * or ENOMEM, with nothing half made.
 */
#include "fail.h"
#include "mpx.h"

static char *cell;

static void begin(void)
{
	catch_faults();
	manage();
	/* One that has a table, another that has none, at an aligned place. */
	cell = mmap(NULL, 4 * WINDOW, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (cell == MAP_FAILED)
		exit(1);
	cell = (char *)(((uintptr_t)cell + WINDOW - 1) & -WINDOW);
	store_bounds(cell, cell, cell, 10);
	/* The next table shall not just extend this one's mapping. */
	mmap(table_of(cell) - PAGE, PAGE, PROT_NONE,
	     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	fail_begin();
}

static bool first_is_whole(void)
{
	return has_bounds(cell, cell, cell, 10);
}

static void new_table(void)
{
	bool reached, refused;
	char *other;

	begin();
	other = cell + WINDOW;
	fail_arm();
	TRY("bndstx %%bnd0, (%%rax,%%rbx)", other, other);
	reached = fail_disarm();
	refused = fault.count;

	/* Where there is not even memory for it, the code is lost. */
	if (refused)
		ok_quietly((fault.code == SI_KERNEL ||
			    (fail_all && fault.code == SI_USER)) &&
			   fault.trap == TRAP_BR && !fault.address &&
			   !*entry_of(other) && tables() == 1,
			   "table, %d: code %d, trap %lu, %lu tables",
			   fail_which, fault.code, fault.trap, tables());
	else
		ok_quietly(tables() == 2, "table, %d: %lu tables", fail_which,
			   tables());
	fault.count = 0;
	store_bounds(other, cell, cell, 20);
	ok_quietly(!fault.count && tables() == 2 &&
		   has_bounds(other, cell, cell, 20) && first_is_whole(),
		   "table, %d: not to be had afterwards", fail_which);
	fail_end(reached, refused);
}

static void unmapping(void)
{
	bool reached, refused;
	char *table;

	begin();
	table = table_of(cell);
	fail_arm();
	refused = munmap(cell, WINDOW);
	reached = fail_disarm();

	if (refused) {
		ok_quietly(errno == ENOMEM && first_is_whole(),
			   "munmap, %d: errno %d", fail_which, errno);
		ok_quietly(!munmap(cell, WINDOW), "munmap, %d: again", fail_which);
	}
	/* What could not be freed at once is freed by the next call. */
	mmap(cell, WINDOW, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
	     -1, 0);
	munmap(cell, WINDOW);
	ok_quietly(tables() == 0 && !*entry_of(cell) && !mapped(table),
		   "munmap, %d: %lu tables are left", fail_which, tables());
	fail_end(reached, refused);
}

static void forking(void)
{
	bool reached;
	int status = 0;
	pid_t child;

	begin();
	fail_arm();
	child = fork();
	if (child == 0) {
		munmap(cell + WINDOW, WINDOW);
		ok_quietly(tables() == 1 && first_is_whole(),
			   "fork, %d: the child's %lu tables", fail_which, tables());
		munmap(cell, WINDOW);
		ok_quietly(tables() == 0, "fork, %d: the child frees", fail_which);
		_exit(test_failures != 0);
	}
	reached = fail_disarm();
	if (child > 0)
		waitpid(child, &status, 0);
	else
		ok_quietly(errno == ENOMEM, "fork, %d: errno %d", fail_which, errno);
	ok_quietly(!status, "fork, %d: status %#x", fail_which, status);
	ok_quietly(tables() == 1 && first_is_whole(), "fork, %d: the parent",
		   fail_which);
	fail_end(reached, child < 0);
}

static void enabling(void)
{
	bool reached;
	long result;

	catch_faults();
	map_directory();
	fail_begin();
	fail_arm();
	result = mpx_call(PR_MPX_ENABLE_MANAGEMENT);
	reached = fail_disarm();
	ok_quietly(!result || errno == ENOMEM, "enable, %d: errno %d", fail_which,
		   errno);
	ok_quietly(!mpx_call(PR_MPX_ENABLE_MANAGEMENT), "enable, %d: again",
		   fail_which);
	fail_end(reached, result);
}

static void everything(void)
{
	every_allocation("PR_MPX_ENABLE_MANAGEMENT", enabling);
	every_allocation("a table", new_table);
	every_allocation("munmap()", unmapping);
	every_allocation("fork()", forking);
}

int main(void)
{
	fail_rounds(everything);
	return test_end();
}
