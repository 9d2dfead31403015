/* What libc keeps about a thread of a process with MPX.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _MPX_THREAD_H
#define _MPX_THREAD_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <tls.h>

/* As the program sees it, its mask is that of the kernel with SIGSEGV, if
   BLOCKS: for the kernel does not block it where MPX is on.  */
struct mpx_thread
{
  bool blocks;
  bool holds;			/* One has been sent meanwhile, with INFO.  */
  siginfo_t info;
};

enum
{
  /* In words of the thread descriptor that glibc does not use, after those of
     pkey-thread.h.  */
  mpx_thread_offset = offsetof (struct pthread, header.__glibc_unused2) + 64,
  mpx_thread_blocks = mpx_thread_offset + offsetof (struct mpx_thread, blocks)
};

static inline struct mpx_thread *
mpx_thread (struct pthread *pd)
{
  _Static_assert (sizeof (struct mpx_thread) + 64
		  <= sizeof pd->header.__glibc_unused2,
		  "it has its place in the descriptor");
  return (struct mpx_thread *) ((char *) pd + mpx_thread_offset);
}

/* What the calling thread blocks.  */
static inline bool
mpx_own_blocks (void)
{
  bool blocks;
  asm volatile ("movb %%fs:%c1, %0" : "=q" (blocks) : "i" (mpx_thread_blocks));
  return blocks;
}

#endif /* _MPX_THREAD_H */
