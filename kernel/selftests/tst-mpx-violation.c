// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Violations of bounds are reported with the bounds, whatever the form of the
 * instruction.
 */
#include "mpx.h"

static char buffer[4096] __attribute__((used));

/* The bounds 0x1000 to 0x1fff in all four registers. */
static void make_bounds(void)
{
	__asm__ volatile(".arch .mpx\n\t"
			 "bndmk 0xfff(%0), %%bnd0\n\t"
			 "bndmk 0xfff(%0), %%bnd1\n\t"
			 "bndmk 0xfff(%0), %%bnd2\n\t"
			 "bndmk 0xfff(%0), %%bnd3"
			 : : "r"(0x1000UL));
}

#define violates(instruction, a, b, expected)				\
	do {								\
		make_bounds();						\
		TRY(instruction, a, b);					\
		ok(fault.count == 1 && fault.code == SEGV_BNDERR &&	\
		   fault.trap == TRAP_BR &&				\
		   (uintptr_t)fault.address == (uintptr_t)(expected) &&	\
		   (uintptr_t)fault.lower == 0x1000 &&			\
		   (uintptr_t)fault.upper == 0x1fff,			\
		   "%s: code %d, trap %lu, %p not in %p..%p",		\
		   instruction, fault.code, fault.trap,			\
		   fault.address, fault.lower, fault.upper);		\
	} while (0)

#define allows(instruction, a, b)					\
	do {								\
		make_bounds();						\
		TRY(instruction, a, b);					\
		ok(fault.count == 0, "%s is within", instruction);	\
	} while (0)

static void managed(void)
{
	catch_faults();
	manage();

	allows("bndcl (%%rax), %%bnd0", 0x1000UL, 0UL);
	allows("bndcu (%%rax), %%bnd0", 0x1fffUL, 0UL);
	violates("bndcl (%%rax), %%bnd0", 0xfffUL, 0UL, 0xfff);
	violates("bndcu (%%rax), %%bnd0", 0x2000UL, 0UL, 0x2000);
	violates("bndcl (%%rax), %%bnd1", 0xffeUL, 0UL, 0xffe);
	violates("bndcl (%%rax), %%bnd2", 0xffdUL, 0UL, 0xffd);
	violates("bndcu (%%rax), %%bnd3", 0x3000UL, 0UL, 0x3000);
	violates("bndcl %%rax, %%bnd0", 0x10UL, 0UL, 0x10);
	violates("bndcu %%rax, %%bnd2", 0x2010UL, 0UL, 0x2010);
	violates("bndcl %%r9, %%bnd1", 0x20UL, 0UL, 0x20);
	violates("bndcu (%%r9), %%bnd1", 0x2020UL, 0UL, 0x2020);
	violates("bndcu 8(%%rax), %%bnd0", 0x1ff8UL, 0UL, 0x2000);
	violates("bndcu 0x12345(%%rax), %%bnd0", 0x1000UL, 0UL, 0x13345);
	violates("bndcu (%%rax,%%rbx), %%bnd0", 0x1800UL, 0x800UL, 0x2000);
	violates("bndcu 4(%%rax,%%rbx,8), %%bnd3", 0x1000UL, 0x200UL, 0x2004);
	violates("bndcl -4(%%r9,%%rbx,2), %%bnd3", 0x10UL, 0x8UL, 0x1c);
	violates("bndcu buffer(%%rip), %%bnd0", 0UL, 0UL, buffer);
	/* The thread's segment has a base, which the CPU does not add. */
	violates("bndcl %%fs:(%%rax), %%bnd0", 0x30UL, 0UL, 0x30);

	/* bndcn takes the bound as it is in memory: in one's complement. */
	__asm__ volatile(".arch .mpx\n\tbndmk 0xfff(%0), %%bnd0"
			 : : "r"(0x1000UL));
	TRY("bndcn (%%rax), %%bnd0", 0xffffffffffffff00UL, 0UL);
	ok(fault.count == 1 && fault.code == SEGV_BNDERR,
	   "bndcn: code %d, %p not in %p..%p", fault.code, fault.address,
	   fault.lower, fault.upper);
}

/* Where the kernel has no part in it, it is a plain #BR. */
static void unmanaged(void)
{
	catch_faults();
	map_directory();
	make_bounds();
	TRY("bndcu (%%rax), %%bnd0", 0x2000UL, 0UL);
	ok(fault.count == 1 && fault.code == SI_KERNEL &&
	   fault.trap == TRAP_BR && !fault.address, "unmanaged: code %d",
	   fault.code);
}

static void uncaught(void)
{
	manage();
	make_bounds();
	__asm__ volatile(".arch .mpx\n\tbndcu (%0), %%bnd0" : : "r"(0x2000UL));
}

int main(void)
{
	int status;

	run_child(managed);
	run_child(unmanaged);
	status = in_child(uncaught);
	ok(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV,
	   "without a handler: SIGSEGV");
	return test_end();
}
