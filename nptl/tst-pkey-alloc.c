/* Who gets which rights when a key is allocated, and loses them after.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

#include <support/xthread.h>

#include "tst-pkey.h"

/* A thread that is there before the keys.  */
static pthread_barrier_t barrier;
static int asked_key;
static int answered;

static void *
old_thread (void *closure)
{
  for (;;)
    {
      xpthread_barrier_wait (&barrier);
      if (asked_key < 0)
	return NULL;
      answered = pkey_get (asked_key);
      xpthread_barrier_wait (&barrier);
    }
}

static int
in_old_thread (int key)
{
  asked_key = key;
  xpthread_barrier_wait (&barrier);
  if (key >= 0)
    xpthread_barrier_wait (&barrier);
  return answered;
}

static void *
get (void *key)
{
  return (void *) (intptr_t) pkey_get (*(int *) key);
}

/* In a thread that is made now.  */
static int
in_new_thread (int key)
{
  return (intptr_t) xpthread_join (xpthread_create (NULL, get, &key));
}

static bool
tunable (const char *assignment)
{
  const char *tunables = getenv ("GLIBC_TUNABLES");
  return tunables != NULL && strstr (tunables, assignment) != NULL;
}

static void
test_without_flags (void)
{
  int others = no_access;
  if (tunable ("rampart.pkey.alloc_others=1"))
    others = 0;
  if (tunable ("rampart.pkey.alloc_others=2"))
    others = read_only;
  printf ("info: other threads have rights %d\n", others);

  int key = pkey_alloc (0, 0);
  TEST_VERIFY_EXIT (key > 0);
  TEST_COMPARE (pkey_get (key), 0);
  TEST_COMPARE (in_old_thread (key), others);
  TEST_COMPARE (in_new_thread (key), 0);
  /* The process default is not for those who inherit.  */
  TEST_COMPARE (pkey_get_policy (key, PKEY_NEWTHREAD), PKEY_INHERIT);

  /* What has become of the rights when it is allocated again.  */
  TEST_COMPARE (pkey_set_all (key, 0), 0);
  TEST_COMPARE (pkey_free (key), 0);
  int again = pkey_alloc (0, read_only);
  TEST_COMPARE (again, key);
  TEST_COMPARE (pkey_get (key), read_only);
  if (others == no_access)
    TEST_COMPARE (in_old_thread (key),
		  tunable ("rampart.pkey.revoke=1") ? no_access : 0);
  else
    TEST_COMPARE (in_old_thread (key), read_only);
  TEST_COMPARE (pkey_set_all (key, no_access), 0);
  TEST_COMPARE (pkey_free (key), 0);
}

static void
test_allthreads (void)
{
  for (unsigned int rights = 0; rights <= 3; ++rights)
    {
      int key = pkey_alloc (PKEY_ALLOC_ALLTHREADS, rights);
      TEST_VERIFY_EXIT (key > 0);
      TEST_COMPARE (pkey_get (key), rights);
      TEST_COMPARE (in_old_thread (key), rights);
      TEST_COMPARE (in_new_thread (key), rights);
      TEST_COMPARE (pkey_set (key, 3 - rights), 0);
      TEST_COMPARE (in_old_thread (key), rights);
      TEST_COMPARE (in_new_thread (key), 3 - rights);
      TEST_COMPARE (pkey_get_policy (key, PKEY_NEWTHREAD), PKEY_INHERIT);
      TEST_COMPARE (pkey_release (key, PKEY_RELEASE_REVOKE), 0);
    }
}

static void
test_noinherit (void)
{
  int key = pkey_alloc (PKEY_ALLOC_NOINHERIT | PKEY_ALLOC_ALLTHREADS,
			read_only);
  TEST_VERIFY_EXIT (key > 0);
  TEST_COMPARE (pkey_get_policy (key, PKEY_NEWTHREAD), read_only);
  TEST_COMPARE (pkey_set (key, 0), 0);
  TEST_COMPARE (in_old_thread (key), read_only);
  TEST_COMPARE (in_new_thread (key), read_only);
  /* The process default moves with this.  */
  TEST_COMPARE (pkey_set_all (key, no_access), 0);
  TEST_COMPARE (pkey_set (key, 0), 0);
  TEST_COMPARE (in_new_thread (key), no_access);
  TEST_COMPARE (pkey_get_policy (key, PKEY_NEWTHREAD), no_access);
  TEST_COMPARE (pkey_set_policy (key, PKEY_NEWTHREAD, PKEY_INHERIT), 0);
  TEST_COMPARE (in_new_thread (key), 0);
  TEST_COMPARE (pkey_set_policy (key, PKEY_NEWTHREAD, 3), 0);
  TEST_COMPARE (in_new_thread (key), 3);
  TEST_COMPARE (in_old_thread (key), no_access);
  TEST_COMPARE (pkey_free (key), 0);

  /* The caller alone gets the rights.  The policy ends with the key.  */
  int only = pkey_alloc (PKEY_ALLOC_NOINHERIT, 0);
  TEST_COMPARE (only, key);
  TEST_COMPARE (pkey_get_policy (key, PKEY_NEWTHREAD), no_access);
  TEST_COMPARE (in_new_thread (key), no_access);
  TEST_COMPARE (pkey_free (key), 0);
  TEST_COMPARE (pkey_alloc (0, 0), key);
  TEST_COMPARE (pkey_get_policy (key, PKEY_NEWTHREAD), PKEY_INHERIT);
  TEST_COMPARE (in_new_thread (key), 0);
  TEST_COMPARE (pkey_release (key, PKEY_RELEASE_REVOKE), 0);
}

