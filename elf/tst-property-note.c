/* The property note: one table of contents, one of program headers.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/property-note.h>
#include <array_length.h>
#include <stdio.h>
#include <string.h>

#include <support/check.h>
#include <support/next_to_fault.h>

/* Copies of what is read, which end where reading on is a fault.  */
static struct support_next_to_fault image, headers;

static const char *
place (const struct support_next_to_fault *where, const void *what,
       size_t size)
{
  TEST_VERIFY_EXIT (size <= where->length);
  return memcpy (where->buffer + where->length - size, what, size);
}

/* Parse CONTENTS, which lie at VADDR, and compare what is found.  */
static void
check (const char *name, const ElfW(Phdr) *phdr, size_t phnum,
       ElfW(Addr) vaddr, const void *contents, size_t size,
       struct property_note expected)
{
  ElfW(Addr) start = (ElfW(Addr)) place (&image, contents, size);
  struct property_note found;
  memset (&found, 0xee, sizeof found);
  _dl_property_note ((const void *) place (&headers, phdr,
					   phnum * sizeof *phdr),
		     phnum, start - vaddr, &found);
  if (found.reason != expected.reason)
    {
      support_record_failure ();
      printf ("error: %s: found %s, expected %s\n", name,
	      _dl_protection_reason_name (found.reason),
	      _dl_protection_reason_name (expected.reason));
    }
  if (found.feature_1_and != expected.feature_1_and
      || found.isa_1_needed != expected.isa_1_needed
      || found.needed_1 != expected.needed_1 || found.mpx != expected.mpx)
    {
      support_record_failure ();
      printf ("error: %s: found %x %x %x %x, expected %x %x %x %x\n", name,
	      found.feature_1_and, found.isa_1_needed, found.needed_1,
	      found.mpx, expected.feature_1_and, expected.isa_1_needed,
	      expected.needed_1, expected.mpx);
    }
}

/* What a note consists of, in words.  */
#define GNU 0x00554e47
#define NOTE(descsz) 4, descsz, 5, GNU
#define FEATURE(value) 0xc0000002, 4, value, 0
#define ISA(value) 0xc0008002, 4, value, 0
#define NEEDED(value) 0xb0008000, 4, value, 0
#define MPX(value) 0xc0008042, 4, value, 0
/* One of another kind, of 24 bytes.  */
#define OTHER 4, 4, 1, GNU, 7, 0

enum { most_words = 32 };

struct contents
{
  const char *name;
  enum protection_reason reason;
  uint32_t feature_1_and, isa_1_needed, needed_1;
  size_t size;
  uint32_t words[most_words];
  uint32_t mpx;
};

#define BYTES(...) sizeof (uint32_t []) { __VA_ARGS__ }, { __VA_ARGS__ }
#define FINE(name, feature, isa, needed, ...) \
  { name, protection_none, feature, isa, needed, BYTES (__VA_ARGS__) }
