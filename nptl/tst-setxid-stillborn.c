/* A setxid function returns although a thread is not born after all.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

/* setresgid waits for threads that are being created.  Here it begins to wait
   while pthread_create is in a system call that then fails: a filter of system
   calls holds it until this program has seen setresgid wait.  glibc wakes it
   in the new thread only, and both threads wait for ever.  */

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <support/check.h>
#include <support/support.h>
#include <support/xstdio.h>
#include <support/xthread.h>
#include <support/xunistd.h>

#ifndef MADV_GUARD_INSTALL
# define MADV_GUARD_INSTALL 102
#endif

static const struct failure
{
  const char *name;
  int syscall;			/* It is held, and fails, ...  */
  int argument;			/* ... if this argument of it, or any if it is
				   negative, is zero.  */
  int error;
} failures[] =
  {
    { "no clone", SYS_clone3, -1, EAGAIN },
    { "cloned, but cannot be set up", SYS_sched_setaffinity, -1, EINVAL },
    { "no guard for a stack of the cache", SYS_mprotect, 2, EPERM },
  };

static const struct failure *failure;
/* Of main with the thread that creates, and with the one that calls
   setresgid.  */
static pthread_barrier_t creator_ready, setter_ready;
static int listener;
static pid_t setter_tid;

/* The calls of this thread, and of those that it creates.  */
static int
listen_to_calls (void)
{
  struct sock_filter code[] =
    {
      BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, nr)),
      BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, failure->syscall, 0, 1),
      BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
      /* So that a guard is made by mprotect.  */
      BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, SYS_madvise, 0, 3),
      BPF_STMT (BPF_LD | BPF_W | BPF_ABS,
		offsetof (struct seccomp_data, args[2])),
      BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, MADV_GUARD_INSTALL, 0, 1),
      BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EINVAL),
      BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
    };
  struct sock_fprog program = { sizeof code / sizeof *code, code };
  TEST_COMPARE (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
  int fd = syscall (SYS_seccomp, SECCOMP_SET_MODE_FILTER,
		    SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
  if (fd < 0)
    FAIL_UNSUPPORTED ("the kernel lets nobody listen to system calls: %m");
  return fd;
}

static void *
nothing (void *arg)
{
  return NULL;
}

static void *
creator (void *arg)
{
  pthread_attr_t attr;
  xpthread_attr_init (&attr);
  size_t page = getpagesize ();

  /* Leave a stack with a small guard in the cache.  The next thread gets it,
     as it is not much too large, and wants a larger guard.  */
  xpthread_attr_setstacksize (&attr, 256 * page);
  xpthread_attr_setguardsize (&attr, page);
  xpthread_join (xpthread_create (&attr, nothing, NULL));
  xpthread_attr_setstacksize (&attr, 200 * page);
  xpthread_attr_setguardsize (&attr, 20 * page);

  cpu_set_t cpus;
  TEST_COMPARE (sched_getaffinity (0, sizeof cpus, &cpus), 0);
  if (failure->syscall == SYS_sched_setaffinity)
    TEST_COMPARE (pthread_attr_setaffinity_np (&attr, sizeof cpus, &cpus), 0);

  listener = listen_to_calls ();
  xpthread_barrier_wait (&creator_ready);
  pthread_t thread;
  TEST_COMPARE (pthread_create (&thread, &attr, nothing, NULL),
		failure->error);
  xpthread_attr_destroy (&attr);
  return NULL;
}

static void *
setter (void *arg)
{
  setter_tid = gettid ();
  xpthread_barrier_wait (&setter_ready);
  /* Until the creator is in its call.  */
  xpthread_barrier_wait (&setter_ready);
  TEST_COMPARE (setresgid (-1, -1, -1), 0);
  return NULL;
}

/* Return once the thread TID has slept for a while in one futex call.  */
static void
wait_until_it_waits (pid_t tid)
{
  char *path = xasprintf ("/proc/self/task/%d/syscall", (int) tid);
  char before[256] = "";
  for (int same = 0; same < 10; usleep (10000))
    {
      char now[sizeof before] = "";
      FILE *file = xfopen (path, "r");
      TEST_VERIFY_EXIT (fgets (now, sizeof now, file) != NULL);
      xfclose (file);
      bool futex = atoi (now) == SYS_futex;
      same = futex && strcmp (now, before) == 0 ? same + 1 : 0;
      strcpy (before, now);
    }
  free (path);
}

static bool
is_meant (const struct seccomp_data *data)
{
  return (data->nr == failure->syscall
	  && (failure->argument < 0 || data->args[failure->argument] == 0));
}

static void
try_failure (const struct failure *f)
{
  printf ("info: %s\n", f->name);
  failure = f;
  xpthread_barrier_init (&creator_ready, NULL, 2);
  xpthread_barrier_init (&setter_ready, NULL, 2);
  pthread_t setting = xpthread_create (NULL, setter, NULL);
  xpthread_barrier_wait (&setter_ready);
  pthread_t creating = xpthread_create (NULL, creator, NULL);
  xpthread_barrier_wait (&creator_ready);

  struct seccomp_notif call;
  for (;;)
    {
      memset (&call, 0, sizeof call);
      TEST_COMPARE (ioctl (listener, SECCOMP_IOCTL_NOTIF_RECV, &call), 0);
      if (is_meant (&call.data))
	break;
      struct seccomp_notif_resp go =
	{ .id = call.id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE };
      TEST_COMPARE (ioctl (listener, SECCOMP_IOCTL_NOTIF_SEND, &go), 0);
    }
  xpthread_barrier_wait (&setter_ready);
  wait_until_it_waits (setter_tid);
  struct seccomp_notif_resp fail = { .id = call.id, .error = -f->error };
  TEST_COMPARE (ioctl (listener, SECCOMP_IOCTL_NOTIF_SEND, &fail), 0);

  xpthread_join (creating);
  xpthread_join (setting);
  xclose (listener);
  xpthread_barrier_destroy (&creator_ready);
  xpthread_barrier_destroy (&setter_ready);
}

static int
do_test (void)
{
  for (size_t i = 0; i < sizeof failures / sizeof *failures; ++i)
    try_failure (&failures[i]);
  return 0;
}

#include <support/test-driver.c>
