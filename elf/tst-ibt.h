/* What the tests of indirect branch tracking share.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _TST_IBT_H
#define _TST_IBT_H

#include <ibt-abi.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ibt.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <ucontext.h>
#include <unistd.h>

#include <support/check.h>
#include <support/xunistd.h>

#ifndef SEGV_CPERR
# define SEGV_CPERR 10
#endif
#define TRAP_CP 21
#define CP_ENDBRANCH 3

#define PAGE 4096

/* Functions for memory: one without a landing pad and one with.  */
static const unsigned char legacy_function[] =
  { 0xb8, 11, 0, 0, 0, 0xc3 };			/* mov $11, %eax; ret */
static const unsigned char clean_function[] =
  { 0xf3, 0x0f, 0x1e, 0xfa, 0xb8, 33, 0, 0, 0, 0xc3 };	/* endbr64; ...33 */

/* In the text of the program, which claims to have landing pads.  */
extern int padless (void);
asm (".pushsection .text\n"
     ".globl padless\n"
     ".type padless, @function\n"
     "padless: mov $11, %eax\n\tret\n"
     ".size padless, . - padless\n"
     ".popsection");

static __thread sigjmp_buf violation_return;
static __thread volatile bool violation_expected;
static __thread volatile siginfo_t violation;
static __thread volatile unsigned long int violation_trap, violation_error;
static __thread volatile unsigned long int violation_rip;

static void __attribute__ ((unused))
on_violation (int signal, siginfo_t *info, void *context)
{
  if (!violation_expected)
    {
      static const char message[] = "error: unexpected SIGSEGV\n";
      write (STDOUT_FILENO, message, sizeof message - 1);
      _exit (99);
    }
  ucontext_t *uc = context;
  violation = *info;
  violation_trap = uc->uc_mcontext.gregs[REG_TRAPNO];
  violation_error = uc->uc_mcontext.gregs[REG_ERR];
  violation_rip = uc->uc_mcontext.gregs[REG_RIP];
  siglongjmp (violation_return, 1);
}

static void __attribute__ ((unused))
catch_violations (void)
{
  struct sigaction action =
    { .sa_sigaction = on_violation, .sa_flags = SA_SIGINFO };
  TEST_COMPARE (sigaction (SIGSEGV, &action, NULL), 0);
}

/* Call FUNCTION through a pointer, and return what it returns, or -1 if that
   was a violation.  */
static int __attribute__ ((noinline, noclone))
call (const void *function)
{
  int result = -1;
  violation_expected = true;
  if (sigsetjmp (violation_return, 1) == 0)
    result = ((int (*) (void)) function) ();
  violation_expected = false;
  return result;
}

/* Whether FUNCTION cannot be called through a pointer, for the right
   reason.  */
static bool __attribute__ ((unused))
denied (const void *function)
{
  memset ((void *) &violation, 0, sizeof violation);
  return (call (function) == -1
	  && violation.si_signo == SIGSEGV
	  && violation.si_code == SEGV_CPERR
	  && violation.si_addr == function
	  && violation_rip == (uintptr_t) function
	  && violation_trap == TRAP_CP
	  && violation_error == CP_ENDBRANCH);
}

/* A page of code, made in one of the ways in which compilers at run time make
   it.  */
static __attribute__ ((unused)) void *
page_with (int protection, const void *function, size_t size)
{
  void *page = mmap (NULL, PAGE, PROT_READ | PROT_WRITE | protection,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  TEST_VERIFY_EXIT (page != MAP_FAILED);
  memcpy (page, function, size);
  if ((protection & PROT_EXEC) == 0)
    TEST_COMPARE (mprotect (page, PAGE, PROT_READ | PROT_EXEC), 0);
  return page;
}

static __attribute__ ((unused)) void *
legacy_page (void)
{
  return page_with (0, legacy_function, sizeof legacy_function);
}

/* What the kernel says of the calling thread: PR_CFI_*.  */
static unsigned long int
kernel_cfi (void)
{
  unsigned long int flags = 0;
  if (prctl (PR_GET_CFI, PR_CFI_BRANCH_LANDING_PADS, &flags, 0, 0) != 0)
    return 0;
  return flags;
}

/* Go on only where the CPU, the kernel and the tunables give IBT.  Whoever
   says so on a machine that has none would be found out by the denials.  */
static void __attribute__ ((unused))
require_ibt (void)
{
  if (ibt_status () == 0 && kernel_cfi () == 0)
    FAIL_UNSUPPORTED ("IBT is off");
  TEST_VERIFY (ibt_status () & IBT_ENABLED);
  TEST_VERIFY (kernel_cfi () & PR_CFI_ENABLE);
  TEST_COMPARE ((ibt_status () & IBT_LOCKED) != 0,
		(kernel_cfi () & PR_CFI_LOCK) != 0);
  catch_violations ();
}

/* The page of the program is not exempt.  */
static void __attribute__ ((unused))
require_tracking (void)
{
  TEST_VERIFY (denied (padless));
}

/* Whether ADDRESS is exempt, and why.  */
static void __attribute__ ((unused))
expect_legacy (const void *address, int legacy, const char *expected)
{
  const char *reason = "";
  TEST_COMPARE (ibt_is_legacy (address, &reason), legacy);
  TEST_COMPARE_STRING (reason, expected);
}

/* How many pages are exempt, by the count of the kernel.  */
static long int __attribute__ ((unused))
exempt_pages (void)
{
  FILE *status = fopen ("/proc/self/status", "r");
  TEST_VERIFY_EXIT (status != NULL);
  char line[256];
  long int pages = 0;
  while (fgets (line, sizeof line, status) != NULL)
    sscanf (line, "x86_Legacy_code_pages: %ld", &pages);
  fclose (status);
  return pages;
}

#endif /* _TST_IBT_H */
