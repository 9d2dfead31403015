// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The bitmap as memory: what the CPU reads is what was asked for, nobody but
 * the kernel can touch it, and it costs a process nothing that it would miss.
 */
#include <fcntl.h>
#include <pthread.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/uio.h>

#include "ibt.h"

#define BITMAP_4_LEVEL	(4UL << 30)
#define BITMAP_5_LEVEL	(2UL << 40)

#ifndef MADV_WIPEONFORK
#define MADV_WIPEONFORK	18
#define MADV_KEEPONFORK	19
#endif

static unsigned long bitmap, bitmap_length;

static void enable(void)
{
	catch_faults();
	need(!set_cfi(PR_CFI_ENABLE | PR_CFI_LOCK), "enable and lock");
	bitmap = find_mapping(BITMAP, &bitmap_length);
	need(bitmap, "there is a bitmap");
}

static unsigned long status_kb(const char *name)
{
	char *line = proc_line("/proc/self/status", name);

	return line ? strtoul(line, NULL, 10) : -1UL;
}

/* One of the lines on the bitmap in smaps. */
static char *smaps(const char *name)
{
	static char line[512];
	unsigned long start, end;
	bool here = false;
	FILE *in = fopen("/proc/self/smaps", "r");

	while (in && fgets(line, sizeof(line), in)) {
		if (sscanf(line, "%lx-%lx ", &start, &end) == 2 &&
		    line[0] < 'A')
			here = start == bitmap;
		else if (here && !strncmp(line, name, strlen(name))) {
			fclose(in);
			line[strcspn(line, "\n")] = 0;
			return line + strlen(name);
		}
	}
	if (in)
		fclose(in);
	return NULL;
}

static void layout(void)
{
	char line[256] = "", rights[8] = "";
	FILE *maps;
	char *flags;

	enable();
	ok(bitmap % PAGE == 0, "page aligned");
	ok(bitmap_length == BITMAP_4_LEVEL || bitmap_length == BITMAP_5_LEVEL,
	   "%lu MiB", bitmap_length >> 20);

	maps = fopen("/proc/self/maps", "r");
	while (fgets(line, sizeof(line), maps))
		if (strstr(line, BITMAP))
			sscanf(line, "%*s %7s", rights);
	fclose(maps);
	ok(!strcmp(rights, "r--p"), "readable, no more: %s", rights);
	flags = smaps("VmFlags:");
	ok(flags && strstr(flags, " dd") && strstr(flags, " sl") &&
	   strstr(flags, " io"), "not dumped, sealed, untouched by GUP:%s",
	   flags ? flags : "");
}

/* Every bit near AT is as the mappings have it. */
static void contents(void)
{
	char *code = map_legacy(64 * PAGE);
	int i, wrong = 0;

	enable();
	for (i = 0; i < 64; i += 3)
		mark(LEGACY_SET, code + i * PAGE, PAGE);
	for (i = -8; i < 72; i++)
		wrong += bit_of(bitmap, code + i * PAGE) !=
			 (i >= 0 && i < 64 && i % 3 == 0);
	ok(!wrong, "bits when first read: %d wrong", wrong);
	/* The page of the bitmap exists now, and is changed in place. */
	for (i = 0; i < 64; i++)
		mark(i % 5 ? LEGACY_CLEAR : LEGACY_SET, code + i * PAGE, PAGE);
	wrong = 0;
	for (i = -8; i < 72; i++)
		wrong += bit_of(bitmap, code + i * PAGE) !=
			 (i >= 0 && i < 64 && i % 5 == 0);
	ok(!wrong, "bits that were changed: %d wrong", wrong);
	munmap(code, 64 * PAGE);
	wrong = 0;
	for (i = -8; i < 72; i++)
		wrong += bit_of(bitmap, code + i * PAGE);
	ok(!wrong, "bits of what is gone: %d wrong", wrong);
	ok(!*(volatile char *)bitmap, "the first byte is zero");
	ok(!*(volatile char *)(bitmap + bitmap_length - 1), "and the last");
}

static void writing(void)
{
	struct iovec local, remote;
	unsigned char ones[8];
	int fd;

	enable();
	ok(!*(volatile char *)bitmap, "readable");
	memset(ones, 0xff, sizeof(ones));
	fd = open("/proc/self/mem", O_RDWR);
	ok(fd < 0 || pwrite(fd, ones, 8, (off_t)bitmap) != 8,
	   "/proc/self/mem does not write it");
	local = (struct iovec){ ones, 8 };
	remote = (struct iovec){ (void *)bitmap, 8 };
	ok(process_vm_writev(getpid(), &local, 1, &remote, 1, 0) != 8,
	   "process_vm_writev() does not write it");
	fd = open("/proc/self/exe", O_RDONLY);
	fails_with(EFAULT, read(fd, (void *)bitmap, 8), "nor read()");
	ok(!*(volatile char *)bitmap, "it is what it was");
	if (test_failures)
		exit(1);
	signal(SIGSEGV, SIG_DFL);
	*(volatile char *)bitmap = 1;
}

