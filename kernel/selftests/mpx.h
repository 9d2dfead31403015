/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Memory Protection Extensions: the registers, the directory, and accesses that
 * survive.
 */
#ifndef MPX_H
#define MPX_H

#include <cpuid.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>

#include "test.h"

#define PR_MPX_ENABLE_MANAGEMENT	43
#define PR_MPX_DISABLE_MANAGEMENT	44

#define TRAP_BR		5
#define PAGE		4096UL
#define WINDOW		(1UL << 20)
#define TABLE		(4UL << 20)
#define DIRECTORY	(8UL << 28)

/* XSAVE state components. */
#define BNDREGS		3
#define BNDCSR		4

static unsigned int component_offset(int component)
{
	unsigned int eax, ebx, ecx, edx;

	__cpuid_count(0xd, component, eax, ebx, ecx, edx);
	return ebx;
}

/* Only XRSTOR reaches BNDCFGU from user mode. */
static inline void set_bndcfgu(uint64_t value)
{
	static __thread char area[4096] __attribute__((aligned(64)));
	uint64_t components = 1 << BNDCSR;

	memset(area, 0, sizeof(area));
	memcpy(area + 512, &components, sizeof(components));
	memcpy(area + component_offset(BNDCSR), &value, sizeof(value));
	__asm__ volatile("xrstor %0"
			 : : "m"(area), "a"(1 << BNDCSR), "d"(0) : "memory");
}

static uint64_t *directory;

static inline void map_directory(void)
{
	directory = mmap(NULL, DIRECTORY, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	need(directory != MAP_FAILED, "a bounds directory");
	madvise(directory, DIRECTORY, MADV_NOHUGEPAGE);
	set_bndcfgu((uintptr_t)directory | 1);
}

static inline long mpx_call(int call)
{
	return syscall(SYS_prctl, call, 0, 0, 0, 0);
}

static inline void manage(void)
{
	map_directory();
	need(!mpx_call(PR_MPX_ENABLE_MANAGEMENT), "enable management");
}

static inline volatile uint64_t *entry_of(const void *cell)
{
	return &directory[(uintptr_t)cell >> 20 & ((1 << 28) - 1)];
}

static inline char *table_of(const void *cell)
{
	return (char *)(*entry_of(cell) & ~1UL);
}

/* The bounds that go with POINTER at CELL. */
static inline void store_bounds(const void *cell, const void *pointer,
				const void *lower, unsigned long size)
{
	__asm__ volatile(".arch .mpx\n\t"
			 "bndmk -1(%2,%3), %%bnd0\n\t"
			 "bndstx %%bnd0, (%0,%1)"
			 : : "r"(cell), "r"(pointer), "r"(lower), "r"(size)
			 : "memory");
}

struct bounds {
	uint64_t lower;
	uint64_t upper;		/* in one's complement */
};

static inline struct bounds load_bounds(const void *cell, const void *pointer)
{
	struct bounds bounds;

	__asm__ volatile(".arch .mpx\n\t"
			 "bndldx (%1,%2), %%bnd1\n\t"
			 "bndmov %%bnd1, %0"
			 : "=m"(bounds) : "r"(cell), "r"(pointer) : "memory");
	return bounds;
}

static inline bool has_bounds(const void *cell, const void *pointer,
			      const void *lower, unsigned long size)
{
	struct bounds b = load_bounds(cell, pointer);

	return b.lower == (uintptr_t)lower &&
	       ~b.upper == (uintptr_t)lower + size - 1;
}

static inline bool no_bounds(const void *cell, const void *pointer)
{
	struct bounds b = load_bounds(cell, pointer);

	return !b.lower && !b.upper;
}

/* Of the last fault; a handler goes on behind the instruction that faulted. */
static volatile struct {
	int count;
	int code;
	void *address, *lower, *upper;
	unsigned long trap;
} fault;

/* The instruction under test ends here. */
static volatile uintptr_t fault_resume;

static void on_fault(int signal, siginfo_t *info, void *context)
{
	greg_t *regs = ((ucontext_t *)context)->uc_mcontext.gregs;

	(void)signal;
	fault.count++;
	fault.code = info->si_code;
	fault.address = info->si_addr;
	fault.lower = info->si_lower;
	fault.upper = info->si_upper;
	fault.trap = regs[REG_TRAPNO];
	if (!fault_resume)
		_exit(99);
	regs[REG_RIP] = fault_resume;
}

static inline void catch_faults(void)
{
	struct sigaction action = {
		.sa_sigaction = on_fault,
		.sa_flags = SA_SIGINFO,
	};

	sigaction(SIGSEGV, &action, NULL);
}

/* Run one instruction, with what it needs in %rax, %rbx and %r9. */
#define TRY(instruction, a, b)						\
	do {								\
		memset((void *)&fault, 0, sizeof(fault));		\
		__asm__ volatile(".arch .mpx\n\t"			\
				 "lea 1f(%%rip), %%rcx\n\t"		\
				 "mov %%rcx, %0\n\t"			\
				 "mov %%rax, %%r9\n\t"			\
				 instruction "\n"			\
				 "1:"					\
				 : "=m"(fault_resume)			\
				 : "a"(a), "b"(b)			\
				 : "rcx", "r9", "memory");		\
		fault_resume = 0;					\
	} while (0)

#define AREA	(1024 * WINDOW)

/* Room for pointers, at the start of a window, not there yet. */
static inline char *room(void)
{
	char *p = mmap(NULL, AREA + WINDOW, PROT_NONE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	need(p != MAP_FAILED, "room");
	munmap(p, AREA + WINDOW);
	return (char *)(((uintptr_t)p + WINDOW - 1) & -WINDOW);
}

/* Management comes first, so that the directory is not where the room is. */
static inline char *managed_room(void)
{
	catch_faults();
	manage();
	return room();
}

static inline char *map_at(char *at, size_t length)
{
	char *p = mmap(at, length, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);

	need(p == at, "map %zu KiB", length >> 10);
	return p;
}

static inline unsigned long tables(void)
{
	char *line = proc_line("/proc/self/status", "x86_Mpx_tables:");

	return line ? strtoul(line, NULL, 10) : -1UL;
}

static inline bool mapped(const void *at)
{
	unsigned char vector;

	return !mincore((void *)((uintptr_t)at & -PAGE), PAGE, &vector);
}

static inline bool resident(const void *at)
{
	unsigned char vector = 0;

	return !mincore((void *)((uintptr_t)at & -PAGE), PAGE, &vector) &&
	       vector & 1;
}

#endif
