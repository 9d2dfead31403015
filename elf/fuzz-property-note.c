/* The property note of anything: a target for libFuzzer.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/property-note.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The input: these two bytes, the program headers, and all else is the image
   that they describe.  */
struct fuzz_start
{
  uint8_t phnum;
  uint8_t base;
};

enum { fuzz_most_headers = 8 };

/* Good notes to begin with: no fuzzer finds a name and three segments at one
   place by itself.  */
struct fuzz_seed
{
  struct fuzz_start start;
  ElfW(Phdr) phdr[3];
  uint32_t words[24];		/* The image.  */
  size_t image_size;
};

/* Three segments of the same SIZE.  */
#define ALL(type, size) \
  { .p_type = (type), .p_flags = PF_R, .p_filesz = (size), \
    .p_memsz = (size), .p_align = 8 }
#define SEED(type, count, ...) \
  { { 3, 0 }, \
    { ALL (PT_LOAD, count * 4), ALL (PT_NOTE, count * 4), \
      ALL (type, count * 4) }, \
    { __VA_ARGS__ }, count * 4 }

static const struct fuzz_seed fuzz_seeds[] =
  {
    SEED (PT_GNU_PROPERTY, 8, 4, 16, 5, 0x554e47, 0xc0000002, 4, 3, 0),
    SEED (PT_NULL, 8, 4, 16, 5, 0x554e47, 0xc0000002, 4, 3, 0),
    SEED (PT_NULL, 14, 4, 4, 1, 0x554e47, 7, 0,
	   4, 16, 5, 0x554e47, 0xc0000002, 4, 3, 0),
    SEED (PT_GNU_PROPERTY, 24, 4, 80, 5, 0x554e47, 1, 8, 9, 9,
	   0xb0008000, 4, 1, 0, 0xc0000002, 4, 3, 0, 0xc0008002, 4, 2, 0,
	   0xc0010002, 4, 8, 0),
  };
enum { fuzz_seed_count = sizeof fuzz_seeds / sizeof fuzz_seeds[0] };

/* Make a good input of number NUMBER at DATA; return its size.  */
static size_t
fuzz_seed (unsigned int number, uint8_t *data)
{
  const struct fuzz_seed *seed = &fuzz_seeds[number % fuzz_seed_count];
  memcpy (data, &seed->start, sizeof seed->start);
  data += sizeof seed->start;
  memcpy (data, seed->phdr, sizeof seed->phdr);
  data += sizeof seed->phdr;
  memcpy (data, seed->words, seed->image_size);
  return sizeof seed->start + sizeof seed->phdr + seed->image_size;
}

/* What was found last.  */
static struct property_note fuzz_found;

/* Where no test includes this and has its own: memory of exactly that size, so
   that the address sanitizer sees what is read beyond it.  */
#ifndef FUZZ_PLACE
# define FUZZ_PLACE fuzz_place
# define FUZZ_RELEASE free

static void *
fuzz_place (int which, const void *contents, size_t size)
{
  void *result = malloc (size + (size == 0));
  return memcpy (result, contents, size);
}

size_t LLVMFuzzerMutate (uint8_t *data, size_t size, size_t most);
size_t LLVMFuzzerCustomMutator (uint8_t *data, size_t size, size_t most,
				unsigned int seed);

/* Of what holds no image, make a good input; all else is libFuzzer's.  */
size_t
LLVMFuzzerCustomMutator (uint8_t *data, size_t size, size_t most,
			 unsigned int seed)
{
  if (size <= sizeof (struct fuzz_start) && most >= sizeof (struct fuzz_seed))
    size = fuzz_seed (seed, data);
  return LLVMFuzzerMutate (data, size, most);
}
#endif

