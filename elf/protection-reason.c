/* Why a hardware protection is not at work: the decision.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/protection-reason.h>
#include <stddef.h>

/* Arrays, not pointers: a pointer is a relocation that ld.so does at every
   start of every program.  */
static const struct
{
  char name[24];
  char sentence[64];
} reasons[protection_reason_count] =
  {
#define PROTECTION_REASON(code, name, sentence) { name, sentence },
#include <elf/protection-reason.def>
#undef PROTECTION_REASON
  };

enum protection_reason
_dl_protection_reason (const struct protection_facts *facts)
{
  if (!facts->cpu)
    return protection_cpu_absent;
  if (!facts->os)
    return protection_os_absent;
  if (!facts->libc)
    return protection_libc_absent;
  if (!facts->chosen)
    return protection_tunable_off;
  return protection_none;
}

const char *
_dl_protection_reason_name (enum protection_reason reason)
{
  return reasons[reason].name;
}

const char *
_dl_protection_reason_sentence (enum protection_reason reason)
{
  return reasons[reason].sentence;
}
