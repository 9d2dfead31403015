/* Bounds are checked again after a signal handler, however it ends.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <setjmp.h>

#include <support/support.h>
#include <support/xthread.h>

#include "tst-mpx.h"

MPX_WANTED;

/* Whether MPX is on here: bounds are found again only then.  */
static bool
is_on (void)
{
  static char *cell;
  struct mpx_bounds bounds = { 0x1000, ~0x1fffUL };
  mpx_store (&cell, NULL, mpx_infinite ());
  mpx_store (&cell, NULL, bounds);
  return same_bounds (mpx_load (&cell, NULL), bounds);
}

static sigjmp_buf target;
static bool on_in_handler, on_in_thread, on_in_cleanup;

static void *
look (void *closure)
{
  *(bool *) closure = is_on ();
  return NULL;
}

/* For programs with _FORTIFY_SOURCE.  */
extern void __longjmp_chk (struct __jmp_buf_tag *, int)
  __attribute__ ((noreturn));

static void
jump (int signal)
{
  on_in_handler |= is_on ();
  siglongjmp (target, 1);
}

static void
jump_checked (int signal)
{
  on_in_handler |= is_on ();
  __longjmp_chk (target, 1);
}

/* A jump within a handler does not leave it.  */
static void
jump_within (int signal)
{
  jmp_buf here;
  if (setjmp (here) == 0)
    longjmp (here, 1);
  on_in_handler |= is_on ();
}

static void
create (int signal)
{
  xpthread_join (xpthread_create (NULL, look, &on_in_thread));
}

static void
leave_thread (int signal)
{
  on_in_handler |= is_on ();
  pthread_exit (NULL);
}

static void
clean_up (void *closure)
{
  on_in_cleanup = is_on ();
}

static void *
raise_with_cleanup (void *closure)
{
  pthread_cleanup_push (clean_up, NULL);
  raise (SIGUSR1);
  pthread_cleanup_pop (0);
  return NULL;
}

static pthread_barrier_t barrier;

static void *
wait_with_cleanup (void *closure)
{
  TEST_COMPARE (pthread_setcanceltype (PTHREAD_CANCEL_ASYNCHRONOUS, NULL), 0);
  pthread_cleanup_push (clean_up, NULL);
  xpthread_barrier_wait (&barrier);
  while (true)
    asm volatile ("pause");
  pthread_cleanup_pop (0);
  return NULL;
}

static void
install (void (*handler) (int), int flags)
{
  struct sigaction action = { .sa_handler = handler, .sa_flags = flags };
  xsigaction (SIGUSR1, &action, NULL);
}

static void
test_jump (void (*handler) (int), int flags, int savemask)
{
  install (handler, flags | (savemask ? 0 : SA_NODEFER));
  if (sigsetjmp (target, savemask) == 0)
    {
      raise (SIGUSR1);
      FAIL ("the handler has returned");
    }
  TEST_VERIFY (is_on ());
}

static int
do_test (void)
{
  want_mpx ();
  TEST_VERIFY (is_on ());
  size_t size = 64 << 10;
  stack_t stack = { .ss_sp = xmalloc (size), .ss_size = size };
  TEST_COMPARE (sigaltstack (&stack, NULL), 0);
  for (int savemask = 0; savemask <= 1; ++savemask)
    {
      test_jump (jump, 0, savemask);
      test_jump (jump, SA_ONSTACK, savemask);
      test_jump (jump_checked, 0, savemask);
      test_jump (jump_checked, SA_ONSTACK, savemask);
    }
  install (jump_within, 0);
  raise (SIGUSR1);
  TEST_VERIFY (is_on ());
  install (create, 0);
  raise (SIGUSR1);
  TEST_VERIFY (on_in_thread);

  install (leave_thread, 0);
  xpthread_join (xpthread_create (NULL, raise_with_cleanup, NULL));
  TEST_VERIFY (on_in_cleanup);
  on_in_cleanup = false;
  xpthread_barrier_init (&barrier, NULL, 2);
  pthread_t thread = xpthread_create (NULL, wait_with_cleanup, NULL);
  xpthread_barrier_wait (&barrier);
  xpthread_cancel (thread);
  TEST_VERIFY (xpthread_join (thread) == PTHREAD_CANCELED);
  TEST_VERIFY (on_in_cleanup);

  TEST_VERIFY (!on_in_handler);
  return 0;
}

#include <support/test-driver.c>
