/* The fuzzing target in every test run: mutations of good notes.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <array_length.h>
#include <stddef.h>
#include <string.h>

#include <support/check.h>
#include <support/next_to_fault.h>

/* Reading beyond the end is a fault.  */
static struct support_next_to_fault places[2];

static void *
place (int which, const void *contents, size_t size)
{
  TEST_VERIFY_EXIT (size <= places[which].length);
  return memcpy (places[which].buffer + places[which].length - size,
		 contents, size);
}

#define FUZZ_PLACE place
#define FUZZ_RELEASE(memory) ((void) 0)
#include <elf/fuzz-property-note.c>

enum { iterations = 4000000 };

static uint64_t
random_number (void)
{
  static uint64_t state = 1;
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state * 0x9e3779b97f4a7c15 >> 16;
}

static uint64_t
below (uint64_t limit)
{
  return random_number () % limit;
}

/* Change one thing in the SIZE bytes of INPUT; return their new number.  */
static size_t
mutate (unsigned char *input, size_t size)
{
  static const uint64_t numbers[] =
    {
      0, 1, 2, 4, 5, 7, 8, 12, 16, 24, 0x554e47, 0xb0008000, 0xc0000002,
      0xc0008002, -1, -4, -8, 1UL << 31, 1UL << 32, 1UL << 63, -1U, -8U,
      PT_LOAD, PT_NOTE, PT_GNU_PROPERTY
    };
  /* Words and double words are where the headers and notes have theirs.  */
  enum { unaligned = sizeof (struct fuzz_start) };
  size_t words = (size - unaligned) / 4;
  unsigned char *word = input + unaligned + below (words) * 4;
  unsigned char *other = input + unaligned + below (words - 1) * 4;
  unsigned char block[8];
  uint64_t number = numbers[below (array_length (numbers))];
  uint32_t old;
  switch (below (8))
    {
    case 0:
      input[below (size)] ^= 1 << below (8);
      break;
    case 1:
      memcpy (word, &number, 4);
      break;
    case 2:
      memcpy (other, &number, 8);
      break;
    case 3:
      memcpy (&old, word, 4);
      old += number;
      memcpy (word, &old, 4);
      break;
    case 4:
      memcpy (block, other, 8);
      memcpy (input + unaligned + below (words - 1) * 4, block, 8);
      break;
    case 5:
      input[offsetof (struct fuzz_start, base)] = below (4);
      break;
    case 6:
      return size - below (9);
    case 7:
      memset (input + size, below (2) * 4, 8);
      return size + 8;
    }
  return size;
}

static int
do_test (void)
{
  for (size_t i = 0; i < array_length (places); ++i)
    places[i] = support_next_to_fault_allocate (4096);

  int counts[protection_reason_count] = { 0 };
  for (int i = 0; i < iterations; ++i)
    {
      unsigned char input[1024];
      size_t size = fuzz_seed (i, input);
      for (uint64_t left = below (5); left > 0; --left)
	size = mutate (input, size);
      LLVMFuzzerTestOneInput (input, size);
      ++counts[fuzz_found.reason];
    }

  /* Nothing is tested by inputs that are all wrong in the same way.  */
  for (int reason = 0; reason < protection_reason_count; ++reason)
    if (reason == protection_none
	|| (reason >= protection_note_absent && reason <= protection_order))
      {
	printf ("info: %s: %d\n", _dl_protection_reason_name (reason),
		counts[reason]);
	TEST_VERIFY (counts[reason] > iterations / 1000);
      }

  for (size_t i = 0; i < array_length (places); ++i)
    support_next_to_fault_free (&places[i]);
  return 0;
}

#include <support/test-driver.c>
