/* Signal frames on a stack, with all that is no frame.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <nptl/signal-frame.h>
#include <nptl/signal-scan.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#include <support/check.h>
#include <support/next_to_fault.h>

/* As Linux lays a frame out: the address to return to, the ucontext, whose
   last member is a signal set of 64 bits, a siginfo; after it, at the next
   multiple of 64, the floating-point state (its asm/sigframe.h,
   asm/sigcontext.h).  */
enum
{
  magic1 = 464, extended_size = 468, xstate_size = 480,
  context_size = 304, info_size = 128, state_size = 2696,
  stack_size = 64 << 10
};

static const struct signal_restorers restorers =
  {
    .checks = 0x7f0000001000,
    .plain = { 0x7f0000002000, 0x7f0000003000, 0 }
  };

static char *stack;

static void
put_32 (char *place, uint32_t value)
{
  memcpy (place, &value, sizeof value);
}

static char *
state_of (const char *frame)
{
  uintptr_t end = (uintptr_t) frame + 8 + context_size + info_size;
  return (char *) ((end + 63) & -64);
}

/* Put a frame at OFFSET, for RESTORER, that has interrupted code with the
   stack pointer SP.  Return it.  */
static char *
put_frame (size_t offset, uintptr_t restorer, uintptr_t sp)
{
  char *frame = stack + offset;
  char *state = state_of (frame);
  ucontext_t context = { .uc_mcontext.fpregs = (fpregset_t) state };
  context.uc_mcontext.gregs[REG_RSP] = sp;
  memcpy (frame, &restorer, sizeof restorer);
  memcpy (frame + sizeof restorer, &context, context_size);
  put_32 (state + magic1, FP_XSTATE_MAGIC1);
  put_32 (state + extended_size, state_size + 4);
  put_32 (state + xstate_size, state_size);
  put_32 (state + state_size, FP_XSTATE_MAGIC2);
  return frame;
}

static struct signal_frames
scan (size_t low, size_t high)
{
  return signal_scan ((uintptr_t) stack + low, (uintptr_t) stack + high,
		      &restorers, NULL);
}

static void
expect (size_t low, unsigned int plain, uintptr_t interrupted)
{
  struct signal_frames found = scan (low, stack_size);
  TEST_COMPARE (found.plain, plain);
  TEST_COMPARE (found.interrupted, interrupted);
}

static void
clear (void)
{
  memset (stack, 0xa5, stack_size);
}

static void
test_frames (void)
{
  clear ();
  expect (0, 0, 0);
  put_frame (0x1008, restorers.plain[0], 1);
  expect (0, 1, 1);
  put_frame (0x2008, restorers.checks, 2);
  expect (0, 1, 2);
  put_frame (0x3018, restorers.plain[1], 3);
  expect (0, 2, 3);
  /* Wherever it begins.  */
  for (size_t low = 0x1009; low < 0x1029; ++low)
    expect (low, 1, 3);
  expect (0x1008, 2, 3);
  expect (0x3018, 1, 3);
  expect (0x3019, 0, 0);

  /* The last frame that has room.  */
  clear ();
  size_t last = stack_size - 64 - 8;
  while (state_of (stack + last) + state_size + 4 > stack + stack_size)
    last -= 16;
  char *frame = put_frame (last, restorers.plain[0], 4);
  char *end = state_of (frame) + state_size + 4;
  expect (0, 1, 4);
  for (size_t high = 0; high < stack_size; ++high)
    {
      struct signal_frames found = scan (0, high);
      /* A part of a word is not looked at.  */
      if (stack + high < end)
	TEST_COMPARE (found.plain, 0);
      else if (stack + high >= end + 4)
	TEST_COMPARE (found.plain, 1);
    }
  TEST_COMPARE (scan (stack_size, stack_size).plain, 0);
  TEST_COMPARE (scan (stack_size, 0).plain, 0);
}

/* Each of these makes it no frame.  */
static void
test_damage (void)
{
  const size_t offset = 0x1008;
  clear ();
  char *state = state_of (stack + offset);

  put_frame (offset, restorers.plain[0] + 1, 5);
  expect (0, 0, 0);
  put_frame (offset + 8, restorers.plain[0], 5);
  expect (0, 0, 0);
  static const size_t words[] = { magic1, extended_size, xstate_size,
				  state_size };
  for (size_t i = 0; i < sizeof words / sizeof *words; ++i)
    for (int bit = 0; bit < 32; ++bit)
      {
	clear ();
	put_frame (offset, restorers.plain[0], 5);
	state[words[i] + bit / 8] ^= 1 << bit % 8;
	expect (0, 0, 0);
      }

  char *pointer = (stack + offset + 8
		   + offsetof (ucontext_t, uc_mcontext.fpregs));
  const uintptr_t wrong[] =
    {
      0, 64, -64UL, (uintptr_t) state + 8, (uintptr_t) state + 64,
      (uintptr_t) stack, (uintptr_t) stack + stack_size,
      (uintptr_t) stack + stack_size - 64
    };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; ++i)
    {
      clear ();
      put_frame (offset, restorers.plain[0], 5);
      memcpy (pointer, &wrong[i], sizeof wrong[i]);
      expect (0, 0, 0);
    }
}

/* Whatever is there, nothing is read beyond the end.  */
static void
test_random (void)
{
  srand48 (1);
  for (int i = 0; i < 2000; ++i)
    {
      clear ();
      for (int frames = lrand48 () % 20; frames > 0; --frames)
	{
	  size_t offset = (lrand48 () % (stack_size - 4096)) & -16;
	  char *frame = put_frame (offset + 8, restorers.plain[0], 6);
	  for (int n = lrand48 () % 4; n > 0; --n)
	    frame[lrand48 () % 4000] = lrand48 ();
	  put_32 (state_of (frame) + xstate_size, lrand48 ());
	}
      size_t low = lrand48 () % stack_size;
      struct signal_frames found = scan (low, stack_size);
      TEST_VERIFY (found.plain <= 20);
    }
}

static int
do_test (void)
{
  struct support_next_to_fault area
    = support_next_to_fault_allocate (stack_size);
  stack = area.buffer;
  test_frames ();
  test_damage ();
  test_random ();
  support_next_to_fault_free (&area);
  return 0;
}

#include <support/test-driver.c>
