/* CPU and kernel let a program use MPX: bounds are checked, and caught.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <cpuid.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <support/check.h>
#include <support/xsignal.h>

/* XSAVE state component 4 is BNDCSR: BNDCFGU, then BNDSTATUS (SDM volume 1,
   13.5.4).  Bit 0 of BNDCFGU switches MPX on; the bounds directory stays at
   address 0, as no bounds are spilled here.  */
#define BNDCSR 4
#define BNDCFGU_ENABLE 1

static sigjmp_buf beyond;
static volatile int signal_code;

static bool
machine_has_mpx (void)
{
  unsigned int eax, ebx, ecx, edx;
  if (!__get_cpuid_count (7, 0, &eax, &ebx, &ecx, &edx) || !(ebx & (1U << 14))
      || !__get_cpuid (1, &eax, &ebx, &ecx, &edx) || !(ecx & bit_OSXSAVE))
    return false;
  asm volatile ("xgetbv" : "=a" (eax), "=d" (edx) : "c" (0));
  return (eax & 0x18) == 0x18;
}

/* Only XRSTOR reaches BNDCFGU from user mode; with one component asked for,
   it touches nothing else.  */
static void
enable_mpx (void)
{
  unsigned int eax, offset, ecx, edx;
  __cpuid_count (0xd, BNDCSR, eax, offset, ecx, edx);
  static char area[4096] __attribute__ ((aligned (64)));
  uint64_t components = 1 << BNDCSR, configuration = BNDCFGU_ENABLE;
  TEST_VERIFY_EXIT (offset + sizeof configuration <= sizeof area);
  memcpy (area + 512, &components, sizeof components);
  memcpy (area + offset, &configuration, sizeof configuration);
  asm volatile ("xrstor %0" : : "m" (area), "a" (1 << BNDCSR), "d" (0)
		: "memory");
}

static void
handler (int signal, siginfo_t *info, void *context)
{
  signal_code = info->si_code;
  siglongjmp (beyond, 1);
}

/* Whether P is caught as beyond the LENGTH bytes from START.  In one piece:
   without -mmpx the compiler neither keeps bounds registers nor the BND
   prefix, without which a branch may reset them.  */
static bool
caught (const char *start, size_t length, const char *p)
{
  if (sigsetjmp (beyond, 1) != 0)
    return true;
  asm volatile (".arch .mpx\n\t"
		"bndmk -1(%0,%1), %%bnd0\n\t"
		"bndcl (%2), %%bnd0\n\t"
		"bndcu (%2), %%bnd0"
		: : "r" (start), "r" (length), "r" (p) : "memory");
  return false;
}

static int
do_test (void)
{
  if (!machine_has_mpx ())
    FAIL_UNSUPPORTED ("this machine has no MPX");

  struct sigaction action = { .sa_sigaction = handler,
			      .sa_flags = SA_SIGINFO };
  xsigaction (SIGSEGV, &action, NULL);
  /* The 16 bytes in the middle are within the bounds.  */
  enum { length = 16 };
  static char room[length + 2];
  const char *start = room + 1;

  /* Switched off, the instructions do nothing.  */
  TEST_VERIFY (!caught (start, length, start + length));

  enable_mpx ();
  TEST_VERIFY (!caught (start, length, start));
  TEST_VERIFY (!caught (start, length, start + length - 1));
  TEST_VERIFY (caught (start, length, start + length));
  /* The former without MPX management in the kernel, the latter with it.  */
  TEST_VERIFY (signal_code == SI_KERNEL || signal_code == SEGV_BNDERR);
  /* The handler was left by a jump, with BNDCFGU reset by the kernel.  */
  enable_mpx ();
  TEST_VERIFY (caught (start, length, start - 1));
  return 0;
}

#include <support/test-driver.c>
