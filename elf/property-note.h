/* What the GNU property note of an object says.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _PROPERTY_NOTE_H
#define _PROPERTY_NOTE_H

#include <link.h>
#include <stddef.h>
#include <stdint.h>
#include <elf/protection-reason.h>

struct property_note
{
  /* protection_none, or why there is no note to go by; then the words
     are 0.  */
  enum protection_reason reason;
  uint32_t feature_1_and;	/* GNU_PROPERTY_X86_FEATURE_1_AND.  */
  uint32_t isa_1_needed;	/* GNU_PROPERTY_X86_ISA_1_NEEDED.  */
  uint32_t needed_1;		/* GNU_PROPERTY_1_NEEDED.  */
  uint32_t mpx;			/* GNU_PROPERTY_X86_RAMPART_MPX.  */
};

/* Read the property note of the object with the PHNUM headers PHDR, whose
   PT_LOAD segments are mapped at ADDR, into *RESULT.  Only the headers of
   PT_LOAD are believed.

   What is wrong is looked for in the order of these rules, segment by
   segment, note by note and property by property; what is found first is the
   reason.

   - Of PT_GNU_PROPERTY there is at most one (note_duplicate), and where
     there is one, it alone is read.  Else every PT_NOTE with p_align 8 is,
     in the order of the headers; other alignments are for other notes.
   - The segment has p_align 8, and p_vaddr is a multiple of 8
     (note_misaligned).
   - Its p_filesz bytes are part of one PT_LOAD's with PF_R, in the file as in
     memory (note_out_of_segment).
   - p_memsz is p_filesz, and not 0 in a PT_GNU_PROPERTY (note_truncated).
   - It consists of notes that start at multiples of 8: a header, the name,
     and at the next multiple of 8 the descriptor, which ends, even if it is
     empty, within the segment (note_truncated).
   - There is one note of the type NT_GNU_PROPERTY_TYPE_0 and the name "GNU"
     in all that is read (note_duplicate, note_absent).
   - Its n_descsz is a multiple of 8, and not 0 (descsz_wrong).
   - Its properties have ascending types (order), and their data lies within
     the descriptor and, in the four above, has 4 bytes (datasz_wrong).  */
void _dl_property_note (const ElfW(Phdr) *phdr, size_t phnum,
			ElfW(Addr) addr, struct property_note *result)
  attribute_hidden;

#endif /* _PROPERTY_NOTE_H */
