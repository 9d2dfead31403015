/* Decisions about the rights of threads to protection keys.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _PKEY_RIGHTS_H
#define _PKEY_RIGHTS_H

#include <nptl/pkey-process.h>
#include <stdbool.h>

/* The field of KEY in PKRU.  */
static inline unsigned int
pkey_field (int key, unsigned int rights)
{
  return rights << (2 * key);
}

static inline unsigned int
pkey_mask (int key)
{
  return pkey_field (key, pkey_no_rights);
}

static inline struct pkey_change
pkey_change (int key, unsigned int rights)
{
  return (struct pkey_change) { pkey_mask (key), pkey_field (key, rights) };
}

/* What becomes of PKRU by CHANGE.  */
static inline unsigned int
pkey_apply (struct pkey_change change, unsigned int pkru)
{
  return (pkru & ~change.mask) | (change.rights & change.mask);
}

/* Whether KEY can have RIGHTS in threads other than the caller.  Libc's own
   data have key 0: nothing could run without.  */
static inline bool
pkey_rights_valid (int key, unsigned int rights)
{
  return (key >= 0 && key < pkey_count && rights <= pkey_no_rights
	  && (key != 0 || rights == 0));
}

/* With which rights a thread starts that has inherited those in PKRU.  An
   attribute of its own comes first; for keys that are not inherited, and
   for those of libc's SERVICE threads that have one, it is the process
   default.  */
struct pkey_change pkey_start (const struct pkey_process *process,
			       struct pkey_change attribute, bool service)
  attribute_hidden;

/* Whether CHANGE would alter the rights of any other thread.  */
bool pkey_change_matters (const struct pkey_process *process,
			  struct pkey_change change) attribute_hidden;

/* What has been changed in all threads since EPOCH.  */
struct pkey_change pkey_changes_since (const struct pkey_process *process,
				       uint64_t epoch) attribute_hidden;

/* What pkey_alloc has to do beside the system call.  */
struct pkey_plan
{
  unsigned int kernel_flags;
  bool noinherit;		/* New threads take the process default.  */
  bool revoke;			/* Close it in all threads when freed.  */
  bool others;			/* All other threads get RIGHTS, ...  */
  bool handlers;		/* Signal handlers start with RIGHTS.  */
  bool handlers_inherit;	/* They start with what they interrupt.  */
  unsigned int rights;		/* Of the caller; of OTHERS, the process
				   default.  */
};

/* Plan an allocation with FLAGS and RIGHTS, when the tunable alloc_others,
   which is for programs that do not use the flags, is ALLOC_OTHERS.
   Return false if there are flags that nobody knows.  */
bool pkey_plan_alloc (unsigned int flags, unsigned int rights,
		      int alloc_others, struct pkey_plan *plan)
  attribute_hidden;

/* Record in PROCESS that KEY was allocated as in PLAN.  Return the change that
   all other threads need; its mask is 0 if they need none.  */
struct pkey_change pkey_record_alloc (struct pkey_process *process, int key,
				      const struct pkey_plan *plan)
  attribute_hidden;

/* CHANGE is about to be made in all threads.  */
void pkey_record_change (struct pkey_process *process,
			 struct pkey_change change) attribute_hidden;

/* Signal handlers start with CHANGE, or, if INHERIT, with what they interrupt
   has for the keys in its mask.  */
void pkey_record_handlers (struct pkey_process *process,
			   struct pkey_change change, bool inherit)
  attribute_hidden;

/* KEY is freed: what has been decided about it ends.  */
void pkey_record_free (struct pkey_process *process, int key)
  attribute_hidden;

/* New threads take the process default, which is recorded already, of the keys
   in MASK.  */
void pkey_record_noinherit (struct pkey_process *process, unsigned int mask)
  attribute_hidden;

/* All threads get CHANGE, and it is for new ones.  */
void pkey_record_default (struct pkey_process *process,
			  struct pkey_change change) attribute_hidden;

#endif /* _PKEY_RIGHTS_H */
