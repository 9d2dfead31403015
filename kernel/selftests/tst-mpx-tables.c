// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Bounds tables come when they are needed, once, and go with the memory that
 * they cover.
 */
#include <pthread.h>
#include <sys/ipc.h>
#include <sys/resource.h>
#include <sys/shm.h>

#include "mpx.h"

static void calls(void)
{
	int call;

	ok(tables() == -1UL, "nothing is managed at first");
	for (call = 43; call <= 44; call++) {
		fails_with(EINVAL, syscall(SYS_prctl, call, 1, 0, 0, 0),
			   "%d, second argument", call);
		fails_with(EINVAL, syscall(SYS_prctl, call, 0, 1, 0, 0),
			   "%d, third argument", call);
		fails_with(EINVAL, syscall(SYS_prctl, call, 0, 0, 1, 0),
			   "%d, fourth argument", call);
		fails_with(EINVAL, syscall(SYS_prctl, call, 0, 0, 0, 1),
			   "%d, fifth argument", call);
	}
	fails_with(ENXIO, mpx_call(PR_MPX_ENABLE_MANAGEMENT),
		   "enable while BNDCFGU is off");
	ok(!mpx_call(PR_MPX_DISABLE_MANAGEMENT), "disable what is off");
	map_directory();
	set_bndcfgu((uintptr_t)directory);
	fails_with(ENXIO, mpx_call(PR_MPX_ENABLE_MANAGEMENT),
		   "enable with a directory that is off");
	set_bndcfgu(1UL << 47 | 1);
	fails_with(ENXIO, mpx_call(PR_MPX_ENABLE_MANAGEMENT),
		   "enable with a directory beyond the user half");
	set_bndcfgu((uintptr_t)directory | 1);
	ok(!mpx_call(PR_MPX_ENABLE_MANAGEMENT), "enable");
	ok(!mpx_call(PR_MPX_ENABLE_MANAGEMENT), "enable again");
	ok(tables() == 0, "managed, without tables");
	ok(!mpx_call(PR_MPX_DISABLE_MANAGEMENT), "disable");
}

static char *flags_of(const void *table)
{
	static char line[512];
	unsigned long start, end;
	bool here = false;
	FILE *in = fopen("/proc/self/smaps", "r");

	while (in && fgets(line, sizeof(line), in))
		if (sscanf(line, "%lx-%lx ", &start, &end) == 2 &&
		    line[0] < 'A') {
			here = start <= (uintptr_t)table &&
			       (uintptr_t)table < end;
		} else if (here && !strncmp(line, "VmFlags:", 8)) {
			fclose(in);
			return line;
		}
	if (in)
		fclose(in);
	return "";
}

static void on_demand(void)
{
	FILE *thp = fopen("/sys/kernel/mm/transparent_hugepage/enabled", "w");
	char *cell = managed_room();
	char *flags;

	if (thp) {
		fputs("always", thp);
		fclose(thp);
	}
	map_at(cell, 2 * WINDOW);
	ok(no_bounds(cell, cell), "a load makes a table without bounds");
	ok(tables() == 1, "it is one");
	store_bounds(cell + 8, cell, cell, 100);
	ok(has_bounds(cell + 8, cell, cell, 100), "bounds are kept");
	ok(tables() == 1, "in the same");
	store_bounds(cell + WINDOW - 8, cell, cell, 50);
	store_bounds(cell + WINDOW, cell, cell, 60);
	ok(tables() == 2, "the next window has another");
	ok(has_bounds(cell + WINDOW - 8, cell, cell, 50) &&
	   has_bounds(cell + WINDOW, cell, cell, 60), "with its own bounds");
	ok((uintptr_t)table_of(cell) >= 1UL << 32, "above 4 GiB: %p",
	   table_of(cell));
	flags = flags_of(table_of(cell));
	ok(strstr(flags, " mp") && strstr(flags, " nh") && !strstr(flags, " ex"),
	   "%s", flags);
	ok(!resident(table_of(cell) + TABLE / 2), "no huge page");
	ok(fault.count == 0, "no signal");
}

static void whole_windows(void)
{
	char *cell = managed_room(), *first, *second;

	map_at(cell, 2 * WINDOW);
	store_bounds(cell, cell, cell, 10);
	store_bounds(cell + WINDOW, cell, cell, 10);
	first = table_of(cell);
	second = table_of(cell + WINDOW);
	munmap(cell, WINDOW);
	ok(tables() == 1, "munmap() takes the table");
	ok(!mapped(first) && !*entry_of(cell), "and its entry");
	ok(mapped(second), "but no other");
	munmap(cell + WINDOW, WINDOW);
	ok(tables() == 0 && !mapped(second), "nor is that left");
	map_at(cell, WINDOW);
	ok(no_bounds(cell, cell), "new memory has no bounds");
	munmap(cell, AREA);
	ok(tables() == 0, "munmap() of more than is mapped");
}

