/* Jumps and the rights to protection keys.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>

#include <support/xsignal.h>
#include <support/xthread.h>

#include "tst-pkey-keys.h"

/* What programs call that are compiled with _FORTIFY_SOURCE.  */
extern void __longjmp_chk (struct __jmp_buf_tag *, int)
  __THROWNL __attribute__ ((__noreturn__));

typedef void (*jump_function) (struct __jmp_buf_tag *, int);
static const struct jump
{
  const char *name;
  jump_function function;
} jumps[] =
  {
    { "siglongjmp", siglongjmp },
    { "longjmp", longjmp },
    { "_longjmp", _longjmp },
    { "__longjmp_chk", __longjmp_chk },
  };
enum { jump_count = sizeof jumps / sizeof *jumps };
static const struct jump *jump;

/* The rights to three keys are a number with a hexadecimal digit for each.
   Those that the kernel gives to handlers are 0x111.  */
enum
{
  at_setjmp = 0x320,
  later = 0x013,
  in_handler = 0x111
};

static void
expect (const char *what, unsigned int expected)
{
  unsigned int found = rights_now ();
  if (found != expected)
    FAIL ("%s, %s: rights 0x%03x, expected 0x%03x", jump->name, what, found,
	  expected);
}

static bool
is_blocked (int signal)
{
  sigset_t set;
  xpthread_sigmask (SIG_BLOCK, NULL, &set);
  return sigismember (&set, signal);
}

/* What is done before the jump, and where the jump goes.  */
static void (*before_jump) (void);
static sigjmp_buf env;

static void
handler (int signal)
{
  if (before_jump != NULL)
    before_jump ();
  jump->function (env, 0);
}

static void
jump_now (void)
{
  if (before_jump != NULL)
    before_jump ();
  jump->function (env, 0);
}

static void
jump_in_handler (void)
{
  xraise (SIGUSR1);
}

/* The inner handler jumps.  */
static void
jump_in_nested_handler (void)
{
  xraise (SIGUSR2);
}

static void
outer_handler (int signal)
{
  set_rights (0x232);
  xraise (SIGUSR1);
}

/* Call SET_JUMP, which is a macro, and then GO, with BEFORE in between.  */
#define JUMP(set_jump, go, before)		\
  do						\
    {						\
      before_jump = before;			\
      set_rights (at_setjmp);			\
      int result = set_jump;			\
      if (result == 0)				\
	{					\
	  set_rights (later);			\
	  go ();				\
	  FAIL ("%s: no jump", jump->name);	\
	}					\
      TEST_COMPARE (result, 1);			\
    }						\
  while (0)

static void
test_simple (void)
{
  JUMP (sigsetjmp (env, 1), jump_in_handler, NULL);
  expect ("out of a handler", at_setjmp);
  TEST_VERIFY (!is_blocked (SIGUSR1));
  JUMP (sigsetjmp (env, 1), jump_in_nested_handler, NULL);
  expect ("out of two handlers", at_setjmp);
  TEST_VERIFY (!is_blocked (SIGUSR1) && !is_blocked (SIGUSR2));
  JUMP (sigsetjmp (env, 1), jump_now, NULL);
  expect ("in a function", at_setjmp);

  /* Many times to one buffer.  */
  volatile int count = 0;
  set_rights (at_setjmp);
  int value = sigsetjmp (env, 1);
  TEST_COMPARE (value, count);
  expect ("many times", at_setjmp);
  if (count < 20)
    {
      set_rights (0x111 * (count & 3));
      ++count;
      jump->function (env, count);
    }

  /* Without the mask, nothing changes.  */
  sigset_t set;
  sigemptyset (&set);
  sigaddset (&set, SIGUSR1);
  sigaddset (&set, SIGUSR2);
  JUMP (sigsetjmp (env, 0), jump_now, NULL);
  expect ("without mask", later);
  JUMP (setjmp (env), jump_now, NULL);
  expect ("setjmp", later);
  JUMP (_setjmp (env), jump_now, NULL);
  expect ("_setjmp", later);
  JUMP (sigsetjmp (env, 0), jump_in_handler, NULL);
  expect ("without mask, out of a handler", in_handler);
  TEST_VERIFY (is_blocked (SIGUSR1));
  xpthread_sigmask (SIG_UNBLOCK, &set, NULL);
  JUMP (setjmp (env), jump_in_nested_handler, NULL);
  expect ("setjmp, out of two handlers", in_handler);
  xpthread_sigmask (SIG_UNBLOCK, &set, NULL);
}

