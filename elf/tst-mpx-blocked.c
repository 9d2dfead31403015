/* SIGSEGV is not blocked where bounds are checked, and the program thinks so.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <errno.h>
#include <setjmp.h>

#include <support/support.h>
#include <support/xthread.h>

#include "tst-mpx-mask.h"

static void
test_sigprocmask (void)
{
  EXPECT_BLOCKED (false);
  change_segv (SIG_BLOCK);
  EXPECT_BLOCKED (true);
  sigset_t set, before;
  sigemptyset (&set);
  sigaddset (&set, SIGUSR2);
  TEST_COMPARE (sigprocmask (SIG_BLOCK, &set, &before), 0);
  TEST_VERIFY (sigismember (&before, SIGSEGV));
  TEST_COMPARE (sigprocmask (SIG_UNBLOCK, &set, NULL), 0);
  EXPECT_BLOCKED (true);
  change_segv (SIG_UNBLOCK);
  EXPECT_BLOCKED (false);

  sigfillset (&set);
  TEST_COMPARE (pthread_sigmask (SIG_SETMASK, &set, &before), 0);
  TEST_VERIFY (!sigismember (&before, SIGSEGV));
  EXPECT_BLOCKED (true);
  TEST_COMPARE (pthread_sigmask (SIG_SETMASK, &before, &set), 0);
  TEST_VERIFY (sigismember (&set, SIGSEGV) && sigismember (&set, SIGUSR2));
  EXPECT_BLOCKED (false);

  TEST_COMPARE (pthread_sigmask (47, &set, NULL), EINVAL);
  EXPECT_BLOCKED (false);
}

static sigjmp_buf buffer;
static ucontext_t target, other, back;
static bool was_in_frame;

static void
jump (int signal, siginfo_t *info, void *context)
{
  siglongjmp (buffer, 1);
}

/* Out of a handler, for which everything is blocked.  */
static void
test_jumps (void)
{
  install (jump, true);
  for (int blocked = 0; blocked <= 1; ++blocked)
    {
      change_segv (blocked ? SIG_BLOCK : SIG_UNBLOCK);
      if (sigsetjmp (buffer, 1) == 0)
	raise (SIGUSR1);
      EXPECT_BLOCKED (blocked);
    }
  change_segv (SIG_UNBLOCK);
  /* Without a mask that is restored, it stays that of the handler.  */
  if (sigsetjmp (buffer, 0) == 0)
    raise (SIGUSR1);
  EXPECT_BLOCKED (true);
  sigset_t set;
  sigemptyset (&set);
  TEST_COMPARE (sigprocmask (SIG_SETMASK, &set, NULL), 0);
}

static void
resume_target (int signal, siginfo_t *info, void *context)
{
  setcontext (&target);
}

static void
test_setcontext (void)
{
  for (int blocked = 0; blocked <= 1; ++blocked)
    {
      install (resume_target, true);
      change_segv (blocked ? SIG_BLOCK : SIG_UNBLOCK);
      volatile bool resumed = false;
      TEST_COMPARE (getcontext (&target), 0);
      TEST_COMPARE (sigismember (&target.uc_sigmask, SIGSEGV), blocked);
      if (!resumed)
	{
	  resumed = true;
	  raise (SIGUSR1);
	}
      EXPECT_BLOCKED (blocked);
      change_segv (SIG_UNBLOCK);

      /* A mask that the program has made.  */
      resumed = false;
      TEST_COMPARE (getcontext (&target), 0);
      if (!resumed)
	{
	  resumed = true;
	  sigaddset (&target.uc_sigmask, SIGSEGV);
	  setcontext (&target);
	}
      EXPECT_BLOCKED (true);
      change_segv (SIG_UNBLOCK);
    }
}

static void
run_other (void)
{
  EXPECT_BLOCKED (true);
  change_segv (SIG_UNBLOCK);
  EXPECT_BLOCKED (false);
  change_segv (SIG_BLOCK);
  TEST_COMPARE (swapcontext (&other, &back), 0);
  EXPECT_BLOCKED (true);
}

static void
switch_to_other (int signal, siginfo_t *info, void *context)
{
  TEST_COMPARE (swapcontext (&back, &other), 0);
}