static void shared_window(void)
{
	char *cell = managed_room();

	map_at(cell, PAGE);
	map_at(cell + 16 * PAGE, PAGE);
	store_bounds(cell, cell, cell, 10);
	store_bounds(cell + 16 * PAGE, cell, cell, 20);
	munmap(cell, PAGE);
	ok(tables() == 1, "a table stays while its window has memory");
	ok(has_bounds(cell + 16 * PAGE, cell, cell, 20), "with its bounds");
	munmap(cell + 16 * PAGE, PAGE);
	ok(tables() == 0, "and goes with the last");
}

static void partial(void)
{
	char *cell = managed_room(), *table;
	int i, left = 0;

	map_at(cell, 16 * PAGE);
	for (i = 0; i < 16; i++)
		store_bounds(cell + i * PAGE, cell, cell, 10 + i);
	table = table_of(cell);
	/* A page of memory is four pages of the table. */
	for (i = 0; i < 16; i++)
		left += resident(table + i * 4 * PAGE);
	ok(left == 16, "%d pages of the table", left);
	munmap(cell + 4 * PAGE, 8 * PAGE);
	for (i = 0; i < 16; i++)
		ok(resident(table + i * 4 * PAGE) == (i < 4 || i >= 12),
		   "page %d of the table", i);
	map_at(cell + 4 * PAGE, 8 * PAGE);
	for (i = 0; i < 16; i++)
		if (i < 4 || i >= 12)
			ok(has_bounds(cell + i * PAGE, cell, cell, 10 + i),
			   "page %d has its bounds", i);
		else
			ok(no_bounds(cell + i * PAGE, cell),
			   "page %d has none", i);
}

static void other_ways(void)
{
	char *cell = managed_room(), *p;
	int id;

	map_at(cell, WINDOW);
	store_bounds(cell, cell, cell, 10);
	map_at(cell, WINDOW);
	ok(no_bounds(cell, cell), "MAP_FIXED takes bounds");

	store_bounds(cell, cell, cell, 10);
	p = mremap(cell, WINDOW, WINDOW, MREMAP_MAYMOVE | MREMAP_FIXED,
		   cell + 4 * WINDOW);
	need(p == cell + 4 * WINDOW, "mremap()");
	ok(!*entry_of(cell), "mremap() takes the table");
	ok(no_bounds(p, cell), "not along");
	munmap(p, WINDOW);

	id = shmget(IPC_PRIVATE, WINDOW, IPC_CREAT | 0700);
	p = shmat(id, cell, 0);
	shmctl(id, IPC_RMID, NULL);
	need(p == cell, "shmat()");
	store_bounds(cell, cell, cell, 10);
	ok(*entry_of(cell), "shared memory has a table");
	shmdt(p);
	ok(!*entry_of(cell), "shmdt() takes it");

	p = sbrk(4 * WINDOW);
	p = (char *)(((uintptr_t)p + 2 * WINDOW) & -WINDOW);
	store_bounds(p, p, p, 10);
	ok(*entry_of(p), "the heap has a table");
	brk(p - WINDOW / 2);
	ok(!*entry_of(p), "brk() takes it");
}

static char *forked_cell;

static void child_frees(void)
{
	ok(tables() == 1, "a child knows the tables");
	ok(has_bounds(forked_cell, forked_cell, forked_cell, 10), "and has them");
	munmap(forked_cell, WINDOW);
	ok(tables() == 0 && !*entry_of(forked_cell), "it frees its own");
	map_at(forked_cell, WINDOW);
	store_bounds(forked_cell, forked_cell, forked_cell, 30);
	ok(tables() == 1, "and gets others");
}

static void forks(void)
{
	char *cell = managed_room();

	forked_cell = cell;
	map_at(cell, WINDOW);
	store_bounds(cell, cell, cell, 10);
	run_child(child_frees);
	ok(tables() == 1 && has_bounds(cell, cell, cell, 10),
	   "the parent's table is untouched");
	execute_again();
}

static int executed(void)
{
	ok(tables() == -1UL, "exec() ends it");
	return test_end();
}