/* Keys that are allocated or freed in between.  */
static int other_key;

static void
open_other_key (void)
{
  TEST_COMPARE (pkey_set (other_key, 0), 0);
}

static void
allocate_key (void)
{
  other_key = pkey_alloc (0, 0);
  TEST_VERIFY_EXIT (other_key > 0);
}

static void
free_key (void)
{
  open_other_key ();
  TEST_COMPARE (pkey_free (other_key), 0);
}

static void
revoke_key (void)
{
  open_other_key ();
  TEST_COMPARE (pkey_release (other_key, PKEY_RELEASE_REVOKE), 0);
}

static void
test_other_keys (void (*go) (void))
{
  JUMP (sigsetjmp (env, 1), go, allocate_key);
  TEST_COMPARE (pkey_get (other_key), 0);
  expect ("key allocated since", at_setjmp);

  TEST_COMPARE (pkey_set (other_key, read_only), 0);
  JUMP (sigsetjmp (env, 1), go, open_other_key);
  TEST_COMPARE (pkey_get (other_key), read_only);
  expect ("four keys", at_setjmp);

  JUMP (sigsetjmp (env, 1), go, free_key);
  TEST_COMPARE (pkey_get (other_key), 0);
  expect ("key freed since", at_setjmp);

  /* Libc does not know of it.  */
  other_key = syscall (SYS_pkey_alloc, 0, read_only);
  TEST_VERIFY_EXIT (other_key > 0);
  JUMP (sigsetjmp (env, 1), go, open_other_key);
  TEST_COMPARE (pkey_get (other_key), 0);
  expect ("system call", at_setjmp);
  TEST_COMPARE (syscall (SYS_pkey_free, other_key), 0);
}

/* In a process without keys.  */
static void
test_first_key (void)
{
  before_jump = allocate_key;
  if (sigsetjmp (env, 1) == 0)
    jump_in_handler ();
  TEST_COMPARE (pkey_get (other_key), 0);
  TEST_COMPARE (pkey_free (other_key), 0);
}

/* Changes of all threads.  */
static void
set_all_directly (void)
{
  TEST_COMPARE (pkey_set_all (keys[0], read_only), 0);
}

static void *
set_all_in_thread (void *closure)
{
  set_all_directly ();
  return NULL;
}

static void
set_all_elsewhere (void)
{
  xpthread_join (xpthread_create (NULL, set_all_in_thread, NULL));
}

/* The last one counts.  */
static void
set_all_twice (void)
{
  TEST_COMPARE (pkey_set_all (keys[0], no_access), 0);
  set_all_elsewhere ();
}

static void
test_set_all (void (*go) (void))
{
  enum { changed = (at_setjmp & ~0xf) | read_only };
  JUMP (sigsetjmp (env, 1), go, set_all_directly);
  expect ("pkey_set_all", changed);
  JUMP (sigsetjmp (env, 1), go, set_all_elsewhere);
  expect ("pkey_set_all in a thread", changed);
  JUMP (sigsetjmp (env, 1), go, set_all_twice);
  expect ("pkey_set_all twice", changed);

  /* What was before sigsetjmp is no matter.  */
  set_all_elsewhere ();
  JUMP (sigsetjmp (env, 1), go, NULL);
  expect ("pkey_set_all before", at_setjmp);

  JUMP (sigsetjmp (env, 0), go, set_all_elsewhere);
  TEST_COMPARE (rights_now () & 0xf, read_only);
  sigset_t set;
  sigemptyset (&set);
  sigaddset (&set, SIGUSR1);
  sigaddset (&set, SIGUSR2);
  xpthread_sigmask (SIG_UNBLOCK, &set, NULL);

  /* Revoked, and not given back.  */
  allocate_key ();
  JUMP (sigsetjmp (env, 1), go, revoke_key);
  TEST_COMPARE (pkey_get (other_key), no_access);
  expect ("key revoked", at_setjmp);
  other_key = pkey_alloc (PKEY_ALLOC_REVOKE, 0);
  TEST_VERIFY_EXIT (other_key > 0);
  JUMP (sigsetjmp (env, 1), go, free_key);
  TEST_COMPARE (pkey_get (other_key), no_access);
  expect ("key revoked by its flag", at_setjmp);
}