static void
test_swapcontext (void)
{
  TEST_COMPARE (getcontext (&other), 0);
  size_t size = 64 << 10;
  other.uc_stack.ss_sp = xmalloc (size);
  other.uc_stack.ss_size = size;
  other.uc_link = &back;
  sigaddset (&other.uc_sigmask, SIGSEGV);
  makecontext (&other, run_other, 0);
  TEST_COMPARE (swapcontext (&back, &other), 0);
  EXPECT_BLOCKED (false);
  TEST_VERIFY (sigismember (&other.uc_sigmask, SIGSEGV));
  /* From a handler, where MPX is off, and back to it.  */
  install (switch_to_other, true);
  raise (SIGUSR1);
  EXPECT_BLOCKED (false);
  free (other.uc_stack.ss_sp);
}

static void
block_in_frame (int signal, siginfo_t *info, void *context)
{
  ucontext_t *frame = context;
  was_in_frame = sigismember (&frame->uc_sigmask, SIGSEGV);
  sigaddset (&frame->uc_sigmask, SIGSEGV);
}

static void
unblock_in_frame (int signal, siginfo_t *info, void *context)
{
  ucontext_t *frame = context;
  was_in_frame = sigismember (&frame->uc_sigmask, SIGSEGV);
  sigdelset (&frame->uc_sigmask, SIGSEGV);
}

static void
unblock_for_itself (int signal, siginfo_t *info, void *context)
{
  TEST_VERIFY (is_blocked ());
  change_segv (SIG_UNBLOCK);
  TEST_VERIFY (!is_blocked ());
  TEST_VERIFY (!does_kernel_block ());
}

static void
block_for_itself (int signal, siginfo_t *info, void *context)
{
  TEST_VERIFY (!is_blocked ());
  change_segv (SIG_BLOCK);
  TEST_VERIFY (is_blocked ());
}

static void
test_frame (void)
{
  for (int full = 0; full <= 1; ++full)
    {
      install (block_in_frame, full);
      raise (SIGUSR1);
      TEST_VERIFY (!was_in_frame);
      EXPECT_BLOCKED (true);
      raise (SIGUSR1);
      TEST_VERIFY (was_in_frame);
      EXPECT_BLOCKED (true);
      install (unblock_for_itself, full);
      raise (SIGUSR1);
      EXPECT_BLOCKED (true);
      install (unblock_in_frame, full);
      raise (SIGUSR1);
      TEST_VERIFY (was_in_frame);
      EXPECT_BLOCKED (false);
      raise (SIGUSR1);
      TEST_VERIFY (!was_in_frame);
      EXPECT_BLOCKED (false);
    }
  install (block_for_itself, false);
  raise (SIGUSR1);
  EXPECT_BLOCKED (false);
}

static void *
expect_in_thread (void *closure)
{
  EXPECT_BLOCKED (*(bool *) closure);
  return NULL;
}

static void
run_thread (pthread_attr_t *attributes, bool blocked)
{
  xpthread_join (xpthread_create (attributes, expect_in_thread, &blocked));
}

static void
create (int signal, siginfo_t *info, void *context)
{
  TEST_VERIFY (does_kernel_block ());
  run_thread (NULL, true);
}

static void
test_threads (void)
{
  pthread_attr_t attributes;
  xpthread_attr_init (&attributes);
  sigset_t set;
  sigfillset (&set);
  TEST_COMPARE (pthread_attr_setsigmask_np (&attributes, &set), 0);
  run_thread (&attributes, true);
  change_segv (SIG_BLOCK);
  run_thread (NULL, true);
  sigemptyset (&set);
  TEST_COMPARE (pthread_attr_setsigmask_np (&attributes, &set), 0);
  run_thread (&attributes, false);
  change_segv (SIG_UNBLOCK);
  run_thread (NULL, false);
  install (create, true);
  raise (SIGUSR1);
  EXPECT_BLOCKED (false);
  xpthread_attr_destroy (&attributes);
}

static int
do_test (void)
{
  want_mpx ();
  test_sigprocmask ();
  test_jumps ();
  test_setcontext ();
  test_swapcontext ();
  test_frame ();
  test_threads ();
  return 0;
}

#include <support/test-driver.c>
