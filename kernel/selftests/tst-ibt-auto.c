// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * AUTO: memory that becomes executable is marked by the kernel, whatever the
 * call, so that legacy JIT compilers work; clean code stays tracked.
 */
#include <sys/ipc.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/shm.h>

#include "ibt.h"

/* A function without a landing pad that calls its argument and returns. */
static const unsigned char legacy_caller[] = {
	0x48, 0x83, 0xec, 0x08,		/* sub $8, %rsp */
	0xff, 0xd7,			/* call *%rdi */
	0x48, 0x83, 0xc4, 0x08,		/* add $8, %rsp */
	0xc3,				/* ret */
};

long clean_function(void);
long clean_callback(void);
extern const void *callback_target;
const void *callback_target;
__asm__(".pushsection .text\n"
	"clean_function:\n\tendbr64\n\tmov $55, %eax\n\tret\n"
	/* What legacy code calls back makes an indirect call itself. */
	"clean_callback:\n\tendbr64\n\tsub $8, %rsp\n\t"
	"call *callback_target(%rip)\n\tadd $8, %rsp\n\tret\n"
	".popsection");

static void enable(void)
{
	catch_faults();
	need(!set_cfi(PR_CFI_ENABLE | PR_CFI_LOCK), "enable and lock");
}

static void set_auto(void)
{
	enable();
	need(!mark_ranges(LEGACY_AUTO, NULL, 0), "AUTO");
}

static char *page(int prot)
{
	char *p = map_at(NULL, PAGE, prot, 0);

	need(p != MAP_FAILED, "map a page");
	return p;
}

static void jit_writable(void)
{
	char *code, *other;

	enable();
	code = page(PROT_READ | PROT_WRITE | PROT_EXEC);
	fill_legacy(code, PAGE);
	ok(denied(code), "before AUTO a JIT's code dies");
	munmap(code, PAGE);

	need(!mark_ranges(LEGACY_AUTO, NULL, 0), "AUTO");
	ok(strstr(proc_line("/proc/self/status", "x86_Legacy_code_pages:"),
		  "auto"), "/proc shows it");
	code = page(PROT_READ | PROT_WRITE | PROT_EXEC);
	fill_legacy(code, PAGE);
	ok(legacy_runs(code), "mmap(), writable and executable");
	/* The bits around it are in memory now, and have to be changed. */
	other = page(PROT_READ | PROT_WRITE | PROT_EXEC);
	fill_legacy(other, PAGE);
	ok(legacy_runs(other), "and another one");
	munmap(code, PAGE);
}

static void jit_protected(void)
{
	char *code;

	set_auto();
	code = page(PROT_READ | PROT_WRITE);
	fill_legacy(code, PAGE);
	mprotect(code, PAGE, PROT_READ | PROT_EXEC);
	ok(legacy_runs(code), "mprotect()");
	mprotect(code, PAGE, PROT_READ | PROT_WRITE);
	mprotect(code, PAGE, PROT_READ | PROT_EXEC);
	ok(legacy_runs(code), "mprotect() there and back");

	code = page(PROT_READ | PROT_WRITE);
	fill_legacy(code, PAGE);
	/* No key, which is what every kernel takes. */
	syscall(SYS_pkey_mprotect, code, PAGE, PROT_READ | PROT_EXEC, -1);
	ok(legacy_runs(code), "pkey_mprotect()");
}

static void jit_dual(void)
{
	int fd = memfd_create("jit", 0);
	char *data, *code;

	set_auto();
	need(fd >= 0 && !ftruncate(fd, PAGE), "memfd_create()");
	data = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	code = mmap(NULL, PAGE, PROT_READ | PROT_EXEC, MAP_SHARED, fd, 0);
	fill_legacy(data, PAGE);
	ok(legacy_runs(code), "a file mapped twice");
}

