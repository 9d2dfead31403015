/* Why a hardware protection is not at work.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _PROTECTION_REASON_H
#define _PROTECTION_REASON_H

#include <stdbool.h>

/* The same code stands in reports, in probes and in ld.so --list-diagnostics;
   the numbers are part of the interface of the probes.  */
enum protection_reason
{
#define PROTECTION_REASON(code, name, sentence) protection_##code,
#include <elf/protection-reason.def>
#undef PROTECTION_REASON
  protection_reason_count
};

/* What is known about one protection on this machine.  */
struct protection_facts
{
  bool cpu;		/* The CPU has it.  */
  bool os;		/* The kernel has switched it on or offers to.  */
  bool libc;		/* This libc can use it.  */
  bool chosen;		/* The configuration does not keep it off.  */
};

/* Return the first thing that stands in the way of a protection with FACTS,
   from the hardware upwards.  */
enum protection_reason
_dl_protection_reason (const struct protection_facts *facts)
  attribute_hidden;

/* Return the name of the REASON, which scripts may rely on, and a sentence
   for people.  */
const char *_dl_protection_reason_name (enum protection_reason reason)
  attribute_hidden;
const char *_dl_protection_reason_sentence (enum protection_reason reason)
  attribute_hidden;

#endif /* _PROTECTION_REASON_H */
