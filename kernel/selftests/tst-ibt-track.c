// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Tracking itself: what is denied and how, what is allowed, and that signals,
 * system calls, the vDSO and shadow stacks do not disturb it.
 */
#include <dlfcn.h>
#include <pthread.h>
#include <sys/auxv.h>
#include <sys/time.h>
#include <time.h>

#include <elf.h>

#include "ibt.h"

#define ARCH_SHSTK_ENABLE	0x5001
#define ARCH_SHSTK_DISABLE	0x5002
#define ARCH_SHSTK_SHSTK	1

long endbr_target(void);
long no_endbr_target(void);
long notrack_call(const void *target);
long jumps(const void *target);
long memory_call(const void **target);
extern const char waits_here[];
__asm__(".pushsection .text\n"
	"endbr_target:\n\tendbr64\n"
	"no_endbr_target:\n\tmov $44, %eax\n\tret\n"
	"notrack_call:\n\tendbr64\n\tsub $8, %rsp\n\tnotrack call *%rdi\n\t"
	"add $8, %rsp\n\tret\n"
	"jumps:\n\tendbr64\n\tjmp *%rdi\n"
	"memory_call:\n\tendbr64\n\tsub $8, %rsp\n\tcall *(%rdi)\n\t"
	"add $8, %rsp\n\tret\n"
	".popsection");

static void enable(void)
{
	catch_faults();
	need(!set_cfi(PR_CFI_ENABLE), "enable");
}

static void branches(void)
{
	const void *pointer = no_endbr_target;

	catch_faults();
	ok(try(no_endbr_target) == 44, "before: a target without ENDBR runs");
	enable();
	ok(try(endbr_target) == 44, "a target with ENDBR runs");
	ok(denied(no_endbr_target), "one without dies");
	ok(try_with(jumps, (long)endbr_target, 0) == 44, "a jump to ENDBR");
	ok(try_with(jumps, (long)no_endbr_target, 0) == DIED &&
	   fault.address == no_endbr_target, "a jump elsewhere dies");
	ok(try_with(memory_call, (long)&pointer, 0) == DIED &&
	   fault.address == no_endbr_target, "a call through memory dies");
	ok(try_with(notrack_call, (long)no_endbr_target, 0) == 44,
	   "notrack is honoured");
	ok(denied(no_endbr_target), "after all this it still dies");
	ok(!set_cfi(PR_CFI_DISABLE), "disable");
	ok(try(no_endbr_target) == 44, "and it runs again");
}

static void fatal(void)
{
	need(!set_cfi(PR_CFI_ENABLE), "enable");
	signal(SIGSEGV, SIG_DFL);
	try(no_endbr_target);
}

static void *thread_function(void *argument)
{
	(void)argument;
	return (void *)(long)denied(no_endbr_target);
}

static void threads(void)
{
	pthread_t thread;
	void *result = NULL;

	enable();
	pthread_create(&thread, NULL, thread_function, NULL);
	pthread_join(thread, &result);
	ok(result, "tracked in a thread");
}

static void forked(void)
{
	ok(denied(no_endbr_target), "tracked in a child");
}

static void forks(void)
{
	enable();
	run_child(forked);
	ok(denied(no_endbr_target), "and in its parent");
}

/*
 * A signal between the branch and its target: the target is on a page that is
 * not there yet, so its fetch faults, and the handler maps it.
 */
static char *late_page;
static const void *late_code;
static size_t late_size;
static volatile unsigned long late_flags, late_nested;

static void map_late_page(int signal, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	(void)signal;
	if (info->si_code == SEGV_CPERR) {
		on_fault(signal, info, context);
		return;
	}
	late_flags = uc->uc_flags;
	/* An indirect call in the handler is tracked like any other. */
	late_nested = ((long (*)(void))endbr_target)();
	mprotect(late_page, PAGE, PROT_READ | PROT_WRITE);
	memcpy(late_page, late_code, late_size);
	mprotect(late_page, PAGE, PROT_READ | PROT_EXEC);
}