static void moved(void)
{
	char *code, *target;

	set_auto();
	code = page(PROT_READ | PROT_WRITE | PROT_EXEC);
	fill_legacy(code, PAGE);
	/* And the bits are in memory. */
	ok(legacy_runs(code), "it runs where it is");
	target = map_at(NULL, 4 * PAGE, PROT_NONE, 0);
	code = mremap(code, PAGE, 4 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED,
		      target);
	need(code == target, "mremap() to elsewhere");
	fill_legacy(code, 4 * PAGE);
	ok(legacy_runs(code) && legacy_runs(code + 3 * PAGE), "mremap()");

	code = mremap(code, 4 * PAGE, 2 * PAGE, 0);
	code = mremap(code, 2 * PAGE, 4 * PAGE, 0);
	need(code != MAP_FAILED, "mremap() in place");
	fill_legacy(code, 4 * PAGE);
	ok(legacy_runs(code + 3 * PAGE), "what has grown");
}

/* Code that was there before AUTO, and comes to a new place. */
static void moved_from_before(void)
{
	int fd = memfd_create("jit", 0);
	char *data, *code;

	enable();
	need(fd >= 0 && !ftruncate(fd, 4 * PAGE), "memfd_create()");
	data = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	fill_legacy(data, 4 * PAGE);
	code = mmap(NULL, PAGE, PROT_READ | PROT_EXEC, MAP_SHARED, fd, 0);
	need(!mark_ranges(LEGACY_AUTO, NULL, 0), "AUTO");
	ok(denied(code), "a file that was mapped before is not marked");
	munmap(data, 4 * PAGE);
	fails_with(ENOMEM, (long)mremap(code, PAGE, 2 * PAGE, 0),
		   "so it cannot grow where it is");
	code = mremap(code, PAGE, 2 * PAGE, MREMAP_MAYMOVE);
	need(code != MAP_FAILED, "but elsewhere");
	ok(legacy_runs(code) && legacy_runs(code + PAGE),
	   "where it becomes executable");
}

static void shared_memory(void)
{
	int id = shmget(IPC_PRIVATE, PAGE, IPC_CREAT | 0700);
	char *code;

	set_auto();
	code = shmat(id, NULL, SHM_EXEC);
	shmctl(id, IPC_RMID, NULL);
	need(code != (void *)-1, "shmat()");
	fill_legacy(code, PAGE);
	ok(legacy_runs(code), "shmat()");
}

/* Use more stack than there is, with code at the far end. */
__attribute__((noinline)) static bool run_on_stack(size_t depth)
{
	char *code = __builtin_alloca(depth + 2 * PAGE);

	code = (char *)(((uintptr_t)code + PAGE) & -PAGE);
	fill_legacy(code, PAGE);
	return legacy_runs(code);
}

static void executable_stack(void)
{
	char *base = (char *)((uintptr_t)__builtin_frame_address(0) & -PAGE);

	enable();
	need(!mprotect(base, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC |
		       PROT_GROWSDOWN), "an executable stack");
	ok(!run_on_stack(0), "before AUTO code on it dies");
	need(!mark_ranges(LEGACY_AUTO, NULL, 0), "AUTO");
	ok(run_on_stack(0), "after AUTO it runs");
	ok(run_on_stack(1 << 20), "and where the stack grows to");
	ok(run_on_stack(4 << 20), "and further");
}

static void stack_made_executable_later(void)
{
	char *base = (char *)((uintptr_t)__builtin_frame_address(0) & -PAGE);

	set_auto();
	need(!mprotect(base, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC |
		       PROT_GROWSDOWN), "an executable stack");
	ok(run_on_stack(0), "code on it runs");
	ok(run_on_stack(1 << 20), "and where the stack grows to");
}

static void heap_of_old_programs(void)
{
	char *code;

	personality(READ_IMPLIES_EXEC);
	set_auto();
	code = sbrk(0);
	code = (char *)(((uintptr_t)code + PAGE - 1) & -PAGE);
	need(!brk(code + PAGE), "brk()");
	fill_legacy(code, PAGE);
	ok(legacy_runs(code), "brk() where readable is executable");
}

