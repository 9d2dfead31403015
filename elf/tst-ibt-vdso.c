/* A vDSO without property note is exempt, and leaves the process strict.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

/* A kernel with IBT has a vDSO with the note.  So a child takes the note away
   and starts the program without the help of the kernel, which would bring
   another vDSO: it maps the loader, makes its stack, and jumps.  */

#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <unistd.h>

#include <support/capture_subprocess.h>
#include <support/check.h>
#include <support/support.h>
#include <support/xunistd.h>

static const uintptr_t page = 4096;

static int
protection (const ElfW(Phdr) *ph)
{
  return ((ph->p_flags & PF_R ? PROT_READ : 0)
	  | (ph->p_flags & PF_W ? PROT_WRITE : 0)
	  | (ph->p_flags & PF_X ? PROT_EXEC : 0));
}

/* Turn the notes of the vDSO into nothing.  */
static void
take_note (void)
{
  char *vdso = (char *) getauxval (AT_SYSINFO_EHDR);
  TEST_VERIFY_EXIT (vdso != NULL);
  const ElfW(Ehdr) *ehdr = (const void *) vdso;
  ElfW(Phdr) *phdr = (void *) (vdso + ehdr->e_phoff);
  size_t size = 0;
  for (int i = 0; i < ehdr->e_phnum; ++i)
    if (phdr[i].p_type == PT_LOAD)
      size = (phdr[i].p_vaddr + phdr[i].p_memsz + page - 1) & -page;
  TEST_COMPARE (mprotect (vdso, size, PROT_READ | PROT_WRITE | PROT_EXEC), 0);
  for (int i = 0; i < ehdr->e_phnum; ++i)
    if (phdr[i].p_type == PT_NOTE || phdr[i].p_type == PT_GNU_PROPERTY)
      phdr[i].p_type = PT_NULL;
  TEST_COMPARE (mprotect (vdso, size, PROT_READ | PROT_EXEC), 0);
}

/* Map the file at PATH as the kernel would, and return its header.  */
static const ElfW(Ehdr) *
map_file (const char *path)
{
  int fd = xopen (path, O_RDONLY, 0);
  ElfW(Ehdr) ehdr;
  TEST_COMPARE (pread (fd, &ehdr, sizeof ehdr, 0), sizeof ehdr);
  ElfW(Phdr) phdr[ehdr.e_phnum];
  TEST_COMPARE (pread (fd, phdr, sizeof phdr, ehdr.e_phoff), sizeof phdr);
  uintptr_t size = 0;
  for (int i = 0; i < ehdr.e_phnum; ++i)
    if (phdr[i].p_type == PT_LOAD)
      size = (phdr[i].p_vaddr + phdr[i].p_memsz + page - 1) & -page;
  char *base = xmmap (NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
  for (int i = 0; i < ehdr.e_phnum; ++i)
    if (phdr[i].p_type == PT_LOAD)
      {
	uintptr_t start = phdr[i].p_vaddr & -page;
	uintptr_t file_end = phdr[i].p_vaddr + phdr[i].p_filesz;
	uintptr_t end = phdr[i].p_vaddr + phdr[i].p_memsz;
	uintptr_t offset = phdr[i].p_offset - (phdr[i].p_vaddr - start);
	int prot = protection (&phdr[i]);
	TEST_VERIFY_EXIT (mmap (base + start, file_end - start, prot,
				MAP_PRIVATE | MAP_FIXED, fd, offset)
			  == base + start);
	if (end == file_end)
	  continue;
	memset (base + file_end, 0, -file_end & (page - 1));
	uintptr_t file_pages = (file_end + page - 1) & -page;
	if (end > file_pages)
	  TEST_VERIFY_EXIT (mmap (base + file_pages, end - file_pages, prot,
				  MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1,
				  0) == base + file_pages);
      }
  xclose (fd);
  return (const ElfW(Ehdr) *) base;
}

/* Run "ld.so SUBJECT" with the vDSO that is there.  */
static void
run (void *closure)
{
  extern char **environ;
  take_note ();
  dup2 (STDOUT_FILENO, STDERR_FILENO);
  char *loader = xasprintf ("%s/elf/ld.so", support_objdir_root);
  char *subject = xasprintf ("%s/elf/ibt-subject", support_objdir_root);
  const ElfW(Ehdr) *ehdr = map_file (loader);

  static uintptr_t stack[65536] __attribute__ ((aligned (16)));
  uintptr_t *p = stack + sizeof stack / sizeof *stack / 2;
  void *top = p;
  *p++ = 3;
  *p++ = (uintptr_t) loader;
  *p++ = (uintptr_t) subject;
  *p++ = (uintptr_t) "vdso";
  *p++ = 0;
  for (char **e = environ; *e != NULL; ++e)
    *p++ = (uintptr_t) *e;
  *p++ = 0;
  ElfW(auxv_t) auxv[64];
  int fd = xopen ("/proc/self/auxv", O_RDONLY, 0);
  TEST_VERIFY_EXIT (read (fd, auxv, sizeof auxv) > 0);
  xclose (fd);
  for (int i = 0;; ++i)
    {
      ElfW(auxv_t) mine = auxv[i];
      switch (mine.a_type)
	{
	case AT_PHDR:
	  mine.a_un.a_val = (uintptr_t) ehdr + ehdr->e_phoff;
	  break;
	case AT_PHNUM:
	  mine.a_un.a_val = ehdr->e_phnum;
	  break;
	case AT_BASE:
	  mine.a_un.a_val = 0;
	  break;
	case AT_ENTRY:
	  mine.a_un.a_val = (uintptr_t) ehdr + ehdr->e_entry;
	  break;
	}
      memcpy (p, &mine, sizeof mine);
      p += sizeof mine / sizeof *p;
      if (mine.a_type == AT_NULL)
	break;
    }
  asm volatile ("mov %0, %%rsp\n\txor %%edx, %%edx\n\tjmp *%1"
		: : "r" (top), "r" ((uintptr_t) ehdr + ehdr->e_entry)
		: "rdx", "memory");
}

static int
do_test (void)
{
  /* This one is without IBT, so that nothing is exempt or locked yet.  */
  setenv ("GLIBC_TUNABLES", "rampart.rtld.report=1", 1);
  struct support_capture_subprocess result
    = support_capture_subprocess (run, NULL);
  puts (result.out.buffer);
  if (strstr (result.out.buffer, "IBT off: ") != NULL)
    FAIL_UNSUPPORTED ("IBT is off");
  TEST_COMPARE (result.status, 0);
  static const char *const expected[] =
    {
      "object linux-vdso.so.1: IBT no, SHSTK no, legacy (note-absent)",
      "IBT on; 1 of 4 objects legacy;",
      "executable bytes unprotected; locked\n",
      "status 3, kernel 5, own code denied, new code denied\n",
      "vdso: exempt 1 note-absent, clock_gettime 0\n",
    };
  for (size_t i = 0; i < sizeof expected / sizeof *expected; ++i)
    if (strstr (result.out.buffer, expected[i]) == NULL)
      {
	printf ("error: not found: %s\n", expected[i]);
	support_record_failure ();
      }
  support_capture_subprocess_free (&result);
  return 0;
}

#include <support/test-driver.c>