/* Whether a store that needs a table is a plain #BR. */
static bool refused(char *cell)
{
	TRY("bndstx %%bnd0, (%%rax,%%rbx)", cell, cell);
	return fault.count == 1 && fault.code == SI_KERNEL &&
	       fault.trap == TRAP_BR && !fault.address;
}

static void user_mistakes(void)
{
	char *cell = managed_room(), *table;

	map_at(cell, 4 * WINDOW);
	store_bounds(cell, cell, cell, 10);
	table = table_of(cell);

	*entry_of(cell) = 0;
	ok(no_bounds(cell + PAGE, cell), "an entry that was cleared comes back");
	ok(table_of(cell) == table, "with the same table");
	ok(has_bounds(cell, cell, cell, 10), "and its bounds");

	*entry_of(cell) = 0x1000;
	ok(refused(cell), "garbage without the valid bit is a plain #BR");
	*entry_of(cell) = (uintptr_t)table | 1;

	munmap(table, TABLE);
	*entry_of(cell) = 0;
	store_bounds(cell, cell, cell, 20);
	ok(has_bounds(cell, cell, cell, 20), "a table that was unmapped is made again");
	ok(tables() == 1, "it is one");

	/* Something of the user's in its place must survive. */
	table = table_of(cell);
	munmap(table, TABLE);
	map_at(table, TABLE);
	memcpy(table, "mine", 5);
	munmap(cell, WINDOW);
	ok(mapped(table) && !strcmp(table, "mine"),
	   "what is mapped in its place is not freed");
	ok(tables() == 0, "and is no table");
	munmap(table, TABLE);

	map_at(cell, WINDOW);
	store_bounds(cell, cell, cell, 20);
	munmap(directory, DIRECTORY);
	munmap(cell, WINDOW);
	ok(tables() == 0, "tables go without their directory");
}

/* The place of a table that was taken away is another's, and only that. */
static void reused_place(void)
{
	char *cell = managed_room(), *other = cell + 8 * WINDOW, *table;

	map_at(cell, WINDOW);
	map_at(other, WINDOW);
	store_bounds(cell, cell, cell, 10);
	table = table_of(cell);
	munmap(table, TABLE);
	*entry_of(cell) = 0;
	store_bounds(other, other, other, 20);
	ok(table_of(other) == table, "another table has come to its place");
	store_bounds(cell, cell, cell, 30);
	ok(table_of(cell) != table && tables() == 2, "and is not taken for it");
	munmap(cell, WINDOW);
	ok(tables() == 1 && has_bounds(other, other, other, 20),
	   "nor freed with it");
}

/* A table must not go while the directory says that it is there. */
static void read_only_directory(void)
{
	char *cell = managed_room(), *first, *second;
	void *page;

	map_at(cell, 2 * WINDOW);
	store_bounds(cell, cell, cell, 10);
	store_bounds(cell + WINDOW, cell, cell, 20);
	first = table_of(cell);
	second = table_of(cell + WINDOW);
	page = (void *)((uintptr_t)entry_of(cell) & -PAGE);
	mprotect(page, 2 * PAGE, PROT_READ);
	munmap(cell, 2 * WINDOW);
	ok(table_of(cell) == first && mapped(first) &&
	   table_of(cell + WINDOW) == second && mapped(second),
	   "tables stay with their entries");
	ok(!resident(first) && !resident(second), "without their contents");
	mprotect(page, 2 * PAGE, PROT_READ | PROT_WRITE);
	map_at(cell, 2 * WINDOW);
	ok(no_bounds(cell, cell), "there are no bounds");
	munmap(cell, 2 * WINDOW);
	ok(tables() == 0 && !*entry_of(cell) && !mapped(first) &&
	   !mapped(second), "both go when they can");
}

/* A table in a window of data, where mmap() may put one, does not keep it. */
static void next_to_a_table(void)
{
	char *cell = managed_room(), *other = cell + 8 * WINDOW, *table, *moved;

	map_at(cell, PAGE);
	map_at(other, WINDOW);
	store_bounds(cell, cell, cell, 10);
	store_bounds(other, cell, cell, 20);
	table = table_of(cell);
	/* This is the mapping of a table still, if no longer in use. */
	moved = mremap(table_of(other), TABLE, TABLE,
		       MREMAP_MAYMOVE | MREMAP_FIXED, cell + 16 * PAGE);
	need(moved == cell + 16 * PAGE, "a table in the same window");
	munmap(cell, PAGE);
	ok(!*entry_of(cell) && !mapped(table), "the other one goes");
}