/* What existed before: anonymous memory is marked, files are not. */
static void existing(void)
{
	char *anonymous, *file;
	int fd = memfd_create("code", 0);

	enable();
	anonymous = page(PROT_READ | PROT_WRITE | PROT_EXEC);
	fill_legacy(anonymous, PAGE);
	need(write(fd, legacy_code, sizeof(legacy_code)) ==
	     sizeof(legacy_code), "a file with code");
	file = mmap(NULL, PAGE, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);
	ok(denied(anonymous) && denied(file), "both die");
	need(!mark_ranges(LEGACY_AUTO, NULL, 0), "AUTO");
	ok(legacy_runs(anonymous), "anonymous code runs");
	ok(denied(file), "that of a file does not");
	ok(denied((char *)clean_function + 4), "nor the program's own");
}

static void clean_and_legacy(void)
{
	char *jit, *clean;

	set_auto();
	jit = page(PROT_READ | PROT_WRITE | PROT_EXEC);
	put_code(jit, legacy_caller, sizeof(legacy_caller));
	clean = page(PROT_READ | PROT_WRITE | PROT_EXEC);
	fill_legacy(clean, PAGE);
	ok(legacy_runs(clean), "marked as all new code");
	ok(!mark(LEGACY_CLEAR, clean, PAGE), "CLEAR, as the loader does");
	ok(denied(clean), "it is tracked again");
	mprotect(clean, PAGE, PROT_READ | PROT_EXEC);
	ok(denied(clean), "and stays so when its rights change");

	ok(try_with(jit, (long)clean_function, 0) == 55,
	   "legacy code calls clean code");
	callback_target = clean_function;
	ok(try_with(jit, (long)clean_callback, 0) == 55,
	   "which makes an indirect call");
	callback_target = clean;
	ok(try_with(jit, (long)clean_callback, 0) == DIED &&
	   fault.address == clean,
	   "and dies if that goes where it must not");
	ok(try_with(jit, (long)clean, 0) == DIED && fault.address == clean,
	   "legacy code itself cannot call it either");
	ok(try_with(jit, (long)clean_function, 0) == 55 && denied(clean),
	   "tracking is on after the return from legacy code");
}

static void sealed(void)
{
	char *code;

	enable();
	need(!mark_ranges(LEGACY_AUTO | LEGACY_SEAL, NULL, 0), "AUTO and SEAL");
	code = page(PROT_READ | PROT_WRITE | PROT_EXEC);
	fill_legacy(code, PAGE);
	ok(legacy_runs(code), "AUTO stays in force after SEAL");
	fails_with(EPERM, mark(LEGACY_SET, code, PAGE), "SET does not");
}

static void inherited_child(void)
{
	char *code = page(PROT_READ | PROT_WRITE | PROT_EXEC);

	fill_legacy(code, PAGE);
	ok(legacy_runs(code), "inherited by fork()");
}

static void inherited(void)
{
	set_auto();
	run_child(inherited_child);
	execute_again();
}

static int executed(void)
{
	char *code;

	enable();
	code = page(PROT_READ | PROT_WRITE | PROT_EXEC);
	fill_legacy(code, PAGE);
	ok(denied(code), "gone after exec()");
	return test_end();
}

int main(int argc, char **argv)
{
	(void)argv;
	if (argc > 1)
		return executed();

	run_child(jit_writable);
	run_child(jit_protected);
	run_child(jit_dual);
	run_child(moved);
	run_child(moved_from_before);
	run_child(shared_memory);
	run_child(executable_stack);
	run_child(stack_made_executable_later);
	run_child(heap_of_old_programs);
	run_child(existing);
	run_child(clean_and_legacy);
	run_child(sealed);
	run_child(inherited);
	return test_end();
}