/* The change comes to another thread, while it computes or is in a handler,
   and before it jumps.  */
static pthread_barrier_t barrier;

static void
let_change (void)
{
  xpthread_barrier_wait (&barrier);
  xpthread_barrier_wait (&barrier);
}

static void *
jump_after_change (void *closure)
{
  void (*go) (void) = (void (*) (void)) (uintptr_t) closure;
  JUMP (sigsetjmp (env, 1), go, let_change);
  expect ("changed by another thread", (at_setjmp & ~0xf0) | no_access << 4);
  JUMP (sigsetjmp (env, 1), go, NULL);
  expect ("changed by another thread before", at_setjmp);
  return NULL;
}

static void
test_thread (void (*go) (void))
{
  xpthread_barrier_init (&barrier, NULL, 2);
  pthread_t id = xpthread_create (NULL, jump_after_change,
				  (void *) (uintptr_t) go);
  xpthread_barrier_wait (&barrier);
  TEST_COMPARE (pkey_set_all (keys[1], no_access), 0);
  xpthread_barrier_wait (&barrier);
  xpthread_join (id);
  xpthread_barrier_destroy (&barrier);
}

/* Jump off a stack that only handlers may use.  */
static void
test_stack (void)
{
  if (!kernel_opens_signal_stack ())
    return;
  allocate_key ();
  TEST_COMPARE (pkey_set_policy (other_key, PKEY_SIGNAL, 0), 0);
  const size_t size = 64 * getpagesize ();
  stack_t stack = { .ss_sp = pages_with_key (64, other_key),
		    .ss_size = size };
  TEST_COMPARE (sigaltstack (&stack, NULL), 0);
  struct sigaction old, action
    = { .sa_handler = handler, .sa_flags = SA_ONSTACK };
  xsigaction (SIGUSR1, &action, &old);
  for (unsigned int rights = 1; rights <= 3; ++rights)
    {
      TEST_COMPARE (pkey_set (other_key, rights), 0);
      JUMP (sigsetjmp (env, 1), jump_in_handler, NULL);
      TEST_COMPARE (pkey_get (other_key), rights);
      expect ("off a stack with a key", at_setjmp);
    }
  xsigaction (SIGUSR1, &old, NULL);
  TEST_COMPARE (pkey_set (other_key, 0), 0);
  void *memory = stack.ss_sp;
  stack.ss_flags = SS_DISABLE;
  TEST_COMPARE (sigaltstack (&stack, NULL), 0);
  xmunmap (memory, size);
  TEST_COMPARE (pkey_free (other_key), 0);
}

static int
do_test (void)
{
  if (!os_has_pku ())
    FAIL_UNSUPPORTED ("this machine has no protection keys");
  struct sigaction action = { .sa_handler = handler };
  xsigaction (SIGUSR1, &action, NULL);
  action.sa_handler = outer_handler;
  xsigaction (SIGUSR2, &action, NULL);

  for (jump = jumps; jump < jumps + jump_count; ++jump)
    test_first_key ();
  allocate_keys ();

  static void (*const ways[]) (void)
    = { jump_now, jump_in_handler, jump_in_nested_handler };
  enum { way_count = sizeof ways / sizeof *ways };
  for (jump = jumps; jump < jumps + jump_count; ++jump)
    {
      test_simple ();
      for (int i = 0; i < way_count; ++i)
	test_other_keys (ways[i]);
    }

  /* From the first change on, stubs enter the handlers.  */
  for (jump = jumps; jump < jumps + jump_count; ++jump)
    {
      for (int i = 0; i < way_count; ++i)
	{
	  test_set_all (ways[i]);
	  test_thread (ways[i]);
	}
      test_stack ();
      test_simple ();
    }
  return 0;
}

#include <support/test-driver.c>