#define REQUIRE(condition) \
  ((condition) ? (void) 0 : fuzz_fail (__LINE__, #condition))

static void
fuzz_fail (int line, const char *condition)
{
  printf ("%s:%d: not true: %s\n", __FILE__, line, condition);
  fflush (stdout);
  abort ();
}

/* Addresses are numbers here, and every read is looked up.  */
struct fuzz_image
{
  const unsigned char *bytes;
  uint64_t size;
  ElfW(Addr) base;
};

static uint32_t
word_at (const struct fuzz_image *image, ElfW(Addr) address)
{
  uint64_t place = address - image->base;
  REQUIRE (place < image->size && image->size - place >= sizeof (uint32_t));
  uint32_t result;
  memcpy (&result, image->bytes + place, sizeof result);
  return result;
}

static ElfW(Addr)
next_8 (ElfW(Addr) address)
{
  while (address % 8 != 0)
    ++address;
  return address;
}

/* Read the notes from START to END, and their properties, without a doubt.  A
   place that is not END could lie beyond it, but for that word_at stops.  */
static void
read_again (const struct fuzz_image *image, ElfW(Addr) start, ElfW(Addr) end,
	    int *count, struct property_note *note)
{
  for (uint64_t left = end - start; left != 0; left = end - start)
    {
      uint32_t namesz = word_at (image, start);
      uint32_t descsz = word_at (image, start + 4);
      ElfW(Addr) descriptor = next_8 (start + 12 + namesz);
      ElfW(Addr) behind = descriptor + descsz;
      REQUIRE (left >= 12 && behind - start <= left);
      if (namesz == 4 && word_at (image, start + 8) == 5
	  && word_at (image, start + 12) == 0x00554e47)
	{
	  ++*count;
	  REQUIRE (descsz != 0);
	  for (ElfW(Addr) at = descriptor, after; at != behind; at = after)
	    {
	      uint32_t type = word_at (image, at);
	      uint32_t datasz = word_at (image, at + 4);
	      after = next_8 (at + 8 + datasz);
	      REQUIRE (behind - after < descsz);
	      REQUIRE (after == behind || word_at (image, after) > type);
	      uint32_t *word = (type == 0xb0008000 ? &note->needed_1
				: type == 0xc0000002 ? &note->feature_1_and
				: type == 0xc0008002 ? &note->isa_1_needed
				: type == 0xc0008042 ? &note->mpx
				: NULL);
	      REQUIRE (word == NULL || datasz == 4);
	      if (word != NULL)
		*word = word_at (image, at + 8);
	    }
	}
      start = next_8 (behind) - start < left ? next_8 (behind) : end;
    }
}

/* What is said to be in a good note is there.  */
static void
check_good (const struct fuzz_image *image, const ElfW(Phdr) *phdr,
	    size_t phnum)
{
  uint32_t type = PT_NOTE;
  for (size_t i = 0; i < phnum; ++i)
    if (phdr[i].p_type == PT_GNU_PROPERTY)
      type = PT_GNU_PROPERTY;

  int count = 0;
  struct property_note note = { .reason = protection_none };
  for (size_t i = 0; i < phnum; ++i)
    if (phdr[i].p_type == type
	&& (type == PT_GNU_PROPERTY || phdr[i].p_align == 8))
      {
	REQUIRE (phdr[i].p_align == 8 && phdr[i].p_vaddr % 8 == 0);
	REQUIRE (phdr[i].p_filesz == phdr[i].p_memsz);
	bool mapped = false;
	for (size_t j = 0; j < phnum; ++j)
	  if (phdr[j].p_type == PT_LOAD && (phdr[j].p_flags & PF_R) != 0
	      && phdr[i].p_vaddr >= phdr[j].p_vaddr
	      && ((unsigned __int128) phdr[i].p_vaddr + phdr[i].p_filesz
		  <= (unsigned __int128) phdr[j].p_vaddr + phdr[j].p_filesz)
	      && (phdr[i].p_vaddr - phdr[j].p_vaddr
		  == phdr[i].p_offset - phdr[j].p_offset))
	    mapped = true;
	REQUIRE (mapped);
	read_again (image, phdr[i].p_vaddr,
		    phdr[i].p_vaddr + phdr[i].p_filesz, &count, &note);
      }
  REQUIRE (count == 1);
  REQUIRE (memcmp (&note, &fuzz_found, sizeof note) == 0);
}

/* PT_LOADs are what the loader has mapped: each becomes a part of IMAGE.  All
   other numbers stay as wild as they are.  */
static void
tame (const struct fuzz_image *image, ElfW(Phdr) *phdr, size_t phnum)
{
  for (size_t i = 0; i < phnum; ++i)
    {
      if (phdr[i].p_type == PT_LOAD)
	{
	  phdr[i].p_vaddr %= image->size + 1;
	  if (phdr[i].p_filesz > image->size - phdr[i].p_vaddr)
	    phdr[i].p_filesz = image->size - phdr[i].p_vaddr;
	}
      phdr[i].p_vaddr += image->base;
    }
}

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  struct fuzz_start start;
  if (size < sizeof start)
    return 0;
  memcpy (&start, data, sizeof start);
  data += sizeof start;
  size -= sizeof start;

  ElfW(Phdr) headers[fuzz_most_headers];
  size_t phnum = start.phnum % (fuzz_most_headers + 1);
  if (phnum > size / sizeof headers[0])
    phnum = size / sizeof headers[0];
  memcpy (headers, data, phnum * sizeof headers[0]);
  data += phnum * sizeof headers[0];
  size -= phnum * sizeof headers[0];

  /* The last one is where the image ends with all addresses.  */
  const ElfW(Addr) bases[] = { 0, 0x1000, 1UL << 47, -next_8 (size) };
  unsigned char *bytes = FUZZ_PLACE (0, data, size);
  struct fuzz_image image
    = { bytes, size, bases[start.base % (sizeof bases / sizeof bases[0])] };
  tame (&image, headers, phnum);
  ElfW(Phdr) *phdr = FUZZ_PLACE (1, headers, phnum * sizeof headers[0]);

  ElfW(Addr) addr = (ElfW(Addr)) bytes - image.base;
  struct property_note again;
  memset (&fuzz_found, 0xee, sizeof fuzz_found);
  memset (&again, 0x11, sizeof again);
  _dl_property_note (phdr, phnum, addr, &fuzz_found);
  _dl_property_note (phdr, phnum, addr, &again);
  REQUIRE (memcmp (&fuzz_found, &again, sizeof again) == 0);
  REQUIRE (fuzz_found.reason == protection_none
	   || (fuzz_found.reason >= protection_note_absent
	       && fuzz_found.reason <= protection_order));
  if (fuzz_found.reason == protection_none)
    check_good (&image, phdr, phnum);
  else
    REQUIRE ((fuzz_found.feature_1_and | fuzz_found.isa_1_needed
	      | fuzz_found.needed_1 | fuzz_found.mpx) == 0);

  FUZZ_RELEASE (phdr);
  FUZZ_RELEASE (bytes);
  return 0;
}
