/* Code in the ways in which compilers at run time make it.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _TST_IBT_JIT_H
#define _TST_IBT_JIT_H

#include <elf/tst-ibt.h>
#include <sys/syscall.h>

/* Each returns a page that is executable and holds SIZE bytes of CODE.  */

static void *
jit_rwx (const void *code, size_t size)
{
  return page_with (PROT_EXEC, code, size);
}

static void *
jit_mprotect (const void *code, size_t size)
{
  return page_with (0, code, size);
}

/* The page is written through another mapping.  */
static void *
jit_dual (const void *code, size_t size)
{
  int fd = memfd_create ("jit", MFD_CLOEXEC);
  TEST_VERIFY_EXIT (fd >= 0);
  xftruncate (fd, PAGE);
  void *writable = mmap (NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
			 0);
  void *page = mmap (NULL, PAGE, PROT_READ | PROT_EXEC, MAP_SHARED, fd, 0);
  TEST_VERIFY_EXIT (writable != MAP_FAILED && page != MAP_FAILED);
  memcpy (writable, code, size);
  TEST_COMPARE (munmap (writable, PAGE), 0);
  xclose (fd);
  return page;
}

/* As runtimes without libc do.  */
static void *
jit_raw (const void *code, size_t size)
{
  void *page = (void *) syscall (SYS_mmap, NULL, PAGE, PROT_READ | PROT_WRITE,
				 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  TEST_VERIFY_EXIT (page != MAP_FAILED);
  memcpy (page, code, size);
  TEST_COMPARE (syscall (SYS_mprotect, page, PAGE, PROT_READ | PROT_EXEC), 0);
  return page;
}

/* Code that was written elsewhere and has moved.  */
static void *
jit_mremap (const void *code, size_t size)
{
  void *page = page_with (PROT_EXEC, code, size);
  void *room = mmap (NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		     0);
  TEST_VERIFY_EXIT (room != MAP_FAILED);
  void *moved = mremap (page, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, room);
  TEST_VERIFY_EXIT (moved == room);
  return moved;
}

static void *
jit_pkey_mprotect (const void *code, size_t size)
{
  void *page = mmap (NULL, PAGE, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  TEST_VERIFY_EXIT (page != MAP_FAILED);
  memcpy (page, code, size);
  TEST_COMPARE (pkey_mprotect (page, PAGE, PROT_READ | PROT_EXEC, -1), 0);
  return page;
}

static const struct
{
  const char *name;
  void *(*make) (const void *, size_t);
} jits[] =
  {
    { "mmap RWX", jit_rwx },
    { "mmap RW, mprotect RX", jit_mprotect },
    { "dual mapping", jit_dual },
    { "raw system calls", jit_raw },
    { "mremap", jit_mremap },
    { "pkey_mprotect", jit_pkey_mprotect },
  };

enum { njits = sizeof jits / sizeof *jits };

#endif /* _TST_IBT_JIT_H */