static void still_there(void)
{
	ok(find_mapping(BITMAP, NULL) == bitmap, "in a child too");
	ok(denied((char *)try_call + 4), "which is tracked");
}

static void taking(void)
{
	void *at, *middle, *elsewhere;
	int id;

	enable();
	at = (void *)bitmap;
	middle = (char *)at + (16 << 20);
	elsewhere = map_at(NULL, PAGE, PROT_NONE, 0);

	fails_with(EPERM, munmap(at, bitmap_length), "munmap()");
	fails_with(EPERM, munmap(middle, PAGE), "munmap() of a page");
	fails_with(EPERM, munmap((char *)at - PAGE, 2 * PAGE),
		   "munmap() from before");
	fails_with(EACCES, mprotect(at, bitmap_length, PROT_READ | PROT_WRITE),
		   "mprotect()");
	fails_with(EACCES, mprotect(at, bitmap_length, PROT_READ | PROT_EXEC),
		   "mprotect() to code");
	fails_with(EPERM, mprotect(middle, PAGE, PROT_NONE),
		   "mprotect() of a page");
	fails_with(EPERM, syscall(SYS_pkey_mprotect, middle, PAGE, PROT_READ,
				  -1), "pkey_mprotect()");
	fails_with(EPERM, (long)map_at(middle, PAGE, PROT_READ | PROT_WRITE,
				       MAP_FIXED), "MAP_FIXED");
	fails_with(EEXIST, (long)map_at(middle, PAGE, PROT_READ,
					MAP_FIXED_NOREPLACE),
		   "MAP_FIXED_NOREPLACE");
	fails_with(EPERM, (long)mremap(at, bitmap_length, bitmap_length,
				       MREMAP_MAYMOVE | MREMAP_FIXED,
				       elsewhere), "mremap() away");
	fails_with(EPERM, (long)mremap(at, bitmap_length, PAGE, 0),
		   "mremap() to less");
	fails_with(EPERM, (long)mremap(elsewhere, PAGE, PAGE,
				       MREMAP_MAYMOVE | MREMAP_FIXED, middle),
		   "mremap() over it");
	fails_with(EPERM, madvise(at, bitmap_length, MADV_DONTNEED),
		   "MADV_DONTNEED");
	fails_with(EPERM, madvise(at, bitmap_length, MADV_DONTFORK),
		   "MADV_DONTFORK");
	ok(madvise(at, bitmap_length, MADV_DOFORK), "MADV_DOFORK");
	fails_with(EPERM, madvise(at, bitmap_length, MADV_WIPEONFORK),
		   "MADV_WIPEONFORK");
	ok(madvise(at, bitmap_length, MADV_DODUMP), "MADV_DODUMP");
	ok(madvise(at, bitmap_length, MADV_REMOVE), "MADV_REMOVE");
	/* Advice that may be taken or not, and does no harm. */
	madvise(at, bitmap_length, MADV_HUGEPAGE);
	madvise(at, bitmap_length, MADV_MERGEABLE);
	madvise(at, bitmap_length, MADV_KEEPONFORK);
	madvise(middle, PAGE, MADV_COLD);
	madvise(middle, PAGE, MADV_PAGEOUT);
	madvise(middle, PAGE, MADV_POPULATE_READ);
	id = shmget(IPC_PRIVATE, PAGE, IPC_CREAT | 0700);
	fails_with(EPERM, (long)shmat(id, middle, SHM_REMAP), "SHM_REMAP");
	shmctl(id, IPC_RMID, NULL);
	fails_with(EINVAL, mark(LEGACY_SET, at, PAGE), "SET of it");

	ok(find_mapping(BITMAP, NULL) == bitmap, "it is where it was");
	ok(denied((char *)try_call + 4), "tracking goes on");
	run_child(still_there);
}

static void *thread_function(void *argument)
{
	return argument;
}

/* What a process with a limit of 256 MiB needs later. */
static void allocations(void)
{
	pthread_t thread;
	void *p = map_at(NULL, 1 << 20, PROT_READ | PROT_WRITE, 0);

	ok(p != MAP_FAILED, "mmap() of 1 MiB");
	ok(sbrk(1 << 20) != (void *)-1, "brk() by 1 MiB");
	ok(!pthread_create(&thread, NULL, thread_function, NULL),
	   "pthread_create()");
	pthread_join(thread, NULL);
}