static void second_directory(void)
{
	char *cell = managed_room(), *table;

	map_at(cell, 2 * WINDOW);
	store_bounds(cell, cell, cell, 10);
	table = table_of(cell);
	manage();
	ok(tables() == 0, "the tables of the former directory are forgotten");
	store_bounds(cell + WINDOW, cell, cell, 20);
	ok(tables() == 1, "this one has its own");
	munmap(cell, 2 * WINDOW);
	ok(tables() == 0 && mapped(table), "which are freed, and no others");
}

static void disabled(void)
{
	char *cell = managed_room(), *table;

	map_at(cell, 2 * WINDOW);
	store_bounds(cell, cell, cell, 10);
	table = table_of(cell);
	ok(!mpx_call(PR_MPX_DISABLE_MANAGEMENT), "disable");
	ok(has_bounds(cell, cell, cell, 10), "tables stay");
	ok(refused(cell + WINDOW), "others do not come");
	munmap(cell, 2 * WINDOW);
	ok(mapped(table), "nor are they freed");
}

static void *foreign_directory(void *cell)
{
	uint64_t *other = mmap(NULL, DIRECTORY, PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
			       -1, 0);

	set_bndcfgu((uintptr_t)other | 1);
	return (void *)(long)refused(cell);
}

static void other_directory(void)
{
	char *cell = managed_room();
	pthread_t thread;
	void *result = NULL;

	map_at(cell, WINDOW);
	pthread_create(&thread, NULL, foreign_directory, cell);
	pthread_join(thread, &result);
	ok(result, "a thread with a directory of its own is not served");
	ok(tables() == 0, "nor is a table made");
	store_bounds(cell, cell, cell, 10);
	ok(tables() == 1, "others are");
}

static void out_of_memory(void)
{
	struct rlimit limit;
	char *cell = managed_room();
	char *line;

	map_at(cell, 2 * WINDOW);
	store_bounds(cell, cell, cell, 10);
	line = proc_line("/proc/self/status", "VmSize:");
	limit.rlim_cur = (strtoul(line, NULL, 10) << 10) + WINDOW;
	limit.rlim_max = RLIM_INFINITY;
	setrlimit(RLIMIT_AS, &limit);
	ok(refused(cell + WINDOW), "beyond RLIMIT_AS it is a plain #BR");
	ok(tables() == 1 && !*entry_of(cell + WINDOW), "nothing is half made");
	limit.rlim_cur = RLIM_INFINITY;
	setrlimit(RLIMIT_AS, &limit);
	store_bounds(cell + WINDOW, cell, cell, 10);
	ok(tables() == 2, "with room it comes");
}

/* A MAP_FIXED that fails leaves what is there, and so its bounds. */
static void failed_mapping(void)
{
	struct rlimit limit = { PAGE, RLIM_INFINITY };
	char *cell = managed_room(), *table;

	map_at(cell, WINDOW);
	store_bounds(cell, cell, cell, 10);
	table = table_of(cell);
	setrlimit(RLIMIT_AS, &limit);
	fails_with(ENOMEM, (long)mmap(cell, WINDOW, PROT_READ | PROT_WRITE,
				      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
				      -1, 0), "MAP_FIXED beyond RLIMIT_AS");
	ok(mapped(cell), "the memory is still there");
	ok(tables() == 1 && has_bounds(cell, cell, cell, 10),
	   "with its bounds");

	/* It has cut the mapping when it gives up. */
	fails_with(ENOMEM, (long)mmap(table + TABLE / 2, PAGE, PROT_READ,
				      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
				      -1, 0), "the same amid the table");
	limit.rlim_cur = RLIM_INFINITY;
	setrlimit(RLIMIT_AS, &limit);
	store_bounds(cell + 64, cell, cell, 20);
	ok(tables() == 1 && table_of(cell) == table &&
	   has_bounds(cell + 64, cell, cell, 20), "which is still in use");
	munmap(cell, WINDOW);
	ok(tables() == 0 && !mapped(table) && !mapped(table + TABLE / 2) &&
	   !mapped(table + TABLE - PAGE), "and goes whole");
}

int main(int argc, char **argv)
{
	(void)argv;
	if (argc > 1)
		return executed();

	run_child(calls);
	run_child(on_demand);
	run_child(whole_windows);
	run_child(shared_window);
	run_child(partial);
	run_child(other_ways);
	run_child(forks);
	run_child(user_mistakes);
	run_child(reused_place);
	run_child(read_only_directory);
	run_child(next_to_a_table);
	run_child(second_directory);
	run_child(disabled);
	run_child(other_directory);
	run_child(out_of_memory);
	run_child(failed_mapping);
	return test_end();
}
