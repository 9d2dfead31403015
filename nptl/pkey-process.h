/* What a process has decided about its protection keys.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _PKEY_PROCESS_H
#define _PKEY_PROCESS_H

#include <stdbool.h>
#include <stdint.h>

/* Linux has 16 keys on x86 (PKRU has 32 bits), and two rights that can be
   taken away.  */
enum { pkey_count = 16, pkey_no_rights = 3 };

/* RIGHTS for the keys whose fields in PKRU are in MASK.  */
struct pkey_change
{
  unsigned int mask;
  unsigned int rights;
};

/* How signal handlers are entered.  */
enum
{
  signal_entry_none,		/* The kernel does it.  */
  signal_entry_static,		/* With rights that are known before.  */
  signal_entry_full,		/* With those of what they interrupt, or with
				   a stamp in the frame.  */
  signal_entry_rights = 3,	/* One of these, ...  */
  signal_entry_masks = 4	/* ... and, with MPX, what the frame has for a
				   mask is not the program's.  */
};

/* A set of keys is the mask of their fields in PKRU: bits 2 * KEY and
   2 * KEY + 1 (SDM volume 3, 4.6.2).  Rights of several keys are a value of
   PKRU.  Both can be combined by one instruction.

   There is one in a process, for all copies of libc that dlmopen makes.  It is
   written with LOCK held, and the words that new threads look at are read
   without: each is right by itself.  */
struct pkey_process
{
  int lock;
  unsigned int frame_offset;	/* Of PKRU in signal frames; 0 is not yet
				   known.  */
  unsigned int init;		/* PKRU at exec: with it, signal handlers
				   start.  */
  unsigned int defaults;	/* The process defaults, ...  */
  unsigned int has_default;	/* ... of these keys.  */
  unsigned int noinherit;	/* New threads take the process default.  */
  bool start_rules;		/* A new thread may start with other rights
				   than its creator's, or with MPX.  */
  unsigned int revoke;		/* Closed in all threads when freed.  */
  unsigned int allocated;	/* Allocated through libc.  */
  unsigned int opened;		/* A thread may have, or have had, rights to
				   them that INIT does not give.  */
  struct pkey_change change;	/* The last one of all threads.  */
  uint64_t epoch;		/* How many changes of all threads there were.
				   Each thread knows the last one that it has
				   had.  */
  uint64_t changed[pkey_count];	/* The last one of each key, shifted left by
				   two, and its rights.  */
  int signal_lock;		/* Of the actions of signals, with all signals
				   blocked.  */
  int signal_entry;		/* signal_entry_*; it only grows.  */
  struct pkey_change handler;	/* With which rights handlers start, if not
				   with those of INIT, ...  */
  unsigned int handler_inherits; /* ... or with those of what they interrupt,
				    which by the tunable ...  */
  unsigned int handler_tunable;	/* ... is so for these.  */
  bool old_frames;		/* There may be frames of handlers from before
				   signal_entry_full.  */
  unsigned int missed_frames;	/* How many of them changes of all threads have
				   found.  */
  unsigned int restarts;	/* Changes of PKRU that a broadcast has made
				   start again.  */
};

#endif /* _PKEY_PROCESS_H */