static void limits(void)
{
	struct rlimit limit = { 256 << 20, 256 << 20 };
	unsigned long size = status_kb("VmSize:"), data = status_kb("VmData:");
	unsigned long peak;

	setrlimit(RLIMIT_AS, &limit);
	setrlimit(RLIMIT_DATA, &limit);
	enable();
	ok(status_kb("VmSize:") < size + 1024, "VmSize %lu kB, was %lu",
	   status_kb("VmSize:"), size);
	ok(status_kb("VmData:") < data + 1024, "VmData %lu kB, was %lu",
	   status_kb("VmData:"), data);
	peak = status_kb("VmPeak:");
	ok(peak < size + (16 << 10), "VmPeak %lu kB", peak);
	allocations();
	run_child(allocations);
	ok(status_kb("VmSize:") < 256 << 10, "VmSize after it");
}

static void limited_first(void)
{
	struct rlimit limit = { 64 << 20, 64 << 20 };

	setrlimit(RLIMIT_AS, &limit);
	enable();
	ok(denied((char *)try_call + 4), "tracking under RLIMIT_AS");
}

static void set_overcommit(const char *policy)
{
	FILE *file = fopen("/proc/sys/vm/overcommit_memory", "w");

	need(file && fputs(policy, file) >= 0 && !fclose(file),
	     "overcommit_memory=%s", policy);
}

/* Committed_AS does not know of it. */
static void overcommit(void)
{
	char *line = proc_line("/proc/meminfo", "Committed_AS:");
	unsigned long before = strtoul(line, NULL, 10), after;

	set_overcommit("2");
	enable();
	allocations();
	run_child(allocations);
	set_overcommit("0");
	line = proc_line("/proc/meminfo", "Committed_AS:");
	after = strtoul(line, NULL, 10);
	ok(after < before + (64 << 10), "Committed_AS %lu kB, was %lu", after,
	   before);
}

static void locked_memory(void)
{
	enable();
	ok(!mlockall(MCL_CURRENT | MCL_FUTURE), "mlockall()");
	ok(strtoul(smaps("Rss:"), NULL, 10) < 64, "does not fill the bitmap");
	ok(strtoul(smaps("Locked:"), NULL, 10) == 0, "nor lock it");
}

static void shared_pages(void)
{
	size_t length = 8 * WINDOW;
	char *code = map_at(NULL, length, PROT_READ | PROT_EXEC, MAP_NORESERVE);
	unsigned long pss;
	char *window;
	int i;

	need(code != MAP_FAILED, "reserve");
	enable();
	window = (char *)(((uintptr_t)code + WINDOW - 1) & -WINDOW);
	mark(LEGACY_SET, window, 6 * WINDOW);
	for (i = 0; i < 6; i++)
		ok(bit_of(bitmap, window + i * WINDOW + i * PAGE),
		   "window %d is marked", i);
	for (i = 0; i < 100; i++)
		bit_of(bitmap, (char *)(i * WINDOW));
	pss = strtoul(smaps("Private_Clean:"), NULL, 10);
	pss += strtoul(smaps("Private_Dirty:"), NULL, 10);
	ok(pss <= 8, "%lu kB of its own for 100 empty and 6 full windows", pss);
}

static void dump_core(void)
{
	struct rlimit limit = { 64 << 20, 64 << 20 };

	enable();
	setrlimit(RLIMIT_CORE, &limit);
	raise(SIGABRT);
}

/* A core file with the bitmap would have a segment of 4 GiB. */
static void core_dump(void)
{
	static const char core[] = "/tmp/ibt-core";
	int status, fd;
	off_t size;

	fd = open("/proc/sys/kernel/core_pattern", O_WRONLY);
	need(fd >= 0 && write(fd, core, strlen(core)) > 0, "core_pattern");
	close(fd);
	status = in_child(dump_core);
	ok(WIFSIGNALED(status) && WCOREDUMP(status), "a core file");
	fd = open(core, O_RDONLY);
	size = lseek(fd, 0, SEEK_END);
	ok(fd >= 0 && size > 0 && size < 64 << 20, "of %ld bytes", (long)size);
	unlink(core);
}

int main(void)
{
	int status;

	run_child(layout);
	run_child(contents);
	status = in_child(writing);
	ok(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV,
	   "a write dies (status %#x)", status);
	run_child(taking);
	run_child(limits);
	run_child(limited_first);
	run_child(overcommit);
	run_child(locked_memory);
	run_child(shared_pages);
	run_child(core_dump);
	return test_end();
}
