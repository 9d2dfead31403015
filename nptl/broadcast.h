/* Commands to all threads: of the setxid functions, and to change registers.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _BROADCAST_H
#define _BROADCAST_H

#include <nptl/pkey-rights.h>
#include <signal.h>
#include <stdbool.h>
#include <ucontext.h>

/* In the cancelhandling of a thread: it runs no code of the program any
   more, and broadcasts let it be.  glibc takes EXITING_BITMASK for that,
   which is set when pthread_exit or a cancellation begins: clean-up
   handlers, destructors, and the threads that they create come after it.  */
enum { thread_left = 1 << 7 };

/* Let CHANGE change the frame of a signal in all other threads: what a thread
   goes on with.  When it returns, they have had it.  OWN is called in this
   thread, when all rights to protection keys are there, as they are for
   CHANGE.  The lock of pkey-lock.h is held.  Return 0, or an error number if
   there is a thread that could not be reached.  */
int __broadcast_frames (void (*change) (ucontext_t *context),
			void (*own) (void)) attribute_hidden;

/* Make CHANGE the process default, and make it in all other threads; when
   it returns, it is in force there.  The lock of pkey-lock.h is held.
   Called by pkey_set_all and its like, it needs what they say in
   <sys/pkey.h>.  Return 0, or an error number if there is a thread that
   could not be reached.  */
int __broadcast_pkru (struct pkey_change change) attribute_hidden;

/* Let the signal of broadcasts, as ACT says, arrive in this copy of libc,
   which is the first.  */
void __broadcast_install (const struct sigaction *act) attribute_hidden;

/* After fork, in the child, before signals can arrive: end the broadcast
   that was under way, of which the thread that forks may have to do its
   part yet.  */
void __broadcast_fork (void) attribute_hidden;

/* The entry of the handler, which may find PKRU to deny it the stack.  */
void __broadcast_entry (int sig, siginfo_t *info, void *context)
  attribute_hidden;

/* The same for the handler of cancellations, and what it ends with.  */
void __cancel_entry (int sig, siginfo_t *info, void *context)
  attribute_hidden;
void __cancel_handler (int sig, siginfo_t *info, void *context)
  attribute_hidden;

#endif /* _BROADCAST_H */
