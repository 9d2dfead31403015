/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Indirect branch tracking: the system calls, code to branch to, and a branch
 * that survives.
 */
#ifndef IBT_H
#define IBT_H

#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>

#include "test.h"

#define PR_GET_CFI			80
#define PR_SET_CFI			81
#define PR_CFI_BRANCH_LANDING_PADS	0
#define PR_CFI_ENABLE			1
#define PR_CFI_DISABLE			2
#define PR_CFI_LOCK			4

#define PR_MARK_CODE_AS_LEGACY		0x4c474359
#define LEGACY_SET			1
#define LEGACY_CLEAR			2
#define LEGACY_AUTO			4
#define LEGACY_SEAL			8

#define UC_WAIT_ENDBR			0x8

#define TRAP_CP				21
#define CP_ENDBR			3

#define PAGE				4096UL
/* What one page of the bitmap stands for. */
#define WINDOW				(PAGE << 15)

struct legacy_code_range {
	uint64_t start;
	uint64_t length;
};

static inline long sys_prctl(long option, unsigned long a, unsigned long b,
			     unsigned long c, unsigned long d)
{
	return syscall(SYS_prctl, option, a, b, c, d);
}

static inline long set_cfi(unsigned long flags)
{
	return sys_prctl(PR_SET_CFI, PR_CFI_BRANCH_LANDING_PADS, flags, 0, 0);
}

static inline unsigned long get_cfi(void)
{
	unsigned long state = 0;

	if (sys_prctl(PR_GET_CFI, PR_CFI_BRANCH_LANDING_PADS,
		      (unsigned long)&state, 0, 0))
		return 0;
	return state;
}

static inline long mark_ranges(unsigned long op,
			       const struct legacy_code_range *ranges,
			       unsigned long n)
{
	return sys_prctl(PR_MARK_CODE_AS_LEGACY, op, (unsigned long)ranges, n,
			 sizeof(*ranges));
}

static inline long mark(unsigned long op, const void *start, size_t length)
{
	struct legacy_code_range range = { (uintptr_t)start, length };

	return mark_ranges(op, &range, 1);
}

/* Two functions to write somewhere: without and with a landing pad. */
#define LEGACY_RETURNS	11
#define CLEAN_RETURNS	33
static const unsigned char legacy_code[] = {
	0xb8, LEGACY_RETURNS, 0, 0, 0,	/* mov $11, %eax */
	0xc3,				/* ret */
};
static const unsigned char clean_code[] = {
	0xf3, 0x0f, 0x1e, 0xfa,		/* endbr64 */
	0xb8, CLEAN_RETURNS, 0, 0, 0,	/* mov $33, %eax */
	0xc3,				/* ret */
};

#define ENDBR_SIZE	4

static inline void put_code(void *at, const void *code, size_t size)
{
	memcpy(at, code, size);
}

/* Anonymous memory full of functions without landing pads, one a page. */
static inline void fill_legacy(void *start, size_t length)
{
	size_t at;

	for (at = 0; at < length; at += PAGE)
		put_code((char *)start + at, legacy_code, sizeof(legacy_code));
}

static inline void *map_at(void *at, size_t length, int prot, int flags)
{
	return mmap(at, length, prot, MAP_PRIVATE | MAP_ANONYMOUS | flags,
		    -1, 0);
}

/* As above, executable, and not marked by anybody. */
static inline char *map_legacy(size_t length)
{
	char *p = map_at(NULL, length, PROT_READ | PROT_WRITE, 0);

	need(p != MAP_FAILED, "map %zu bytes", length);
	fill_legacy(p, length);
	need(!mprotect(p, length, PROT_READ | PROT_EXEC), "make them code");
	return p;
}

/* What the last try() died of. */
struct fault {
	int count;
	int signal;
	int code;
	void *address;
	unsigned long trap, error, rip, uc_flags;
};

static __thread volatile struct fault fault;
static __thread void *try_sp;

/*
 * long try_call(void *target, void **sp, long a, long b): call *target (a, b)
 * and return what it returns.  The handler goes on at try_recover.
 */