static void try_late(const void *code, size_t size, long expected)
{
	struct sigaction action = {
		.sa_sigaction = map_late_page,
		.sa_flags = SA_SIGINFO | SA_NODEFER,
	};

	sigaction(SIGSEGV, &action, NULL);
	late_page = map_at(NULL, PAGE, PROT_NONE, 0);
	late_code = code;
	late_size = size;
	late_flags = late_nested = 0;
	ok(try(late_page) == expected, "the target %s",
	   expected == DIED ? "dies" : "runs");
	ok(late_flags & UC_WAIT_ENDBR, "the frame says that it was waiting");
	ok(late_nested == 44, "the handler ran unharmed");
	if (expected == DIED)
		ok(fault.code == SEGV_CPERR && fault.address == late_page,
		   "of a missing ENDBR");
}

static void interrupted_branch(void)
{
	enable();
	try_late(clean_code, sizeof(clean_code), CLEAN_RETURNS);
	/* If the state were lost with the signal, this would run. */
	try_late(legacy_code, sizeof(legacy_code), DIED);
}

static volatile unsigned long alarms, waiting_alarms;

static void on_alarm(int signal, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	(void)signal;
	(void)info;
	alarms++;
	if (uc->uc_flags & UC_WAIT_ENDBR)
		waiting_alarms++;
}

/* Any moment may be that between branch and target. */
static void asynchronous_signals(void)
{
	struct sigaction action = {
		.sa_sigaction = on_alarm,
		.sa_flags = SA_SIGINFO | SA_RESTART,
	};
	struct itimerval timer = { { 0, 1000 }, { 0, 1000 } };
	long calls = 0, good = 0;

	enable();
	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &timer, NULL);
	while (alarms < 300) {
		calls++;
		good += try(endbr_target) == 44;
	}
	memset(&timer, 0, sizeof(timer));
	setitimer(ITIMER_REAL, &timer, NULL);
	ok(good == calls, "%ld of %ld branches under %lu signals, %lu between",
	   good, calls, alarms, waiting_alarms);
	ok(denied(no_endbr_target), "and tracking is still on");
}

static void handler_without_endbr(void)
{
	struct sigaction action = { 0 };

	enable();
	/* The kernel, not a branch, goes there. */
	action.sa_handler = (void (*)(int))(uintptr_t)map_legacy(PAGE);
	sigaction(SIGUSR1, &action, NULL);
	raise(SIGUSR1);
	ok(true, "a handler without ENDBR runs");

	/* And also while the CPU waits for one, as after a violation. */
	need(!memcmp(on_fault, clean_code, ENDBR_SIZE), "one with ENDBR");
	action.sa_sigaction = (void (*)(int, siginfo_t *, void *))
			      ((char *)on_fault + ENDBR_SIZE);
	action.sa_flags = SA_SIGINFO;
	sigaction(SIGSEGV, &action, NULL);
	ok(denied(no_endbr_target), "also for a violation");
}

static bool has_property(const Elf64_Ehdr *vdso)
{
	const Elf64_Phdr *ph = (void *)((char *)vdso + vdso->e_phoff);
	int i;

	for (i = 0; i < vdso->e_phnum; i++) {
		const uint32_t *note = (void *)((char *)vdso + ph[i].p_offset);

		if (ph[i].p_type != PT_GNU_PROPERTY)
			continue;
		/* One property: X86_FEATURE_1_AND with the bit for IBT. */
		return note[2] == NT_GNU_PROPERTY_TYPE_0 &&
		       !memcmp(note + 3, "GNU", 4) &&
		       note[4] == 0xc0000002 && note[5] == 4 && note[6] & 1;
	}
	return false;
}

