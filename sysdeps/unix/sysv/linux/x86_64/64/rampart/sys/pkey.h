/* Protection keys in all threads.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _SYS_PKEY_H
#define _SYS_PKEY_H 1

#include <features.h>
#include <bits/pthreadtypes.h>
#include <sys/mman.h>

__BEGIN_DECLS

/* Flags of pkey_alloc that libc acts on.  A libc or a kernel that does not
   know them answers EINVAL.  With them, pkey_alloc, and pkey_free of such a
   key, can also fail with EAGAIN and EDEADLK, as below.  */
#define PKEY_ALLOC_ALLTHREADS	0x01000000U /* The rights are for all threads,
					       and the process default.  */
#define PKEY_ALLOC_NOINHERIT	0x02000000U /* New threads get the process
					       default, and not what their
					       creator has.  */
#define PKEY_ALLOC_REVOKE	0x04000000U /* pkey_free first takes the rights
					       away from all threads.  */
#define PKEY_ALLOC_SIGRIGHTS	0x08000000U /* Signal handlers start with the
					       rights, ...  */
#define PKEY_ALLOC_SIGINHERIT	0x10000000U /* ... or with what they interrupt
					       has; not both.  */

/* All functions return -1 and set errno to ENOSYS where there are no
   protection keys, whatever their arguments.  RIGHTS is 0 or a sum of
   PKEY_DISABLE_ACCESS and PKEY_DISABLE_WRITE.

   Where EDEADLK stands, the function changes what is the whole process's, and
   was called in a signal handler that has interrupted another of them in the
   same thread.  They are not AS-safe all the same: a handler that interrupts
   pthread_create or a function like setuid is not noticed.  */

/* Give all threads RIGHTS to KEY, and make them the process default.  When the
   function returns, they are in force in every thread that libc has started,
   also in those that are blocked, starting, or in a signal handler, and in
   what the handler has interrupted, unless it has been running since before
   the first of these calls.  Signal handlers that start later have what
   policies say.  Not reached are threads that were
   started by clone without libc, and the workers of io_uring.  Some system
   calls in other threads fail with EINTR: those that SA_RESTART does not
   restart, see signal(7).  Return 0, or -1 and
   set errno:

   EINVAL	KEY is not allocated, or there is no such key, or RIGHTS has
		unknown bits or takes away key 0.
   EAGAIN	A thread could not be reached, since too many signals are
		pending (RLIMIT_SIGPENDING).  The others have RIGHTS.
   EDEADLK	See above.

   MT-safe, AS-unsafe (lock), AC-unsafe (lock).  */
extern int pkey_set_all (int __key, unsigned int __rights) __THROW;

/* Give the calling thread RIGHTS to KEY, like pkey_set, and return those that
   it had.  Pairs of calls can be nested: the inner one restores what the outer
   one has set.  A pkey_set_all of another key is never undone by it.  Return
   -1 and set errno:

   EINVAL	There is no such key, or RIGHTS has unknown bits.

   MT-safe, AS-safe, AC-safe.  */
extern int pkey_swap (int __key, unsigned int __rights) __THROW;

/* What a policy is about.  */
#define PKEY_NEWTHREAD	1	/* The rights that new threads start with.  */
#define PKEY_SIGNAL	2	/* Those that signal handlers start with.  */

/* Instead of rights: those of the creating thread, or of what a handler
   interrupts.  */
#define PKEY_INHERIT	0x100U

/* Let new threads or signal handlers start with RIGHTS to KEY, or with
   PKEY_INHERIT.  WHICH is PKEY_NEWTHREAD or PKEY_SIGNAL; for threads, RIGHTS
   become the process default.  What exists keeps what it has.  Without a
   policy, threads inherit, and handlers have the rights that the kernel gives
   them, as at exec, or inherit if the tunable rampart.pkey.signal says so.
   Return 0, or -1 and set errno:

   EINVAL	As for pkey_set_all, or WHICH is unknown.
   EDEADLK	See above.

   MT-safe, AS-unsafe (lock), AC-unsafe (lock).  */
extern int pkey_set_policy (int __key, int __which, unsigned int __rights)
  __THROW;