static void
test_revoke (void)
{
  int key = pkey_alloc (PKEY_ALLOC_REVOKE | PKEY_ALLOC_ALLTHREADS, 0);
  TEST_VERIFY_EXIT (key > 0);
  TEST_COMPARE (in_old_thread (key), 0);
  TEST_COMPARE (pkey_free (key), 0);
  TEST_COMPARE (in_old_thread (key), no_access);
  TEST_COMPARE (pkey_get (key), no_access);
  EXPECT_ERROR (EINVAL, pkey_free (key));

  TEST_COMPARE (pkey_alloc (PKEY_ALLOC_ALLTHREADS, 0), key);
  TEST_COMPARE (pkey_release (key, 0), 0);
  TEST_COMPARE (in_old_thread (key), tunable ("rampart.pkey.revoke=1")
				     ? no_access : 0);
  TEST_COMPARE (pkey_alloc (PKEY_ALLOC_ALLTHREADS, 0), key);
  TEST_COMPARE (pkey_release (key, PKEY_RELEASE_REVOKE), 0);
  TEST_COMPARE (in_old_thread (key), no_access);
}

/* A key that has been open in a thread is closed there also when all that is
   asked for is what new keys have anyway.  */
static pthread_barrier_t staying;

static void *
stay (void *key)
{
  xpthread_barrier_wait (&staying);
  return get (key);
}

static void
test_used_before (void)
{
  /* By an attribute, before there is the key.  */
  int key = 14;
  xpthread_barrier_init (&staying, NULL, 2);
  pthread_attr_t attr;
  xpthread_attr_init (&attr);
  TEST_COMPARE (pthread_attr_setpkey_np (&attr, key, 0), 0);
  pthread_t thread = xpthread_create (&attr, stay, &key);
  xpthread_attr_destroy (&attr);
  int keys[15], count = 0;
  do
    keys[count] = pkey_alloc (PKEY_ALLOC_ALLTHREADS, no_access);
  while (keys[count++] != key && count < 15);
  TEST_COMPARE (keys[count - 1], key);
  xpthread_barrier_wait (&staying);
  TEST_COMPARE ((intptr_t) xpthread_join (thread), no_access);
  while (count > 0)
    TEST_COMPARE (pkey_free (keys[--count]), 0);

  /* By a key that libc does not know of.  */
  key = syscall (SYS_pkey_alloc, 0, 0);
  TEST_VERIFY (key > 0);
  TEST_COMPARE (pkey_set_all (key, 0), 0);
  TEST_COMPARE (syscall (SYS_pkey_free, key), 0);
  TEST_COMPARE (in_old_thread (key), 0);
  TEST_COMPARE (pkey_alloc (PKEY_ALLOC_ALLTHREADS, no_access), key);
  TEST_COMPARE (in_old_thread (key), no_access);
  TEST_COMPARE (pkey_free (key), 0);
}

static void
test_release_checks_memory (void)
{
  int key = pkey_alloc (PKEY_ALLOC_ALLTHREADS, 0);
  TEST_VERIFY_EXIT (key > 0);
  TEST_COMPARE (pkey_set_policy (key, PKEY_NEWTHREAD, read_only), 0);
  char *memory = pages_with_key (3, key);
  EXPECT_ERROR (EBUSY, pkey_release (key, PKEY_RELEASE_CHECKMAP
					  | PKEY_RELEASE_REVOKE));
  /* Nothing has changed.  */
  TEST_COMPARE (pkey_get (key), 0);
  TEST_COMPARE (in_old_thread (key), 0);
  TEST_COMPARE (pkey_get_policy (key, PKEY_NEWTHREAD), read_only);
  memory[0] = 1;

  /* One page of it.  */
  size_t page = getpagesize ();
  TEST_COMPARE (pkey_mprotect (memory, page, PROT_READ, 0), 0);
  TEST_COMPARE (pkey_mprotect (memory + 2 * page, page, PROT_READ, 0), 0);
  EXPECT_ERROR (EBUSY, pkey_release (key, PKEY_RELEASE_CHECKMAP));
  xmunmap (memory + page, page);
  TEST_COMPARE (pkey_release (key, PKEY_RELEASE_CHECKMAP
				   | PKEY_RELEASE_REVOKE), 0);
  TEST_COMPARE (in_old_thread (key), no_access);
}

