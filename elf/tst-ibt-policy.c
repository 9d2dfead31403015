/* The decisions about IBT: tables of all facts.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/ibt-policy.h>
#include <errno.h>

#include <support/check.h>

/* The table of the manual.  */
static void
test_wanted (void)
{
  static const struct
  {
    enum ibt_mode mode;
    bool executable_clean;
    enum protection_reason expected;
  } table[] =
    {
      { ibt_by_note, false, protection_executable_legacy },
      { ibt_by_note, true, protection_none },
      { ibt_always, false, protection_none },
      { ibt_always, true, protection_none },
      { ibt_permissive, false, protection_executable_legacy },
      { ibt_permissive, true, protection_none },
      { ibt_never, false, protection_tunable_off },
      { ibt_never, true, protection_tunable_off },
    };
  for (size_t i = 0; i < sizeof table / sizeof *table; ++i)
    for (int bits = 0; bits < 4; ++bits)
      {
	struct ibt_facts facts =
	  {
	    .config = { .mode = table[i].mode, .refuse_legacy = bits & 1,
			.seal = bits & 2 },
	    .executable_clean = table[i].executable_clean,
	  };
	TEST_COMPARE (_dl_ibt_wanted (&facts), protection_cpu_absent);
	facts.cpu = true;
	TEST_COMPARE (_dl_ibt_wanted (&facts), table[i].expected);
      }
}

static void
test_startup (void)
{
  for (int bits = 0; bits < 16; ++bits)
    for (enum ibt_mode mode = ibt_by_note; mode <= ibt_permissive; ++mode)
      {
	bool legacy = bits & 1, vdso_legacy = bits & 2;
	struct ibt_config config =
	  { .mode = mode, .refuse_legacy = bits & 4, .seal = bits & 8 };
	struct ibt_plan plan
	  = _dl_ibt_plan_startup (&config, legacy, vdso_legacy);

	/* The vDSO is nobody's fault.  */
	TEST_COMPARE (plan.refusal,
		      (legacy && config.refuse_legacy
		       ? protection_legacy_refused : protection_none));
	TEST_COMPARE ((plan.mark & PR_LEGACY_CODE_SET) != 0,
		      legacy || vdso_legacy);
	TEST_COMPARE ((plan.mark & PR_LEGACY_CODE_AUTO) != 0, legacy);
	TEST_COMPARE ((plan.mark & PR_LEGACY_CODE_SEAL) != 0, config.seal);
	TEST_COMPARE (plan.mark & PR_LEGACY_CODE_CLEAR, 0);
	TEST_COMPARE (plan.clear, 0);
	TEST_COMPARE (plan.cfi, (mode == ibt_permissive && !config.seal
				 ? PR_CFI_ENABLE
				 : PR_CFI_ENABLE | PR_CFI_LOCK));
      }
}

static void
test_dlopen (void)
{
  for (int bits = 0; bits < 32; ++bits)
    {
      bool mixed = bits & 1, legacy = bits & 2, clean = bits & 4;
      struct ibt_config config =
	{ .refuse_legacy = bits & 8, .seal = bits & 16 };
      struct ibt_plan plan
	= _dl_ibt_plan_dlopen (&config, mixed, legacy, clean);
      TEST_COMPARE (plan.cfi, 0);
      TEST_COMPARE (plan.refusal,
		    (!legacy ? protection_none
		     : config.refuse_legacy ? protection_legacy_refused
		     : config.seal ? protection_sealed : protection_none));
      bool refused = plan.refusal != protection_none;
      TEST_COMPARE (plan.mark,
		    (refused || !legacy ? 0
		     : mixed ? PR_LEGACY_CODE_SET
		     : PR_LEGACY_CODE_SET | PR_LEGACY_CODE_AUTO));
      TEST_COMPARE (plan.clear,
		    !refused && mixed && clean ? PR_LEGACY_CODE_CLEAR : 0);
    }
}

static void
test_do_without (void)
{
  for (int bits = 0; bits < 8; ++bits)
    for (enum ibt_mode mode = ibt_by_note; mode <= ibt_permissive; ++mode)
      {
	struct ibt_config config =
	  { .mode = mode, .refuse_legacy = bits & 1, .seal = bits & 2 };
	TEST_COMPARE (_dl_ibt_may_do_without (&config, bits & 4),
		      mode == ibt_permissive && (bits & 6) == 4);
      }
}

static void
test_failures (void)
{
  TEST_COMPARE (_dl_ibt_failure (true, EPERM), protection_call_denied);
  TEST_COMPARE (_dl_ibt_failure (false, EPERM), protection_call_denied);
  TEST_COMPARE (_dl_ibt_failure (true, ENOSYS), protection_call_denied);
  TEST_COMPARE (_dl_ibt_failure (false, ENOSYS), protection_call_denied);
  TEST_COMPARE (_dl_ibt_failure (true, EINVAL), protection_marks_absent);
  TEST_COMPARE (_dl_ibt_failure (false, EINVAL), protection_os_absent);
  TEST_COMPARE (_dl_ibt_failure (true, EOPNOTSUPP), protection_os_absent);
  TEST_COMPARE (_dl_ibt_failure (false, EOPNOTSUPP), protection_os_absent);
  TEST_COMPARE (_dl_ibt_failure (true, ENOMEM), protection_no_memory);
  TEST_COMPARE (_dl_ibt_failure (false, ENOMEM), protection_no_memory);
  for (int error = 1; error < 200; ++error)
    {
      TEST_VERIFY (_dl_ibt_failure (true, error) != protection_none);
      TEST_VERIFY (_dl_ibt_failure (false, error) != protection_none);
    }
}

static int
do_test (void)
{
  test_wanted ();
  test_startup ();
  test_dlopen ();
  test_do_without ();
  test_failures ();
  return 0;
}

#include <support/test-driver.c>
