/* The rights with which threads start and end.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _PKEY_THREAD_H
#define _PKEY_THREAD_H

#include <arch-pkey.h>
#include <ldsodefs.h>
#include <nptl/pkey-attr.h>
#include <nptl/pkey-rights.h>
#include <pkey-absent.h>
#include <tls.h>

enum { pkey_lock_none, pkey_lock_wanted, pkey_lock_held };

/* What libc keeps about a thread's keys, in words of the thread descriptor
   that glibc does not use.  */
struct pkey_thread
{
  struct pkey_change attribute;	/* That it was created with.  */
  unsigned int lock_state;	/* pkey_lock_*: of the lock of the process's
				   keys.  */
  uint64_t epoch;		/* The last change of all threads that it has
				   had.  */
};

static inline struct pkey_thread *
pkey_thread (struct pthread *pd)
{
  _Static_assert (sizeof (struct pkey_thread)
		  <= sizeof pd->header.__glibc_unused2,
		  "it has its place in the descriptor");
  return (struct pkey_thread *) pd->header.__glibc_unused2;
}

enum
{
  pkey_epoch_offset = (offsetof (struct pthread, header.__glibc_unused2)
		       + offsetof (struct pkey_thread, epoch))
};

/* The epoch of the calling thread.  */
static inline uint64_t
pkey_own_epoch (void)
{
  uint64_t epoch;
  asm volatile ("movq %%fs:%c1, %0"
		: "=r" (epoch)
		: "i" (pkey_epoch_offset));
  return epoch;
}

/* All threads pass pkey_thread_prepare and pkey_thread_start, most of them
   without anything to do.  What few have to do stands apart, for else it would
   take registers from the functions of glibc around them.  */

static __attribute_noinline__ __COLD void
pkey_thread_prepare_slow (struct pthread *pd, const struct pthread_attr *attr)
{
  struct pkey_thread *thread = pkey_thread (pd);
  struct pkey_process *process = &GL (dl_pkey);
  thread->attribute = pkey_attr_get (attr);
  atomic_fetch_or_relaxed (&process->opened, thread->attribute.mask);
  atomic_store_relaxed (&process->start_rules, true);
}

/* By the creator, when the descriptor PD is set up, whose words are zero.  */
static inline void
pkey_thread_prepare (struct pthread *pd, const struct pthread_attr *attr)
{
  /* It will have the rights of its creator, which a change of all threads may
     reach between here and there; then it reaches the new thread too.  */
  pkey_thread (pd)->epoch = pkey_own_epoch ();
  if (__glibc_unlikely (attr->unused != NULL))
    pkey_thread_prepare_slow (pd, attr);
}

/* PD has read them, or never will.  */
static inline void
pkey_thread_forget (struct pthread *pd)
{
  pkey_thread (pd)->attribute = (struct pkey_change) { };
}

static __attribute_noinline__ __COLD void
pkey_thread_start_slow (struct pthread *pd)
{
  struct pkey_change attribute = pkey_thread (pd)->attribute;
  bool service = (attribute.rights & pkey_attr_service) != 0;
  attribute.rights &= ~pkey_attr_service;
  pkey_thread_forget (pd);
  struct pkey_change change = pkey_start (&GL (dl_pkey), attribute, service);
  if (change.mask != 0)
    pkey_write (pkey_apply (change, pkey_read ()));
}

/* By the new thread PD, with all signals blocked, and before it lets a
   broadcast go on that waits for it to start.  A broadcast that has not begun
   to wait has stored its rights as the process default before, or comes
   later.  */
static inline void
pkey_thread_start (struct pthread *pd)
{
  if (__glibc_unlikely (atomic_load_acquire (&GL (dl_pkey).start_rules)))
    pkey_thread_start_slow (pd);
}

/* By a thread that ends, right before the system call.  What the kernel does
   then, it does with the thread's rights: it clears the word that pthread_join
   waits for, and passes on robust mutexes.  There is no code of the program
   left that could use them; if signal handlers still run, the kernel has given
   them other rights.  */
static inline void
pkey_thread_exit (void)
{
  if (pkey_present ())
    pkey_write (0);
}

#endif /* _PKEY_THREAD_H */