static void
test_bad_input (void)
{
  for (int bit = 24; bit < 32; ++bit)
    {
      unsigned int flag = 1U << bit;
      if (flag == PKEY_ALLOC_ALLTHREADS || flag == PKEY_ALLOC_NOINHERIT
	  || flag == PKEY_ALLOC_REVOKE || flag == PKEY_ALLOC_SIGRIGHTS
	  || flag == PKEY_ALLOC_SIGINHERIT)
	continue;
      EXPECT_ERROR (EINVAL, pkey_alloc (flag, 0));
      EXPECT_ERROR (EINVAL, pkey_alloc (flag | PKEY_ALLOC_REVOKE, 0));
    }
  /* The kernel's answers.  */
  EXPECT_ERROR (EINVAL, pkey_alloc (1, 0));
  EXPECT_ERROR (EINVAL, pkey_alloc (PKEY_ALLOC_ALLTHREADS | 1, 0));
  EXPECT_ERROR (EINVAL, pkey_alloc (0, 4));
  EXPECT_ERROR (EINVAL, pkey_alloc (PKEY_ALLOC_ALLTHREADS, 4));
  EXPECT_ERROR (EINVAL, pkey_free (-1));
  EXPECT_ERROR (EINVAL, pkey_free (16));
  EXPECT_ERROR (EINVAL, pkey_free (15));

  int key = pkey_alloc (0, 0);
  TEST_VERIFY_EXIT (key > 0);
  EXPECT_ERROR (EINVAL, pkey_set_policy (key, 0, 0));
  EXPECT_ERROR (EINVAL, pkey_set_policy (key, 77, 0));
  EXPECT_ERROR (EINVAL, pkey_set_policy (key, PKEY_NEWTHREAD, 4));
  EXPECT_ERROR (EINVAL, pkey_set_policy (0, PKEY_NEWTHREAD, read_only));
  EXPECT_ERROR (EINVAL, pkey_get_policy (key, 0));
  EXPECT_ERROR (EINVAL, pkey_release (key, 4));
  EXPECT_ERROR (EINVAL, pkey_release (0, 0));
  static const int others[] = { -1, 15, 16 };
  for (size_t i = 0; i < sizeof others / sizeof *others; ++i)
    {
      EXPECT_ERROR (EINVAL, pkey_set_policy (others[i], PKEY_NEWTHREAD, 0));
      EXPECT_ERROR (EINVAL, pkey_get_policy (others[i], PKEY_NEWTHREAD));
      EXPECT_ERROR (EINVAL, pkey_release (others[i], 0));
      EXPECT_ERROR (EINVAL, pkey_release (others[i], PKEY_RELEASE_REVOKE));
    }
  TEST_COMPARE (pkey_free (key), 0);
  EXPECT_ERROR (EINVAL, pkey_set_policy (key, PKEY_NEWTHREAD, 0));
  EXPECT_ERROR (EINVAL, pkey_get_policy (key, PKEY_NEWTHREAD));
  EXPECT_ERROR (EINVAL, pkey_release (key, 0));

  /* All of them, and one more.  */
  int keys[16];
  int count = 0;
  while (count < 16 && (keys[count] = pkey_alloc (PKEY_ALLOC_ALLTHREADS
						  | PKEY_ALLOC_NOINHERIT,
						  no_access)) > 0)
    ++count;
  TEST_COMPARE (count, 15);
  EXPECT_ERROR (ENOSPC, pkey_alloc (PKEY_ALLOC_ALLTHREADS, 0));
  struct pkey_info info;
  TEST_COMPARE (pkey_info (&info), 0);
  TEST_COMPARE (info.in_use, 15);
  TEST_COMPARE (info.in_use_mask, 0xfffe);
  while (count > 0)
    TEST_COMPARE (pkey_free (keys[--count]), 0);
}

static int
do_test (void)
{
  if (!os_has_pku ())
    FAIL_UNSUPPORTED ("this machine has no protection keys");
  xpthread_barrier_init (&barrier, NULL, 2);
  pthread_t old = xpthread_create (NULL, old_thread, NULL);
  if (getenv ("GLIBC_TUNABLES") == NULL)
    test_used_before ();
  test_without_flags ();
  test_allthreads ();
  test_noinherit ();
  test_revoke ();
  test_release_checks_memory ();
  test_bad_input ();
  in_old_thread (-1);
  xpthread_join (old);
  return 0;
}

#include <support/test-driver.c>