long try_call(const void *target, void **sp, long a, long b);
extern const char try_recover[];
__asm__(".pushsection .text\n"
	".globl try_call, try_recover\n"
	".type try_call, @function\n"
	"try_call:\n\t"
	"endbr64\n\t"
	"push %rbx\n\tpush %rbp\n\tpush %r12\n\t"
	"push %r13\n\tpush %r14\n\tpush %r15\n\t"
	"sub $8, %rsp\n\t"
	"mov %rsp, (%rsi)\n\t"
	"mov %rdi, %rax\n\t"
	"mov %rdx, %rdi\n\t"
	"mov %rcx, %rsi\n\t"
	"xor %ebx, %ebx\n\t"
	"rdsspq %rbx\n\t"
	"call *%rax\n\t"
	"jmp 2f\n"
	"try_recover:\n\t"
	/* Nobody has returned: leave the shadow stack's frames too. */
	"test %rbx, %rbx\n\t"
	"jz 2f\n\t"
	"rdsspq %rcx\n\t"
	"sub %rcx, %rbx\n\t"
	"shr $3, %rbx\n\t"
	"incsspq %rbx\n"
	"2:\n\t"
	"add $8, %rsp\n\t"
	"pop %r15\n\tpop %r14\n\tpop %r13\n\t"
	"pop %r12\n\tpop %rbp\n\tpop %rbx\n\t"
	"ret\n"
	".size try_call, . - try_call\n"
	".popsection");

#define DIED -1L

static void on_fault(int signal, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;
	greg_t *regs = uc->uc_mcontext.gregs;

	fault.count++;
	fault.signal = signal;
	fault.code = info->si_code;
	fault.address = info->si_addr;
	fault.trap = regs[REG_TRAPNO];
	fault.error = regs[REG_ERR];
	fault.rip = regs[REG_RIP];
	fault.uc_flags = uc->uc_flags;

	if (!try_sp || fault.count > 3) {
		printf("FAIL: a fault of its own, code %d at %#lx\n",
		       fault.code, fault.rip);
		fflush(stdout);
		_exit(99);
	}
	regs[REG_RIP] = (greg_t)try_recover;
	regs[REG_RSP] = (greg_t)try_sp;
	regs[REG_RAX] = DIED;
	/* The branch is abandoned. */
	uc->uc_flags &= ~(unsigned long)UC_WAIT_ENDBR;
}

static inline void catch_faults(void)
{
	struct sigaction action = {
		.sa_sigaction = on_fault,
		.sa_flags = SA_SIGINFO,
	};

	sigaction(SIGSEGV, &action, NULL);
}

static inline long try_with(const void *target, long a, long b)
{
	long result;

	memset((void *)&fault, 0, sizeof(fault));
	result = try_call(target, &try_sp, a, b);
	try_sp = NULL;
	return result;
}

static inline long try(const void *target)
{
	return try_with(target, 0, 0);
}

/* Whether a branch to TARGET is a violation, and reported as one. */
static inline bool denied(const void *target)
{
	return try(target) == DIED && fault.count == 1 &&
	       fault.signal == SIGSEGV && fault.code == SEGV_CPERR &&
	       fault.address == target && fault.rip == (uintptr_t)target &&
	       fault.trap == TRAP_CP && fault.error == CP_ENDBR &&
	       fault.uc_flags & UC_WAIT_ENDBR;
}

static inline bool legacy_runs(const void *target)
{
	return try(target) == LEGACY_RETURNS;
}

/* The address of the mapping called NAME, or 0; its length. */
static inline unsigned long find_mapping(const char *name, unsigned long *length)
{
	unsigned long start = 0, end;
	char line[512], found[256];
	FILE *maps = fopen("/proc/self/maps", "r");

	while (maps && fgets(line, sizeof(line), maps)) {
		found[0] = 0;
		if (sscanf(line, "%lx-%lx %*s %*s %*s %*s %255[^\n]", &start,
			   &end, found) >= 2 && !strcmp(found, name)) {
			if (length)
				*length = end - start;
			break;
		}
		start = 0;
	}
	if (maps)
		fclose(maps);
	return start;
}

#define BITMAP "[legacy_bitmap]"

static inline unsigned long marked_pages(void)
{
	char *line = proc_line("/proc/self/status", "x86_Legacy_code_pages:");

	return line ? strtoul(line, NULL, 10) : -1UL;
}

/* As the CPU reads it. */
static inline bool bit_of(unsigned long bitmap, const void *at)
{
	uintptr_t address = (uintptr_t)at;

	return ((volatile unsigned char *)bitmap)[address >> 15] >>
	       ((address >> 12) & 7) & 1;
}

#endif