static void vdso(void)
{
	const Elf64_Ehdr *header = (void *)getauxval(AT_SYSINFO_EHDR);
	const Elf64_Phdr *ph;
	const Elf64_Sym *symbols = NULL;
	const char *names = NULL;
	struct timespec now = { 0, 0 };
	unsigned int n = 0;
	int i, functions = 0;

	need(header, "there is a vDSO");
	ok(has_property(header), "its property note says IBT");
	enable();

	ph = (void *)((char *)header + header->e_phoff);
	for (i = 0; i < header->e_phnum; i++) {
		const Elf64_Dyn *d = (void *)((char *)header + ph[i].p_offset);

		if (ph[i].p_type != PT_DYNAMIC)
			continue;
		for (; d->d_tag != DT_NULL; d++) {
			void *at = (char *)header + d->d_un.d_ptr;

			if (d->d_tag == DT_SYMTAB)
				symbols = at;
			else if (d->d_tag == DT_STRTAB)
				names = at;
			else if (d->d_tag == DT_HASH)
				n = ((uint32_t *)at)[1];
		}
	}
	for (; n > 0; n--) {
		const Elf64_Sym *s = &symbols[n - 1];
		const char *entry = (char *)header + s->st_value;

		if (ELF64_ST_TYPE(s->st_info) != STT_FUNC || !s->st_shndx)
			continue;
		functions++;
		ok(!memcmp(entry, clean_code, 4), "%s begins with ENDBR",
		   names + s->st_name);
		if (!strcmp(names + s->st_name, "__vdso_clock_gettime"))
			ok(try_with(entry, CLOCK_MONOTONIC, (long)&now) == 0 &&
			   now.tv_sec + now.tv_nsec > 0, "and can be called");
	}
	ok(functions >= 6, "%d functions", functions);
}

/* The kernel emulates them, on behalf of a branch. */
static void vsyscall(void)
{
	long (*time_vsyscall)(long *) = (void *)0xffffffffff600400;

	enable();
	need(find_mapping("[vsyscall]", NULL), "there is a vsyscall page");
	ok(try(time_vsyscall) > 1, "vsyscall time()");
	ok(denied(no_endbr_target), "and tracking is still on");
}

static inline long arch_prctl(int code, unsigned long value)
{
	long result;

	__asm__ volatile("syscall" : "=a"(result)
			 : "a"(SYS_arch_prctl), "D"(code), "S"(value)
			 : "rcx", "r11", "memory");
	return result;
}

static bool shadow_stack(void)
{
	unsigned long ssp = 0;

	__asm__ volatile("rdsspq %0" : "+r"(ssp));
	return ssp != 0;
}

/* No function that is running may return to before its shadow stack began. */
__attribute__((noreturn)) static void with_shadow_stack(bool first)
{
	if (!first)
		need(!set_cfi(PR_CFI_ENABLE), "enable");
	if (arch_prctl(ARCH_SHSTK_ENABLE, ARCH_SHSTK_SHSTK)) {
		ok(false, "enable shadow stacks");
		exit(1);
	}
	if (first)
		need(!set_cfi(PR_CFI_ENABLE), "enable after shadow stacks");
	catch_faults();
	ok(shadow_stack(), "there is a shadow stack");
	ok(denied(no_endbr_target), "and tracking");
	ok(!set_cfi(PR_CFI_DISABLE), "disable tracking");
	ok(shadow_stack(), "the shadow stack stays");
	ok(try(no_endbr_target) == 44, "tracking is off");
	ok(!set_cfi(PR_CFI_ENABLE), "enable tracking");
	ok(denied(no_endbr_target), "it is on");
	if (arch_prctl(ARCH_SHSTK_DISABLE, ARCH_SHSTK_SHSTK))
		ok(false, "disable shadow stacks");
	ok(!shadow_stack(), "no shadow stack any more");
	ok(denied(no_endbr_target), "tracking stays");
	exit(test_failures != 0);
}

static void tracking_then_shadow_stack(void)
{
	with_shadow_stack(false);
}

static void shadow_stack_then_tracking(void)
{
	with_shadow_stack(true);
}

int main(int argc, char **argv)
{
	int status;

	run_child(branches);
	status = in_child(fatal);
	ok(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV,
	   "without a handler: SIGSEGV");
	run_child(threads);
	run_child(forks);
	run_child(interrupted_branch);
	run_child(asynchronous_signals);
	run_child(handler_without_endbr);
	run_child(vdso);
	run_child(vsyscall);
	/* On kernels or command lines without shadow stacks. */
	if (argc > 1 && !strcmp(argv[1], "--no-shstk")) {
		ok(arch_prctl(ARCH_SHSTK_ENABLE, ARCH_SHSTK_SHSTK) != 0,
		   "there are no shadow stacks");
	} else {
		run_child(tracking_then_shadow_stack);
		run_child(shadow_stack_then_tracking);
	}
	return test_end();
}