/* Return the policy for WHICH of KEY: rights or PKEY_INHERIT.  Return -1 and
   set errno:

   EINVAL	KEY is not allocated, or there is no such key, or WHICH is
		unknown.

   MT-safe, AS-safe, AC-safe.  */
extern int pkey_get_policy (int __key, int __which) __THROW;

/* Flags of pkey_release.  */
#define PKEY_RELEASE_REVOKE	1U /* First take the rights away from all
				      threads.  */
#define PKEY_RELEASE_CHECKMAP	2U /* Only if no memory has the key.  */

/* Free KEY like pkey_free, with FLAGS.  Whether memory has the key is read
   from /proc/thread-self/smaps, which takes the longer the more mappings there
   are; memory that another thread gives the key meanwhile may be missed.
   Return 0, or -1 and set errno:

   EBUSY	Memory has the key; nothing has changed.
   EINVAL	KEY is not allocated, or there is no such key, or it is key 0,
		or unknown flags.
   EIO		/proc/thread-self/smaps cannot be read; nothing has changed.
   EAGAIN	As for pkey_set_all; the key is not freed.
   EDEADLK	See above.

   MT-safe, AS-unsafe (lock), AC-unsafe (lock, fd).  */
extern int pkey_release (int __key, unsigned int __flags) __THROW;

/* The protection keys of the process.  */
struct pkey_info
{
  unsigned int hardware;	/* How many keys there are, with key 0.  */
  unsigned int usable;		/* How many can be allocated at a time.  */
  unsigned int in_use;		/* How many libc has allocated.  */
  unsigned int in_use_mask;	/* Which: bit N is key N.  */
  int execute_only;		/* The kernel's key for memory that can only be
				   executed, if the process has such memory,
				   else PKEY_UNKNOWN.  It is not usable.  */
  unsigned int initial;		/* PKRU at exec, and in signal handlers but for
				   keys with a policy.  */
  unsigned int missed_frames;	/* Frames of signal handlers that changes of
				   all threads have found, but not changed,
				   since libc had not entered these handlers:
				   at most so many, each counted once a
				   change.  */
  unsigned int __reserved[9];
};

#define PKEY_UNKNOWN	(-1)

/* Store in INFO what is known about protection keys.  No key is allocated or
   freed to find it out.  Return 0, or -1 and set errno:

   EFAULT	INFO is a null pointer.

   MT-safe, AS-safe, AC-unsafe (fd).  */
extern int pkey_info (struct pkey_info *__info) __THROW;

/* Let threads that are created with ATTR start with RIGHTS to KEY, or with
   PKEY_INHERIT as if nothing had been said.  It takes precedence over
   policies.  Return 0, or an error number:

   EINVAL	There is no such key, or RIGHTS has unknown bits or takes
		away key 0, or ATTR is not initialized, as far as can be seen.
   ENOSYS	There are no protection keys.

   MT-safe, AS-safe, AC-safe.  */
extern int pthread_attr_setpkey_np (pthread_attr_t *__attr, int __key,
				    unsigned int __rights)
  __THROW __nonnull ((1));

/* Store in RIGHTS what threads that are created with ATTR start with for KEY:
   rights or PKEY_INHERIT.  Return 0, or an error number:

   EINVAL	There is no such key, or ATTR is not initialized, as far as
		can be seen.
   ENOSYS	There are no protection keys.

   MT-safe, AS-safe, AC-safe.  */
extern int pthread_attr_getpkey_np (const pthread_attr_t *__attr, int __key,
				    unsigned int *__rights)
  __THROW __nonnull ((1, 3));

/* In a signal handler: let what the handler has interrupted have RIGHTS to
   KEY when the handler returns.  CONTEXT is the third argument of the handler.
   (pkey_set changes what the handler itself may do.)  Return 0, or -1 and set
   errno:

   EINVAL	There is no such key, or RIGHTS has unknown bits, or CONTEXT
		is a null pointer or not from the kernel.

   MT-safe, AS-safe, AC-safe.  */
extern int pkey_set_interrupted (void *__context, int __key,
				 unsigned int __rights) __THROW;

__END_DECLS

#endif /* sys/pkey.h */
