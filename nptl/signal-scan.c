/* Signal frames on a stack.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <nptl/signal-frame.h>
#include <nptl/signal-scan.h>
#include <stdbool.h>
#include <stddef.h>
#include <ucontext.h>

enum
{
  stack_pointer = offsetof (ucontext_t, uc_mcontext.gregs[REG_RSP]),
  /* The kernel's set of signals is smaller than ucontext_t's.  */
  context_size = offsetof (ucontext_t, uc_sigmask) + sizeof (uint64_t)
};

/* The memory at PLACE may be any object's.  */
static inline uintptr_t
word_at (uintptr_t place)
{
  typedef uintptr_t __attribute__ ((may_alias)) word;
  return *(const word *) place;
}

/* Whether the kernel has put a ucontext at START: floating-point state follows
   it, on the same stack.  */
static bool
is_context (uintptr_t start, uintptr_t high)
{
  if (high - start < context_size)
    return false;
  uintptr_t state
    = word_at (start + offsetof (ucontext_t, uc_mcontext.fpregs));
  return (state >= start + context_size && state < high
	  && signal_frame_whole ((void *) state, high - state));
}

struct signal_frames
signal_scan (uintptr_t low, uintptr_t high,
	     const struct signal_restorers *restorers, signal_visit *visit)
{
  struct signal_frames found = { 0, 0 };
  high &= -sizeof (uintptr_t);
  /* A handler starts like a function that has been called: the stack pointer,
     and the address to return to, is 8 bytes before a multiple of 16.  */
  for (uintptr_t place = ((low + 7) & -16) + 8; place < high; place += 16)
    {
      uintptr_t word = word_at (place);
      bool plain = (word == restorers->plain[0]
		    || word == restorers->plain[1]
		    || word == restorers->plain[2]);
      if (!plain && word != restorers->checks)
	continue;
      uintptr_t context = place + sizeof (uintptr_t);
      if (is_context (context, high))
	{
	  found.plain += plain;
	  found.interrupted = word_at (context + stack_pointer);
	  if (visit != NULL)
	    visit ((ucontext_t *) context);
	}
    }
  return found;
}
