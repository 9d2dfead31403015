/* Print what the property notes of files say, as the loader would read them.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

/* Names of ELF files on standard input, one a line; for each, a line with the
   reason and the four words.  What the test gives it is a proper file in all
   but its notes: the other headers are not doubted.  */

#include <elf/property-note.h>
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { page = 4096 };

/* The PT_LOADs of FILE, mapped from it with nothing readable between.  */
static char *
map_segments (int fd, const ElfW(Phdr) *phdr, size_t phnum, size_t *extent)
{
  *extent = 0;
  for (size_t i = 0; i < phnum; ++i)
    if (phdr[i].p_type == PT_LOAD)
      *extent = phdr[i].p_vaddr + phdr[i].p_memsz;
  char *start = mmap (NULL, *extent, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS,
		      -1, 0);
  if (start == MAP_FAILED)
    err (1, "mmap");
  for (size_t i = 0; i < phnum; ++i)
    if (phdr[i].p_type == PT_LOAD && phdr[i].p_filesz != 0)
      {
	size_t before = phdr[i].p_vaddr % page;
	if (mmap (start + phdr[i].p_vaddr - before, phdr[i].p_filesz + before,
		  phdr[i].p_flags & PF_R ? PROT_READ : PROT_NONE,
		  MAP_PRIVATE | MAP_FIXED, fd, phdr[i].p_offset - before)
	    == MAP_FAILED)
	  err (1, "mmap");
      }
  return start;
}

static void
print_note (const char *name)
{
  int fd = open (name, O_RDONLY);
  struct stat status;
  if (fd < 0 || fstat (fd, &status) != 0)
    err (1, "%s", name);
  const char *file = mmap (NULL, status.st_size, PROT_READ, MAP_PRIVATE, fd,
			   0);
  if (file == MAP_FAILED)
    err (1, "%s", name);
  const ElfW(Ehdr) *ehdr = (const void *) file;
  const ElfW(Phdr) *phdr = (const void *) (file + ehdr->e_phoff);
  size_t extent;
  char *start = map_segments (fd, phdr, ehdr->e_phnum, &extent);

  struct property_note note;
  _dl_property_note (phdr, ehdr->e_phnum, (ElfW(Addr)) start, &note);
  printf ("%s %x %x %x %x\n", _dl_protection_reason_name (note.reason),
	  note.feature_1_and, note.isa_1_needed, note.needed_1, note.mpx);
  fflush (stdout);

  munmap (start, extent);
  munmap ((void *) file, status.st_size);
  close (fd);
}

int
main (void)
{
  char *name = NULL;
  size_t size = 0;
  while (getline (&name, &size, stdin) > 0)
    {
      name[strcspn (name, "\n")] = '\0';
      print_note (name);
    }
  free (name);
  return 0;
}
