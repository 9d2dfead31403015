/* A strict process: every object is clean.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/tst-ibt.h>
#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/wait.h>
#include <time.h>

#include <support/xthread.h>

/* Constructors run with IBT.  */
static unsigned long int constructor_cfi;

static void __attribute__ ((constructor))
construct (void)
{
  constructor_cfi = kernel_cfi ();
}

static void *
thread (void *closure)
{
  TEST_VERIFY (kernel_cfi () == (PR_CFI_ENABLE | PR_CFI_LOCK));
  require_tracking ();
  TEST_VERIFY (denied (closure));
  return NULL;
}

static void
test_calls (void)
{
  char *page = legacy_page ();
  const char *reason;
  TEST_COMPARE (ibt_is_legacy (page, &reason), 0);
  TEST_COMPARE_STRING (reason, "none");
  TEST_VERIFY (denied (page));

  TEST_COMPARE (ibt_mark_legacy (page, PAGE), 0);
  TEST_COMPARE (call (page), 11);
  TEST_COMPARE (ibt_is_legacy (page + PAGE - 1, &reason), 1);
  TEST_COMPARE_STRING (reason, "marked-by-program");
  TEST_COMPARE (ibt_is_legacy (page, NULL), 1);
  /* Its neighbours are not, and nor is this program.  */
  TEST_VERIFY (denied (padless));

  TEST_COMPARE (ibt_clear_legacy (page, PAGE), 0);
  TEST_VERIFY (denied (page));

  /* A mark dies with the mapping.  */
  TEST_COMPARE (ibt_mark_legacy (page, PAGE), 0);
  TEST_COMPARE (call (page), 11);
  TEST_COMPARE (munmap (page, PAGE), 0);
  char *again = mmap (page, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
  TEST_VERIFY_EXIT (again == page);
  memcpy (again, legacy_function, sizeof legacy_function);
  TEST_VERIFY (denied (again));

  /* Errors.  */
  static const struct
  {
    ptrdiff_t start;
    size_t length;
  } wrong[] =
      {
	{ 1, PAGE }, { 0, 1 }, { 0, 0 }, { 0, PAGE + 1 }, { 0, -PAGE },
	{ 0, (size_t) 1 << 47 }
      };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; ++i)
    {
      errno = 0;
      TEST_COMPARE (ibt_mark_legacy (page + wrong[i].start, wrong[i].length),
		    -1);
      TEST_COMPARE (errno, EINVAL);
      errno = 0;
      TEST_COMPARE (ibt_clear_legacy (page + wrong[i].start, wrong[i].length),
		    -1);
      TEST_COMPARE (errno, EINVAL);
    }
  TEST_VERIFY (denied (page));
  /* The vsyscall page, which may be there or not, is beyond the bitmap.  */
  TEST_VERIFY (ibt_is_legacy ((void *) 0xffffffffff600000, NULL) <= 0);
  TEST_COMPARE (mprotect (page, PAGE, PROT_READ), 0);
  errno = 0;
  TEST_COMPARE (ibt_mark_legacy (page, PAGE), -1);
  TEST_COMPARE (errno, EINVAL);
  errno = 0;
  TEST_COMPARE (ibt_is_legacy (page, NULL), -1);
  TEST_COMPARE (errno, EINVAL);
  TEST_COMPARE (ibt_clear_legacy (page, PAGE), 0);
  TEST_COMPARE (munmap (page, PAGE), 0);
  errno = 0;
  TEST_COMPARE (ibt_is_legacy (page, NULL), -1);
  TEST_COMPARE (errno, EINVAL);
}

/* In a child that has been made in one of several ways.  */
static int
child (void)
{
  TEST_VERIFY (ibt_status () == (IBT_ENABLED | IBT_LOCKED));
  TEST_VERIFY (kernel_cfi () == (PR_CFI_ENABLE | PR_CFI_LOCK));
  require_tracking ();
  TEST_VERIFY (denied (legacy_page ()));
  return support_record_failure_is_failed ();
}

static void
wait_for (pid_t pid)
{
  int status;
  TEST_COMPARE (xwaitpid (pid, &status, 0), pid);
  TEST_COMPARE (status, 0);
}

static void
test_children (void)
{
  pid_t pid = xfork ();
  if (pid == 0)
    _exit (child ());
  wait_for (pid);

  extern char **environ;
  char *argv[] = { (char *) "/proc/self/exe", (char *) "--direct",
		   (char *) "child", NULL };
  TEST_COMPARE (posix_spawn (&pid, argv[0], NULL, NULL, argv, environ), 0);
  wait_for (pid);

  pid = vfork ();
  if (pid == 0)
    {
      execv (argv[0], argv);
      _exit (98);
    }
  wait_for (pid);
}

static void *
fork_in_thread (void *closure)
{
  pid_t pid = xfork ();
  if (pid == 0)
    _exit (child ());
  wait_for (pid);
  return NULL;
}

static int
do_test (int argc, char **argv)
{
  require_ibt ();
  if (argc > 1)
    return child ();

  TEST_COMPARE (ibt_status (), IBT_ENABLED | IBT_LOCKED);
  TEST_COMPARE (constructor_cfi, PR_CFI_ENABLE | PR_CFI_LOCK);
  require_tracking ();
  void *page = legacy_page ();
  TEST_VERIFY (denied (page));
  TEST_COMPARE (call (page_with (PROT_EXEC, clean_function,
				 sizeof clean_function)), 33);

  /* libc calls the vDSO through pointers.  */
  TEST_VERIFY (getauxval (AT_SYSINFO_EHDR) != 0);
  struct timespec now;
  TEST_COMPARE (clock_gettime (CLOCK_MONOTONIC, &now), 0);

  /* It is for good.  */
  TEST_COMPARE (prctl (PR_SET_CFI, PR_CFI_BRANCH_LANDING_PADS, PR_CFI_DISABLE,
		       0, 0), -1);
  TEST_COMPARE (errno, EINVAL);
  require_tracking ();

  xpthread_join (xpthread_create (NULL, thread, page));
  test_calls ();
  test_children ();
  xpthread_join (xpthread_create (NULL, fork_in_thread, NULL));
  return 0;
}

#define TEST_FUNCTION_ARGV do_test
#include <support/test-driver.c>
