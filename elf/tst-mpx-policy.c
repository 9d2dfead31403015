/* The decisions about MPX: tables of all facts.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/mpx-policy.h>
#include <errno.h>

#include <support/check.h>

static const enum mpx_mode modes[]
  = { mpx_auto, mpx_off, mpx_on, mpx_strict };

static void
test_wanted (void)
{
  for (int bits = 0; bits < 64; ++bits)
    {
      const struct mpx_config config = { .mode = modes[bits >> 4] };
      const struct mpx_facts facts
	= { .cpu = bits & 1, .os = bits & 2, .asked = bits & 4,
	    .foreign = bits & 8 };
      /* From what decides most on.  */
      enum protection_reason expected = protection_none;
      if (config.mode == mpx_auto && !facts.asked)
	expected = protection_not_asked_for;
      if (facts.foreign)
	expected = protection_foreign_runtime;
      if (!facts.os)
	expected = protection_os_absent;
      if (!facts.cpu)
	expected = protection_cpu_absent;
      if (config.mode == mpx_off)
	expected = protection_tunable_off;
      TEST_COMPARE (_dl_mpx_wanted (&config, &facts), expected);
    }
}

/* At a dlopen, where the CPU and the kernel have it.  */
static void
test_wanted_late (void)
{
  for (int bits = 0; bits < 16; ++bits)
    {
      const struct mpx_config config = { .mode = modes[bits >> 2] };
      const struct mpx_facts facts
	= { .cpu = true, .os = true, .asked = bits & 1, .foreign = bits & 2 };
      for (int present = 0; present < protection_reason_count; ++present)
	{
	  enum protection_reason expected = present;
	  if (present == protection_none && facts.foreign)
	    expected = protection_foreign_runtime;
	  if (present == protection_not_asked_for)
	    expected = _dl_mpx_wanted (&config, &facts);
	  TEST_COMPARE (_dl_mpx_wanted_late (&config, &facts, present),
			expected);
	}
    }
  /* The one that switches it on.  */
  const struct mpx_config automatic = { .mode = mpx_auto };
  const struct mpx_facts asked = { .cpu = true, .os = true, .asked = true };
  TEST_COMPARE (_dl_mpx_wanted_late (&automatic, &asked,
				     protection_not_asked_for),
		protection_none);
}

static void
test_fatal (void)
{
  for (int i = 0; i < 4; ++i)
    {
      const struct mpx_config config = { .mode = modes[i] };
      for (int reason = 0; reason < protection_reason_count; ++reason)
	TEST_COMPARE (_dl_mpx_fatal (&config, reason),
		      modes[i] == mpx_strict && reason != protection_none);
    }
}

static void
test_directory (void)
{
  TEST_COMPARE (_dl_mpx_directory_size (0), 2UL << 30);
  TEST_COMPARE (_dl_mpx_directory_size (9), 1UL << 40);
  struct mpx_config config = { .mode = mpx_on };
  TEST_COMPARE (_dl_mpx_bndcfgu (&config, 0x7f0000000000), 0x7f0000000001);
  config.preserve = true;
  TEST_COMPARE (_dl_mpx_bndcfgu (&config, 0x7f0000000000), 0x7f0000000003);
}

static void
test_failure (void)
{
  TEST_COMPARE (_dl_mpx_failure (ENOMEM), protection_no_memory);
  /* RLIMIT_MEMLOCK.  */
  TEST_COMPARE (_dl_mpx_failure (EAGAIN), protection_no_memory);
  TEST_COMPARE (_dl_mpx_failure (EPERM), protection_call_denied);
  TEST_COMPARE (_dl_mpx_failure (EACCES), protection_call_denied);
  TEST_COMPARE (_dl_mpx_failure (ENOSYS), protection_call_denied);
  TEST_COMPARE (_dl_mpx_failure (EINVAL), protection_call_failed);
}

static int
do_test (void)
{
  test_wanted ();
  test_wanted_late ();
  test_fatal ();
  test_directory ();
  test_failure ();
  return 0;
}

#include <support/test-driver.c>
