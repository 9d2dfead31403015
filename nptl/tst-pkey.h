/* What the live tests of protection keys have in common.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <errno.h>
#include <fcntl.h>
#include <linux/rseq.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/pkey.h>
#include <sys/rseq.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <support/check.h>
#include <support/xunistd.h>

#include "tst-pkey-cpu.h"

enum { no_access = PKEY_DISABLE_ACCESS, read_only = PKEY_DISABLE_WRITE };

/* New memory of COUNT pages with KEY.  */
static inline void *
pages_with_key (int count, int key)
{
  size_t size = count * getpagesize ();
  void *pages = xmmap (NULL, size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1);
  TEST_COMPARE (pkey_mprotect (pages, size, PROT_READ | PROT_WRITE, key), 0);
  return pages;
}

/* Return 0, or the PKEY_DISABLE_* that keep the calling thread from using the
   byte at P.  It is the kernel that tries, with the thread's rights, so that
   nothing faults.  */
static inline unsigned int
rights_felt (void *p)
{
  int ends[2];
  xpipe (ends);
  unsigned int rights = 0;
  if (write (ends[1], p, 1) != 1)
    {
      TEST_COMPARE (errno, EFAULT);
      rights = no_access;
    }
  else if (read (ends[0], p, 1) != 1)
    {
      TEST_COMPARE (errno, EFAULT);
      rights = read_only;
    }
  xclose (ends[0]);
  xclose (ends[1]);
  return rights;
}

/* Whether the kernel can write a signal frame to a stack to which the thread
   has no rights: Linux 6.12.  Before, the process dies.  */
static inline bool
kernel_opens_signal_stack (void)
{
  struct utsname name;
  int major, minor;
  TEST_COMPARE (uname (&name), 0);
  TEST_COMPARE (sscanf (name.release, "%d.%d", &major, &minor), 2);
  return major > 6 || (major == 6 && minor >= 12);
}

/* For threads on a stack with a key.  If a thread has been preempted, the
   kernel writes to the rseq area before it lets it go on, also in a
   handler, and kills it if the rights that it has given to handlers keep
   it from that.  The area is in the descriptor, and so on the stack.  */
static inline void
leave_rseq (void)
{
  if (__rseq_size == 0)
    return;
  char *area = (char *) __builtin_thread_pointer () + __rseq_offset;
  for (unsigned int size = 32; size <= 256; size += 4)
    if (syscall (__NR_rseq, area, size, RSEQ_FLAG_UNREGISTER, RSEQ_SIG) == 0)
      return;
  FAIL ("rseq cannot be left");
}

/* CALL returns -1 with errno ERROR.  */
#define EXPECT_ERROR(error, call)		\
  do						\
    {						\
      errno = 0;				\
      TEST_COMPARE (call, -1);			\
      TEST_COMPARE (errno, error);		\
    }						\
  while (0)
