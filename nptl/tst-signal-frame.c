/* PKRU in signal frames, whole and damaged.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <nptl/signal-frame.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <support/check.h>
#include <support/next_to_fault.h>

/* As Linux writes it, at its offsets: its asm/sigcontext.h.  */
enum
{
  magic1 = 464, extended_size = 468, features = 472, xstate_size = 480,
  xstate_bv = 512, size = 2696, pkru = 2688
};

static char *frame;

static void
put_32 (int offset, uint32_t value)
{
  memcpy (frame + offset, &value, sizeof value);
}

static void
put_64 (int offset, uint64_t value)
{
  memcpy (frame + offset, &value, sizeof value);
}

static void
make_frame (void)
{
  memset (frame, 0xa5, size + 4);
  put_32 (magic1, 0x46505853);
  put_32 (extended_size, size + 4);
  put_64 (features, 0x2e7);
  put_32 (xstate_size, size);
  put_64 (xstate_bv, 0x3);
  put_32 (size, 0x46505845);
}

static void
expect_none (unsigned int offset)
{
  char before[size + 4];
  memcpy (before, frame, sizeof before);
  TEST_VERIFY (signal_frame_pkru (frame, offset) == NULL);
  TEST_COMPARE_BLOB (before, sizeof before, frame, sizeof before);
}

static int
do_test (void)
{
  struct support_next_to_fault area
    = support_next_to_fault_allocate (size + 4);
  frame = area.buffer;

  make_frame ();
  TEST_VERIFY (signal_frame_pkru (frame, pkru) == (void *) (frame + pkru));
  uint64_t loaded;
  memcpy (&loaded, frame + xstate_bv, sizeof loaded);
  TEST_COMPARE (loaded, 0x203);
  /* Offsets differ between CPUs.  */
  TEST_VERIFY (signal_frame_pkru (frame, 2432) == (void *) (frame + 2432));
  TEST_VERIFY (signal_frame_pkru (frame, 576) == (void *) (frame + 576));

  TEST_VERIFY (signal_frame_pkru (NULL, pkru) == NULL);

  make_frame ();
  expect_none (0);		/* No such component.  */
  expect_none (512);		/* In the header.  */
  expect_none (575);
  expect_none (pkru + 1);
  expect_none (size);		/* Behind the end.  */
  expect_none (UINT32_MAX);
  expect_none (UINT32_MAX - 3);

  put_32 (magic1, 0);		/* Only FXSAVE's state.  */
  expect_none (pkru);
  make_frame ();
  put_64 (features, 0xe7);	/* All but PKRU.  */
  expect_none (pkru);

  static const uint32_t sizes[] = { 0, 1, 3, 512, 576, pkru, pkru + 3 };
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; ++i)
    {
      make_frame ();
      put_32 (xstate_size, sizes[i]);
      expect_none (pkru);
      make_frame ();
      put_32 (extended_size, sizes[i]);
      expect_none (pkru);
    }
  make_frame ();
  put_32 (xstate_size, UINT32_MAX);
  expect_none (pkru);

  /* Whatever else: only within the frame.  */
  srand48 (1);
  for (int i = 0; i < 200000; ++i)
    {
      make_frame ();
      for (int n = lrand48 () % 4; n >= 0; --n)
	frame[magic1 + lrand48 () % 56] = lrand48 ();
      uint32_t extended;
      memcpy (&extended, frame + extended_size, sizeof extended);
      if (extended > size + 4)
	put_32 (extended_size, size + 4);
      unsigned int *found = signal_frame_pkru (frame, lrand48 () % (2 * size));
      if (found != NULL)
	TEST_VERIFY ((char *) found >= frame + 576
		     && (char *) (found + 1) <= frame + size);
    }
  support_next_to_fault_free (&area);
  return 0;
}

#include <support/test-driver.c>
