/* Masks of signals with MPX: all that a program can ask for.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/mpx-mask.h>

#include <support/check.h>

/* SIGSEGV and its neighbors, and the first and last signal.  */
static const mpx_mask_t others[]
  = { 0, 1, 1UL << 63, MPX_SIGSEGV << 1, MPX_SIGSEGV >> 1, ~MPX_SIGSEGV };
enum { other_count = sizeof others / sizeof others[0] };

static const int hows[] = { SIG_BLOCK, SIG_UNBLOCK, SIG_SETMASK, 47 };

/* What the kernel makes of MASK.  */
static mpx_mask_t
kernel_mask (int how, mpx_mask_t mask, mpx_mask_t set)
{
  switch (how)
    {
    case SIG_BLOCK:
      return mask | set;
    case SIG_UNBLOCK:
      return mask & ~set;
    case SIG_SETMASK:
      return set;
    default:
      return mask;
    }
}

/* The program sees what it would see without libc in between, whatever the
   kernel has for SIGSEGV (in a handler), and the kernel does not block it
   because of the program.  */
static void
test_change (int how, mpx_mask_t before, bool blocks, mpx_mask_t set)
{
  mpx_mask_t shown = mpx_mask_show (before, blocks);
  mpx_mask_t expected = kernel_mask (how, shown, set);
  mpx_mask_t given = mpx_mask_change (how, set, &blocks);
  mpx_mask_t after = kernel_mask (how, before, given);
  TEST_COMPARE (mpx_mask_show (after, blocks), expected);
  TEST_VERIFY ((after & MPX_SIGSEGV) == 0 || (before & MPX_SIGSEGV) != 0);
}

/* A handler leaves LEFT in its frame.  */
static void
test_return (mpx_mask_t kernel, bool blocks, mpx_mask_t left)
{
  const struct mpx_frame_mask before = { kernel, blocks };
  mpx_mask_t shown = mpx_mask_show (kernel, blocks);
  struct mpx_frame_mask after = mpx_mask_return (before, shown, left);
  TEST_COMPARE (mpx_mask_show (after.mask, after.blocks), left);
  if (((left ^ shown) & MPX_SIGSEGV) == 0)
    {
      TEST_COMPARE (after.mask & MPX_SIGSEGV, kernel & MPX_SIGSEGV);
      TEST_COMPARE (after.blocks, blocks);
    }
  else
    TEST_COMPARE (after.mask & MPX_SIGSEGV, 0);
}

static int
do_test (void)
{
  TEST_COMPARE (MPX_SIGSEGV, 1UL << 10);
  for (int i = 0; i < other_count; ++i)
    for (int j = 0; j < other_count; ++j)
      for (int bits = 0; bits < 8; ++bits)
	{
	  mpx_mask_t before = others[i] | (bits & 1 ? MPX_SIGSEGV : 0);
	  mpx_mask_t set = others[j] | (bits & 2 ? MPX_SIGSEGV : 0);
	  for (int h = 0; h < 4; ++h)
	    test_change (hows[h], before, bits & 4, set);
	  test_return (before, bits & 4, set);
	}
  return 0;
}

#include <support/test-driver.c>
