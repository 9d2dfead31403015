/* When to track indirect branches, and what to exempt.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _IBT_POLICY_H
#define _IBT_POLICY_H

#include <elf/protection-reason.h>
#include <ibt-abi.h>

/* glibc.cpu.x86_ibt.  */
enum ibt_mode
{
  ibt_by_note,			/* Unset: where the executable is marked.  */
  ibt_always,			/* on */
  ibt_never,			/* off */
  ibt_permissive		/* As by_note, and weaker in an emergency.  */
};

/* What the tunables ask for, unchanged while the process lives.  */
struct ibt_config
{
  enum ibt_mode mode;
  bool refuse_legacy;		/* rampart.ibt.legacy=refuse */
  bool seal;			/* rampart.ibt.seal=1 */
};

/* What is known before an object is looked at, but for the executable.  */
struct ibt_facts
{
  struct ibt_config config;
  bool cpu;			/* The CPU has IBT.  */
  bool executable_clean;	/* Its note claims IBT.  */
};

/* Return protection_none if the process is to run with IBT, as far as these
   facts say, or why not.  */
enum protection_reason _dl_ibt_wanted (const struct ibt_facts *facts)
  attribute_hidden;

/* What to do next, in this order.  Zero stands for no call.  */
struct ibt_plan
{
  enum protection_reason refusal; /* Not none: an error, nothing else.  */
  unsigned int mark;		/* PR_LEGACY_CODE_* for the legacy objects.  */
  unsigned int clear;		/* And for the clean ones.  */
  unsigned int cfi;		/* PR_CFI_*.  */
};

/* At startup: LEGACY if an object other than the vDSO is legacy, VDSO_LEGACY
   if that is.  The marks are those of all of them.  A legacy vDSO is exempt,
   but does not make the process mixed: nobody but the kernel generates code
   for it.  */
struct ibt_plan _dl_ibt_plan_startup (const struct ibt_config *config,
				      bool legacy, bool vdso_legacy)
  attribute_hidden;

/* At dlopen with IBT on, MIXED if legacy code is there already: LEGACY and
   CLEAN say what has been mapped.

   Once the process is mixed, the kernel marks whatever becomes executable, the
   code of clean objects too.  That of legacy objects is marked all the same:
   a dlopen within this one, by an audit module or by the program's malloc,
   may have made the process mixed after they were mapped.  */
struct ibt_plan _dl_ibt_plan_dlopen (const struct ibt_config *config,
				     bool mixed, bool legacy, bool clean)
  attribute_hidden;

/* Whether IBT may be switched off because legacy objects could not be
   marked at dlopen: other threads would keep it, and a sealed process is
   not to become weaker.  */
bool _dl_ibt_may_do_without (const struct ibt_config *config,
			     bool single_threaded) attribute_hidden;

/* The failure of a system call that marks (MARK) or enables, by its error
   number.  */
enum protection_reason _dl_ibt_failure (bool mark, int error)
  attribute_hidden;

#endif /* _IBT_POLICY_H */
