/* When to check bounds with MPX, and who makes bounds tables.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _MPX_POLICY_H
#define _MPX_POLICY_H

#include <elf/protection-reason.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* rampart.mpx.mode.  */
enum mpx_mode
{
  mpx_auto,			/* Where an object asks for it.  */
  mpx_off,
  mpx_on,
  mpx_strict			/* On, or no process.  */
};

/* rampart.mpx.tables: who makes bounds tables.  */
enum mpx_tables
{
  mpx_tables_auto,		/* The kernel, or else libc.  */
  mpx_tables_kernel,
  mpx_tables_user
};

/* rampart.mpx.violation: what comes of one.  */
enum mpx_violation
{
  mpx_violation_signal,		/* SIGSEGV.  */
  mpx_violation_report,		/* A line, and the program goes on.  */
  mpx_violation_count		/* The program goes on, a sum at its end.  */
};

/* What the tunables ask for, unchanged while the process lives.  */
struct mpx_config
{
  enum mpx_mode mode;
  enum mpx_tables tables;
  enum mpx_violation violation;
  bool preserve;		/* rampart.mpx.preserve=1 */
};

struct mpx_facts
{
  bool cpu;			/* The CPU has MPX.  */
  bool os;			/* The kernel saves its registers.  */
  bool asked;			/* An object asks for it.  */
  bool foreign;			/* There is a runtime that does it itself.  */
};

/* Return protection_none if the process is to run with MPX, or why not.  */
enum protection_reason _dl_mpx_wanted (const struct mpx_config *config,
				       const struct mpx_facts *facts)
  attribute_hidden;

/* dlopen has mapped objects that FACTS are about.  PRESENT is why the process
   runs without MPX so far, or protection_none if it runs with it.  Return
   protection_none if it is to do so from now on.  */
enum protection_reason _dl_mpx_wanted_late (const struct mpx_config *config,
					    const struct mpx_facts *facts,
					    enum protection_reason present)
  attribute_hidden;

/* Whether a process that is to run with MPX and cannot, for REASON, has to
   end.  */
bool _dl_mpx_fatal (const struct mpx_config *config,
		    enum protection_reason reason) attribute_hidden;

/* The size in bytes of the bounds directory, where linear addresses are MAWA
   bits longer than 48.  */
size_t _dl_mpx_directory_size (unsigned int mawa) attribute_hidden;

/* BNDCFGU for the directory at DIRECTORY.  */
uint64_t _dl_mpx_bndcfgu (const struct mpx_config *config,
			  uintptr_t directory) attribute_hidden;

/* The failure of a system call by its error number.  */
enum protection_reason _dl_mpx_failure (int error) attribute_hidden;

#endif /* _MPX_POLICY_H */
