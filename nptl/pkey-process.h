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

/* RIGHTS for the keys whose fields in PKRU are in MASK.  */
struct pkey_change
{
  unsigned int mask;
  unsigned int rights;
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
  struct pkey_change change;	/* What all threads are about to get; at other
				   times, no field.  */
  unsigned int init;		/* PKRU at exec: with it, signal handlers
				   start.  */
  unsigned int defaults;	/* The process defaults, ...  */
  unsigned int has_default;	/* ... of these keys.  */
  unsigned int noinherit;	/* New threads take the process default.  */
  bool start_rules;		/* Since now, a new thread may start with other
				   rights than its creator's.  */
  unsigned int revoke;		/* Closed in all threads when freed.  */
  unsigned int allocated;	/* Allocated through libc.  */
  unsigned int opened;		/* A thread may have, or have had, rights to
				   them that INIT does not give.  */
  unsigned int restarts;	/* Changes of PKRU that a broadcast has made
				   start again.  */
};

#endif /* _PKEY_PROCESS_H */