#define WRONG(name, reason, ...) \
  { name, protection_##reason, 0, 0, 0, BYTES (__VA_ARGS__) }

static const struct contents contents[] =
  {
    FINE ("IBT and SHSTK", 3, 0, 0, NOTE (16), FEATURE (3)),
    FINE ("all that is read", 1, 2, 4,
	  NOTE (48), NEEDED (4), FEATURE (1), ISA (2)),
    FINE ("all bits", ~0U, ~0U, ~0U,
	  NOTE (48), NEEDED (~0U), FEATURE (~0U), ISA (~0U)),
    { "MPX", protection_none, 1, 2, 0,
      BYTES (NOTE (48), FEATURE (1), ISA (2), MPX (3)), .mpx = 3 },
    WRONG ("MPX without a word", datasz_wrong,
	   NOTE (24), FEATURE (1), 0xc0008042, 0),
    FINE ("padding that is not 0", 1, 0, 0,
	  NOTE (16), 0xc0000002, 4, 1, ~0U),
    FINE ("neighbours in number", 1, 0, 0,
	  NOTE (64), 0xc0000001, 4, 2, 0, FEATURE (1), 0xc0000003, 4, 4, 0,
	  0xffffffff, 4, 8, 0),
    FINE ("others of any size", 1, 0, 0,
	  NOTE (88), 0, 0, 1, 8, 5, 5, 2, 1, 6, 6, 3, 9, 7, 7, 7, 7,
	  FEATURE (1), 0xffffffff, 0),
    FINE ("none that is read", 0, 0, 0, NOTE (8), 1, 0),
    FINE ("behind another note", 1, 0, 0, OTHER, NOTE (16), FEATURE (1)),
    FINE ("before another note", 1, 0, 0, NOTE (16), FEATURE (1), OTHER),
    FINE ("before a note without its padding", 1, 0, 0,
	  NOTE (16), FEATURE (1), 4, 4, 1, GNU, 7),
    FINE ("behind a name of 5 bytes", 1, 0, 0,
	  5, 8, 5, GNU, 0, 0, 1, 2, NOTE (16), FEATURE (1)),
    FINE ("behind notes without descriptor", 1, 0, 0,
	  0, 0, 5, 0, 4, 0, 1, GNU, NOTE (16), FEATURE (1)),

    WRONG ("another note only", note_absent, OTHER),
    WRONG ("another type", note_absent, 4, 16, 4, GNU, FEATURE (1)),
    WRONG ("a type beyond 8 bits", note_absent,
	   4, 16, 0x105, GNU, FEATURE (1)),
    WRONG ("another name", note_absent, 4, 16, 5, 0x00584e47, FEATURE (1)),
    WRONG ("a name without its end", note_absent,
	   4, 16, 5, 0x20554e47, FEATURE (1)),
    WRONG ("a shorter name", note_absent, 3, 16, 5, GNU, FEATURE (1)),
    WRONG ("a longer name", note_absent,
	   5, 16, 5, GNU, 0, 0, FEATURE (1)),
    WRONG ("no name", note_absent, 0, 16, 5, 0, FEATURE (1)),

    WRONG ("a name beyond the end", note_truncated, 5, 0, 5, GNU),
    WRONG ("the longest name", note_truncated,
	   ~0U, 16, 5, GNU, FEATURE (1)),
    WRONG ("a name and a descriptor of 4 GiB together", note_truncated,
	   0xfffffff0, 0x20, 5, GNU, FEATURE (1)),
    WRONG ("a descriptor beyond the end", note_truncated,
	   NOTE (24), FEATURE (1)),
    WRONG ("a descriptor one byte beyond the end", note_truncated,
	   NOTE (17), FEATURE (1)),
    WRONG ("the longest descriptor", note_truncated,
	   NOTE (~0U), FEATURE (1)),
    WRONG ("the longest descriptor of a multiple of 8", note_truncated,
	   NOTE (~7U), FEATURE (1)),
    WRONG ("an empty descriptor beyond the end", note_truncated,
	   5, 0, 1, GNU, 0),
    WRONG ("another note beyond the end", note_truncated,
	   NOTE (16), FEATURE (1), 4, 8, 1, GNU, 7),
    WRONG ("4 bytes behind", note_truncated, NOTE (16), FEATURE (1), 0),
    WRONG ("8 bytes behind", note_truncated, NOTE (16), FEATURE (1), 0, 0),

    WRONG ("two notes", note_duplicate,
	   NOTE (16), FEATURE (1), NOTE (16), FEATURE (1)),
    WRONG ("two notes that are not neighbours", note_duplicate,
	   NOTE (16), FEATURE (1), OTHER, NOTE (16), FEATURE (1)),
    WRONG ("the second without size", note_duplicate,
	   NOTE (16), FEATURE (1), NOTE (0)),
    WRONG ("the first without size", descsz_wrong,
	   NOTE (0), NOTE (16), FEATURE (1)),

    WRONG ("no properties", descsz_wrong, NOTE (0)),
    WRONG ("half a property", descsz_wrong, NOTE (4), 1, 0),
    WRONG ("a byte less than a property", descsz_wrong, NOTE (7), 1, 0),
    WRONG ("a byte more than a property", descsz_wrong,
	   NOTE (9), 1, 0, 0, 0),
    WRONG ("without padding", descsz_wrong, NOTE (12), 0xc0000002, 4, 1),
    WRONG ("without padding, but a rest", descsz_wrong,
	   NOTE (12), 0xc0000002, 4, 1, 0),

    WRONG ("data where the descriptor ends", datasz_wrong, NOTE (8), 1, 1),
    WRONG ("data longer than the descriptor", datasz_wrong,
	   NOTE (16), 1, 9, 0, 0),
    WRONG ("the longest data", datasz_wrong, NOTE (16), 1, ~0U, 0, 0),
    WRONG ("the longest data of a multiple of 8", datasz_wrong,
	   NOTE (16), 1, ~7U, 0, 0),
    WRONG ("data that reaches into the next note", datasz_wrong,
	   NOTE (16), 1, 16, 0, 0, OTHER),
    WRONG ("a feature word of 0 bytes", datasz_wrong,
	   NOTE (8), 0xc0000002, 0),
    WRONG ("a feature word of 3 bytes", datasz_wrong,
	   NOTE (16), 0xc0000002, 3, 1, 0),
    WRONG ("a feature word of 5 bytes", datasz_wrong,
	   NOTE (16), 0xc0000002, 5, 1, 0),
    WRONG ("a feature word of 8 bytes", datasz_wrong,
	   NOTE (16), 0xc0000002, 8, 1, 0),
    WRONG ("a feature word beyond the end", datasz_wrong,
	   NOTE (8), 0xc0000002, 4),
    WRONG ("an ISA word of 8 bytes", datasz_wrong,
	   NOTE (32), FEATURE (1), 0xc0008002, 8, 1, 0),
    WRONG ("a needed word of 8 bytes", datasz_wrong,
	   NOTE (32), 0xb0008000, 8, 1, 0, FEATURE (1)),
    WRONG ("a bad property behind those that are read", datasz_wrong,
	   NOTE (32), FEATURE (1), 0xe0000000, 9, 1, 0),

    WRONG ("one property twice", order, NOTE (32), FEATURE (1), FEATURE (1)),
    WRONG ("descending", order, NOTE (32), FEATURE (1), NEEDED (1)),
    WRONG ("descending behind those that are read", order,
	   NOTE (32), FEATURE (1), 1, 0, 0, 0),
    WRONG ("the lowest twice", order, NOTE (16), 0, 0, 0, 0),
    WRONG ("the highest twice", order, NOTE (16), ~0U, 0, ~0U, 0),
    WRONG ("the lowest behind the highest", order, NOTE (16), ~0U, 0, 0, 0),
    WRONG ("order before size", order,
	   NOTE (32), FEATURE (1), 0xc0000002, 8, 1, 0),
    WRONG ("size before the next one's order", datasz_wrong,
	   NOTE (32), 0xc0000002, 8, 1, 0, FEATURE (1)),
  };

/* Contents in a segment of TYPE that is all of the image.  */
static void
check_contents (const struct contents *what, uint32_t type, size_t size,
		enum protection_reason reason)
{
  const ElfW(Phdr) phdr[] =
    {
      { .p_type = PT_LOAD, .p_flags = PF_R, .p_filesz = size,
	.p_memsz = size, .p_align = 0x1000 },
      { .p_type = type, .p_flags = PF_R, .p_filesz = size, .p_memsz = size,
	.p_align = 8 }
    };
  struct property_note expected = { .reason = reason };
  if (reason == protection_none)
    {
      expected.feature_1_and = what->feature_1_and;
      expected.isa_1_needed = what->isa_1_needed;
      expected.needed_1 = what->needed_1;
      expected.mpx = what->mpx;
    }
  check (what->name, phdr, array_length (phdr), 0, what->words, size,
	 expected);
}

/* Program headers.  The image has 96 bytes and begins at the address START:
   another note, then a property note of 32 bytes, then others.  */
#define START 0x10000
#define OFFSET 0x3000
#define AT 24			/* Where the property note begins.  */
#define BEHIND (AT + 32)	/* Where it ends.  */

static const uint32_t object[] =
  { OTHER, NOTE (16), FEATURE (1), OTHER, 4, 0, 1, GNU };

#define SIZE sizeof object

struct segments
{
  const char *name;
  enum protection_reason reason;
  ElfW(Addr) vaddr;		/* Of the image.  */
  ElfW(Phdr) phdr[4];
};

#define LOAD_AT(vaddr, offset, size, flags) \
  { .p_type = PT_LOAD, .p_flags = (flags), .p_offset = (offset), \
    .p_vaddr = (vaddr), .p_filesz = (size), .p_memsz = (size), \
    .p_align = 0x1000 }
#define LOAD LOAD_AT (START, OFFSET, SIZE, PF_R)
#define SEGMENT(type, offset, vaddr, filesz, memsz, align) \
  { .p_type = PT_##type, .p_flags = PF_R, .p_offset = (offset), \
    .p_vaddr = (vaddr), .p_filesz = (filesz), .p_memsz = (memsz), \
    .p_align = (align) }
/* A segment that begins DISTANCE behind the image's start.  */
#define PART(type, distance, size) \
  SEGMENT (type, OFFSET + (distance), START + (distance), size, size, 8)

#define ONE(name, reason, ...) \
  { name, protection_##reason, START, { LOAD, __VA_ARGS__ } }

static const struct segments segments[] =
  {
    ONE ("a property segment", none, PART (GNU_PROPERTY, AT, 32)),
    ONE ("a note segment", none, PART (NOTE, AT, 32)),
    ONE ("both", none, PART (NOTE, AT, 32), PART (GNU_PROPERTY, AT, 32)),
    ONE ("all of the image", none, PART (NOTE, 0, SIZE)),
    ONE ("up to the end", none, PART (GNU_PROPERTY, AT, SIZE - AT)),
    ONE ("neither", note_absent),
    ONE ("the lowest notes only", note_absent, PART (NOTE, 0, AT)),
    ONE ("the highest notes only", note_absent,
	 PART (GNU_PROPERTY, BEHIND, SIZE - BEHIND)),
    ONE ("another kind of segment", note_absent, PART (DYNAMIC, AT, 32)),
    { "no headers", protection_note_absent, START },
    { "no PT_LOAD", protection_note_out_of_segment, START,
      { PART (GNU_PROPERTY, AT, 32) } },

    /* One or several.  */
    ONE ("two property segments", note_duplicate,
	 PART (GNU_PROPERTY, AT, 32), PART (GNU_PROPERTY, AT, 32)),
    ONE ("two property segments, both wrong", note_duplicate,
	 PART (GNU_PROPERTY, 1, 0), PART (GNU_PROPERTY, ~0UL, ~0UL)),
    ONE ("a bad note segment beside a property segment", none,
	 PART (NOTE, ~0UL, ~0UL), PART (GNU_PROPERTY, AT, 32)),
    ONE ("a bad property segment beside a note segment", note_truncated,
	 PART (NOTE, AT, 32), PART (GNU_PROPERTY, AT, 0)),
    ONE ("a property segment without one beside a note segment", note_absent,
	 PART (GNU_PROPERTY, 0, AT), PART (NOTE, AT, 32)),
    ONE ("note segments", none,
	 PART (NOTE, 0, AT), PART (NOTE, AT, 32),
	 PART (NOTE, BEHIND, SIZE - BEHIND)),
    ONE ("the same note segment twice", note_duplicate,
	 PART (NOTE, AT, 32), PART (NOTE, AT, 32)),
    ONE ("note segments that overlap", note_duplicate,
	 PART (NOTE, AT, 32), PART (NOTE, 0, SIZE)),
    ONE ("a good one before a bad one", note_truncated,
	 PART (NOTE, AT, 32), PART (NOTE, 0, 11)),
    ONE ("a bad one before a good one", note_out_of_segment,
	 PART (NOTE, SIZE, 8), PART (NOTE, AT, 32)),
    ONE ("the first of two bad ones", note_truncated,
	 PART (NOTE, 0, 11), PART (NOTE, SIZE, 8)),
    ONE ("an empty note segment", note_absent, PART (NOTE, AT, 0)),
    ONE ("an empty note segment before a good one", none,
	 PART (NOTE, SIZE, 0), PART (NOTE, AT, 32)),

    /* Alignment.  */
    ONE ("property alignment 0", note_misaligned,
	 SEGMENT (GNU_PROPERTY, OFFSET + AT, START + AT, 32, 32, 0)),
    ONE ("property alignment 4", note_misaligned,
	 SEGMENT (GNU_PROPERTY, OFFSET + AT, START + AT, 32, 32, 4)),
    ONE ("property alignment 16", note_misaligned,
	 SEGMENT (GNU_PROPERTY, OFFSET + AT, START + AT, 32, 32, 16)),
    ONE ("property alignment with a high bit", note_misaligned,
	 SEGMENT (GNU_PROPERTY, OFFSET + AT, START + AT, 32, 32,
		  8 + (1UL << 63))),
    ONE ("note alignment 4", note_absent,
	 SEGMENT (NOTE, OFFSET + AT, START + AT, 32, 32, 4)),
    ONE ("note alignments 4 and 8", none,
	 SEGMENT (NOTE, OFFSET + AT + 1, START, ~0UL, 0, 4),
	 PART (NOTE, AT, 32)),
    ONE ("a property segment at 4", note_misaligned,
	 PART (GNU_PROPERTY, AT - 4, 32)),
    ONE ("a property segment at 1", note_misaligned,
	 PART (GNU_PROPERTY, AT + 1, 32)),
    ONE ("a note segment at 4", note_misaligned, PART (NOTE, AT + 4, 0)),
    ONE ("alignment before place and size", note_misaligned,
	 SEGMENT (GNU_PROPERTY, 0, 1, 0, 1, 8)),

    /* The place.  */
    ONE ("longer than what is mapped", note_out_of_segment,
	 PART (GNU_PROPERTY, AT, SIZE - AT + 1)),
    ONE ("behind what is mapped", note_out_of_segment,
	 PART (GNU_PROPERTY, SIZE + 8, 0)),
    ONE ("nothing at its end", note_truncated, PART (GNU_PROPERTY, SIZE, 0)),
    ONE ("before what is mapped", note_out_of_segment,
	 PART (GNU_PROPERTY, -8UL, 16)),
    ONE ("across the start of what is mapped", note_out_of_segment,
	 PART (GNU_PROPERTY, -8UL, 32 + 8)),
    ONE ("another place in the file", note_out_of_segment,
	 SEGMENT (GNU_PROPERTY, OFFSET + AT + 8, START + AT, 32, 32, 8)),
    ONE ("the same number in the file", note_out_of_segment,
	 SEGMENT (GNU_PROPERTY, START + AT, START + AT, 32, 32, 8)),
    ONE ("another place in memory", note_out_of_segment,
	 SEGMENT (GNU_PROPERTY, OFFSET + AT, START + AT - 8, 32, 32, 8)),
    ONE ("4 GiB away in the file", note_out_of_segment,
	 SEGMENT (GNU_PROPERTY, OFFSET + AT + (1UL << 32), START + AT, 32, 32,
		  8)),
    ONE ("place before size", note_out_of_segment,
	 SEGMENT (GNU_PROPERTY, OFFSET, START + AT, 32, 33, 8)),
    ONE ("a size of all bits", note_out_of_segment,
	 PART (GNU_PROPERTY, AT, ~0UL)),
    ONE ("a size that leads to the start", note_out_of_segment,
	 PART (GNU_PROPERTY, AT, -(unsigned long int) AT)),
    ONE ("a size that leads to address 0", note_out_of_segment,
	 PART (GNU_PROPERTY, AT, -(START + (unsigned long int) AT))),
    ONE ("the last bytes of all", note_out_of_segment,
	 PART (GNU_PROPERTY, -START - 8UL, 8)),
    ONE ("beyond the last bytes of all", note_out_of_segment,
	 PART (GNU_PROPERTY, -START - 8UL, START + SIZE + 8)),
    ONE ("half of all", note_out_of_segment,
	 PART (GNU_PROPERTY, 1UL << 63, 1UL << 63)),
    { "at the end of all addresses", protection_none, -SIZE,
      { LOAD_AT (-SIZE, OFFSET, SIZE, PF_R),
	SEGMENT (GNU_PROPERTY, OFFSET + AT, -SIZE + AT, 32, 32, 8) } },
    { "beyond the end of all addresses", protection_note_out_of_segment, -SIZE,
      { LOAD_AT (-SIZE, OFFSET, SIZE, PF_R),
	SEGMENT (GNU_PROPERTY, OFFSET + AT, -SIZE + AT, SIZE, SIZE, 8) } },

    /* Which PT_LOAD.  */
    { "not readable", protection_note_out_of_segment, START,
      { LOAD_AT (START, OFFSET, SIZE, PF_W | PF_X),
	PART (GNU_PROPERTY, AT, 32) } },
    { "readable, writable and executable", protection_none, START,
      { LOAD_AT (START, OFFSET, SIZE, PF_R | PF_W | PF_X),
	PART (GNU_PROPERTY, AT, 32) } },
    { "just as large as what is mapped", protection_none, START,
      { LOAD_AT (START + AT, OFFSET + AT, 32, PF_R),
	PART (GNU_PROPERTY, AT, 32) } },
    { "8 bytes before what is mapped", protection_note_out_of_segment, START,
      { LOAD_AT (START + AT + 8, OFFSET + AT + 8, SIZE - AT - 8, PF_R),
	PART (GNU_PROPERTY, AT, 32) } },
    { "in memory that is not of the file", protection_note_out_of_segment,
      START,
      { { .p_type = PT_LOAD, .p_flags = PF_R, .p_offset = OFFSET,
	  .p_vaddr = START, .p_filesz = BEHIND - 1, .p_memsz = SIZE,
	  .p_align = 0x1000 },
	PART (GNU_PROPERTY, AT, 32) } },
    { "in the second", protection_none, START,
      { LOAD_AT (START - 0x2000, 0, 0x1000, PF_R),
	PART (GNU_PROPERTY, AT, 32), LOAD } },
    { "in two together", protection_note_out_of_segment, START,
      { LOAD_AT (START, OFFSET, AT + 8, PF_R),
	LOAD_AT (START + AT + 8, OFFSET + AT + 8, SIZE - AT - 8, PF_R),
	PART (GNU_PROPERTY, AT, 32) } },
    { "in what is not loaded", protection_note_out_of_segment, START,
      { SEGMENT (GNU_RELRO, OFFSET, START, SIZE, SIZE, 1),
	PART (GNU_PROPERTY, AT, 32) } },

    /* The size.  */
    ONE ("smaller in memory", note_truncated,
	 SEGMENT (GNU_PROPERTY, OFFSET + AT, START + AT, 32, 31, 8)),
    ONE ("larger in memory", note_truncated,
	 SEGMENT (NOTE, OFFSET + AT, START + AT, 32, 40, 8)),
    ONE ("larger in memory by 4 GiB", note_truncated,
	 SEGMENT (GNU_PROPERTY, OFFSET + AT, START + AT, 32,
		  32 + (1UL << 32), 8)),
    ONE ("only in memory", note_truncated,
	 SEGMENT (NOTE, OFFSET + AT, START + AT, 0, 32, 8)),
    ONE ("only in the file", note_truncated,
	 SEGMENT (GNU_PROPERTY, OFFSET + AT, START + AT, 32, 0, 8)),
    ONE ("no bytes", note_truncated, PART (GNU_PROPERTY, AT, 0)),
  };

static int
do_test (void)
{
  image = support_next_to_fault_allocate (4096);
  headers = support_next_to_fault_allocate (4096);

  for (size_t i = 0; i < array_length (contents); ++i)
    {
      const struct contents *what = &contents[i];
      check_contents (what, PT_GNU_PROPERTY, what->size, what->reason);
      check_contents (what, PT_NOTE, what->size, what->reason);
    }

  /* One note, cut off at every byte.  */
  for (const struct contents *what = contents;
       what->reason == protection_none && what->words[2] == 5; ++what)
    {
      check_contents (what, PT_NOTE, 0, protection_note_absent);
      check_contents (what, PT_GNU_PROPERTY, 0, protection_note_truncated);
      for (size_t size = 1; size < what->size; ++size)
	{
	  check_contents (what, PT_NOTE, size, protection_note_truncated);
	  check_contents (what, PT_GNU_PROPERTY, size,
			  protection_note_truncated);
	}
    }

  for (size_t i = 0; i < array_length (segments); ++i)
    {
      const struct segments *what = &segments[i];
      struct property_note expected = { .reason = what->reason };
      if (what->reason == protection_none)
	expected.feature_1_and = 1;
      size_t phnum = 0;
      while (phnum < array_length (what->phdr)
	     && what->phdr[phnum].p_type != PT_NULL)
	++phnum;
      check (what->name, what->phdr, phnum, what->vaddr, object, SIZE,
	     expected);
    }

  support_next_to_fault_free (&image);
  support_next_to_fault_free (&headers);
  return 0;
}

#include <support/test-driver.c>
