/* What the GNU property note of an object says: the decision.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/property-note.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mpx.h>

enum { note_alignment = 8 };

static uint64_t
align_up (uint64_t size)
{
  return (size + note_alignment - 1) & -note_alignment;
}

/* Whether SEGMENT is part of what one PT_LOAD maps from the file.  Distances
   instead of ends: those cannot overflow.  */
static bool
is_mapped (const ElfW(Phdr) *segment, const ElfW(Phdr) *phdr,
	   const ElfW(Phdr) *end)
{
  for (const ElfW(Phdr) *load = phdr; load < end; ++load)
    {
      uint64_t distance = segment->p_vaddr - load->p_vaddr;
      if (load->p_type == PT_LOAD && (load->p_flags & PF_R) != 0
	  && distance <= load->p_filesz
	  && segment->p_filesz <= load->p_filesz - distance
	  && segment->p_offset - load->p_offset == distance)
	return true;
    }
  return false;
}

/* Each of the following returns what is wrong, or protection_none.  */

static enum protection_reason
read_properties (const uint32_t *property, uint32_t size,
		 struct property_note *found)
{
  if (size == 0 || size % note_alignment != 0)
    return protection_descsz_wrong;

  uint64_t lowest = 0;
  do
    {
      uint32_t type = property[0], datasz = property[1];
      size -= 2 * sizeof *property;
      if (type < lowest)
	return protection_order;
      lowest = (uint64_t) type + 1;
      /* SIZE is a multiple of the alignment: the padding fits if the data
	 does.  */
      if (datasz > size)
	return protection_datasz_wrong;

      uint32_t *word = NULL;
      if (type == GNU_PROPERTY_X86_FEATURE_1_AND)
	word = &found->feature_1_and;
      else if (type == GNU_PROPERTY_X86_ISA_1_NEEDED)
	word = &found->isa_1_needed;
      else if (type == GNU_PROPERTY_1_NEEDED)
	word = &found->needed_1;
      else if (type == GNU_PROPERTY_X86_RAMPART_MPX)
	word = &found->mpx;
      if (word != NULL)
	{
	  if (datasz != sizeof *word)
	    return protection_datasz_wrong;
	  *word = property[2];
	}

      uint32_t length = align_up (datasz);
      size -= length;
      property += 2 + length / sizeof *property;
    }
  while (size != 0);
  return protection_none;
}

static enum protection_reason
read_notes (const ElfW(Phdr) *segment, ElfW(Addr) addr,
	    struct property_note *found)
{
  const char *note = (const char *) (addr + segment->p_vaddr);
  uint64_t rest = segment->p_filesz;
  while (rest != 0)
    {
      const ElfW(Nhdr) *header = (const ElfW(Nhdr) *) note;
      if (rest < sizeof *header)
	return protection_note_truncated;
      const char *name = note + sizeof *header;
      uint64_t descriptor = align_up (sizeof *header + header->n_namesz);
      uint64_t size = descriptor + header->n_descsz;
      if (size > rest)
	return protection_note_truncated;

      if (header->n_type == NT_GNU_PROPERTY_TYPE_0
	  && header->n_namesz == sizeof ELF_NOTE_GNU
	  && memcmp (name, ELF_NOTE_GNU, sizeof ELF_NOTE_GNU) == 0)
	{
	  if (found->reason == protection_none)
	    return protection_note_duplicate;
	  enum protection_reason wrong
	    = read_properties ((const uint32_t *) (note + descriptor),
			       header->n_descsz, found);
	  if (wrong != protection_none)
	    return wrong;
	  found->reason = protection_none;
	}

      size = align_up (size);
      if (size >= rest)
	break;
      note += size;
      rest -= size;
    }
  return protection_none;
}

/* Inline in its two callers: every program pays for one of the calls.  */
static inline enum protection_reason __attribute__ ((always_inline))
read_segment (const ElfW(Phdr) *segment, const ElfW(Phdr) *phdr,
	      const ElfW(Phdr) *end, ElfW(Addr) addr,
	      struct property_note *found)
{
  if (segment->p_align != note_alignment
      || segment->p_vaddr % note_alignment != 0)
    return protection_note_misaligned;
  if (!is_mapped (segment, phdr, end))
    return protection_note_out_of_segment;
  if (segment->p_filesz != segment->p_memsz
      || (segment->p_filesz == 0 && segment->p_type == PT_GNU_PROPERTY))
    return protection_note_truncated;
  return read_notes (segment, addr, found);
}

/* Without a PT_GNU_PROPERTY: objects of linkers of before 2019.  */
static enum protection_reason __attribute__ ((noinline))
read_note_segments (const ElfW(Phdr) *phdr, const ElfW(Phdr) *end,
		    ElfW(Addr) addr, struct property_note *found)
{
  for (const ElfW(Phdr) *segment = phdr; segment < end; ++segment)
    if (segment->p_type == PT_NOTE && segment->p_align == note_alignment)
      {
	enum protection_reason wrong
	  = read_segment (segment, phdr, end, addr, found);
	if (wrong != protection_none)
	  return wrong;
      }
  return protection_none;
}

static enum protection_reason
read_object (const ElfW(Phdr) *phdr, const ElfW(Phdr) *end, ElfW(Addr) addr,
	     struct property_note *found)
{
  const ElfW(Phdr) *only = NULL;
  for (const ElfW(Phdr) *segment = phdr; segment < end; ++segment)
    if (segment->p_type == PT_GNU_PROPERTY)
      {
	if (only != NULL)
	  return protection_note_duplicate;
	only = segment;
      }
  return (only != NULL ? read_segment (only, phdr, end, addr, found)
	  : read_note_segments (phdr, end, addr, found));
}

void
_dl_property_note (const ElfW(Phdr) *phdr, size_t phnum, ElfW(Addr) addr,
		   struct property_note *result)
{
  *result = (struct property_note) { .reason = protection_note_absent };
  enum protection_reason wrong
    = read_object (phdr, phdr + phnum, addr, result);
  if (wrong != protection_none)
    *result = (struct property_note) { .reason = wrong };
}
