/* MPX comes by dlopen while threads change what it has to do with.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <setjmp.h>
#include <string.h>
#include <sys/mman.h>

#include <support/support.h>
#include <support/test-driver.h>
#include <support/xdlfcn.h>
#include <support/xthread.h>

#define MPX_ASKED_LATER
#include "tst-mpx-mask.h"

static volatile bool on;
static pthread_barrier_t barrier;

/* Each does its work until MPX is on, and finds it on then.  */
static void
work (void (*function) (void))
{
  xpthread_barrier_wait (&barrier);
  while (!on)
    function ();
  EXPECT_BLOCKED (false);
}

static void
change_mask (void)
{
  sigset_t all, before;
  sigfillset (&all);
  pthread_sigmask (SIG_SETMASK, &all, &before);
  pthread_sigmask (SIG_SETMASK, &before, NULL);
}

/* As who blocks SIGSEGV at last.  */
static void *
change_masks (void *closure)
{
  work (change_mask);
  change_segv (SIG_BLOCK);
  EXPECT_BLOCKED (true);
  return NULL;
}

static void
on_segv (int signal, siginfo_t *info, void *context)
{
  _exit (99);
}

static void
change_action (void)
{
  struct sigaction action = { .sa_sigaction = on_segv,
			      .sa_flags = SA_SIGINFO }, before;
  xsigaction (SIGSEGV, &action, &before);
  TEST_VERIFY (before.sa_sigaction == on_segv);
}

static void *
change_actions (void *closure)
{
  work (change_action);
  return NULL;
}

static sigjmp_buf buffer;

static void
jump (int signal)
{
  siglongjmp (buffer, 1);
}

static void
jump_out (void)
{
  if (sigsetjmp (buffer, 1) == 0)
    raise (SIGUSR1);
}

static void *
jump_often (void *closure)
{
  struct sigaction action = { .sa_handler = jump };
  sigfillset (&action.sa_mask);
  xsigaction (SIGUSR1, &action, NULL);
  work (jump_out);
  return NULL;
}

static void *
end_at_once (void *closure)
{
  if (on)
    EXPECT_BLOCKED (false);
  return NULL;
}

static void
create (void)
{
  xpthread_join (xpthread_create (NULL, end_at_once, NULL));
}

static void *
create_often (void *closure)
{
  work (create);
  create ();
  return NULL;
}

static void
map (void)
{
  size_t size = 4 * getpagesize ();
  char *p = xmmap (NULL, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1);
  xmunmap (p, size);
}

static void *
map_often (void *closure)
{
  work (map);
  return NULL;
}

static int
run (int round)
{
  void *(*const functions[]) (void *) =
    { change_masks, change_actions, jump_often, create_often, map_often };
  enum { count = sizeof functions / sizeof functions[0] };
  pthread_t threads[count];
  struct sigaction action = { .sa_sigaction = on_segv,
			      .sa_flags = SA_SIGINFO };
  xsigaction (SIGSEGV, &action, NULL);
  xpthread_barrier_init (&barrier, NULL, count + 1);
  for (int i = 0; i < count; ++i)
    threads[i] = xpthread_create (NULL, functions[i], NULL);
  xpthread_barrier_wait (&barrier);
  for (int i = 0; i < 50 * round; ++i)
    asm volatile ("pause");
  xdlopen ("tst-mpx-mod-asks.so", RTLD_NOW);
  on = true;
  for (int i = 0; i < count; ++i)
    xpthread_join (threads[i]);
  struct mpx_info info;
  TEST_COMPARE (mpx_info (&info), 0);
  TEST_COMPARE (info.reason, 0);
  return support_report_failure (0);
}

/* In a child, for the dlopen is to be the first one.  */
static int
look_for_mpx (int round)
{
  xdlopen ("tst-mpx-mod-asks.so", RTLD_NOW);
  struct mpx_info info;
  TEST_COMPARE (mpx_info (&info), 0);
  return info.directory == NULL ? EXIT_UNSUPPORTED : 0;
}

static int
call_in_child (int (*function) (int), int round)
{
  pid_t child = xfork ();
  if (child == 0)
    _exit (function (round));
  int status;
  xwaitpid (child, &status, 0);
  TEST_VERIFY (WIFEXITED (status));
  return WEXITSTATUS (status);
}

static int
do_test (void)
{
  if (call_in_child (look_for_mpx, 0) == EXIT_UNSUPPORTED)
    FAIL_UNSUPPORTED ("there is no MPX");
  const char *rounds = getenv ("TST_MPX_ROUNDS");
  int count = rounds != NULL ? atoi (rounds) : 40;
  for (int i = 0; i < count; ++i)
    TEST_COMPARE (call_in_child (run, i), 0);
  return 0;
}

#define TIMEOUT 60
#include <support/test-driver.c>
