/* Decisions about the rights of threads to protection keys.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <nptl/pkey-rights.h>
#include <stdio.h>
#include <sys/pkey.h>

#include <support/check.h>

/* What Linux starts programs with: no access to any key but 0.  */
static const unsigned int linux_init = 0x55555554;

static unsigned int
rights_in (unsigned int pkru, int key)
{
  return pkru >> (2 * key) & 3;
}

static void
test_change (void)
{
  for (int key = 0; key < 16; ++key)
    for (unsigned int rights = 0; rights <= 3; ++rights)
      for (unsigned int before = 0; before <= 3; ++before)
	{
	  unsigned int pkru = before * 0x55555555;
	  unsigned int after = pkey_apply (pkey_change (key, rights), pkru);
	  for (int k = 0; k < 16; ++k)
	    TEST_COMPARE (rights_in (after, k), k == key ? rights : before);
	}
  /* Bits of other keys do not matter.  */
  struct pkey_change sloppy = { 0xc, 0xffffffff };
  TEST_COMPARE (pkey_apply (sloppy, 0), 0xc);
}

static void
test_valid (void)
{
  TEST_VERIFY (!pkey_rights_valid (-1, 0));
  TEST_VERIFY (!pkey_rights_valid (16, 0));
  TEST_VERIFY (!pkey_rights_valid (1, 4));
  TEST_VERIFY (!pkey_rights_valid (1, PKEY_INHERIT));
  TEST_VERIFY (!pkey_rights_valid (0, PKEY_DISABLE_WRITE));
  TEST_VERIFY (pkey_rights_valid (0, 0));
  for (int key = 1; key < 16; ++key)
    for (unsigned int rights = 0; rights <= 3; ++rights)
      TEST_VERIFY (pkey_rights_valid (key, rights));
}

static void
test_start (void)
{
  struct pkey_process process =
    {
      .init = linux_init,
      .defaults = pkey_field (3, 2) | pkey_field (4, 1) | pkey_field (5, 2),
      .has_default = pkey_mask (3) | pkey_mask (4) | pkey_mask (5),
      .noinherit = pkey_mask (4) | pkey_mask (5)
    };
  struct pkey_change none = { 0, 0 };
  struct pkey_change own = { pkey_mask (5) | pkey_mask (6),
			     pkey_field (5, 0) | pkey_field (6, 3) };

  /* Key 3 has a default and is inherited, 4 and 5 are not inherited.  */
  unsigned int pkru = pkey_apply (pkey_start (&process, none, false), 0);
  TEST_COMPARE (pkru, pkey_field (4, 1) | pkey_field (5, 2));
  /* A service thread takes that of 3 too.  */
  pkru = pkey_apply (pkey_start (&process, none, true), 0);
  TEST_COMPARE (pkru, process.defaults);
  /* The attribute comes first.  */
  pkru = pkey_apply (pkey_start (&process, own, false), 0xffffffff);
  TEST_COMPARE (rights_in (pkru, 3), 3);
  TEST_COMPARE (rights_in (pkru, 4), 1);
  TEST_COMPARE (rights_in (pkru, 5), 0);
  TEST_COMPARE (rights_in (pkru, 6), 3);
  pkru = pkey_apply (pkey_start (&process, own, true), 0xffffffff);
  TEST_COMPARE (rights_in (pkru, 3), 2);
  TEST_COMPARE (rights_in (pkru, 5), 0);

  /* Nothing decided: nothing to do.  */
  process = (struct pkey_process) { .init = linux_init };
  TEST_COMPARE (pkey_start (&process, none, false).mask, 0);
  TEST_COMPARE (pkey_start (&process, none, true).mask, 0);
}

static void
test_matters (void)
{
  struct pkey_process process = { .init = linux_init };
  TEST_VERIFY (!pkey_change_matters (&process, pkey_change (2, 1)));
  TEST_VERIFY (pkey_change_matters (&process, pkey_change (2, 0)));
  TEST_VERIFY (pkey_change_matters (&process, pkey_change (2, 2)));
  TEST_VERIFY (pkey_change_matters (&process, pkey_change (2, 3)));
  process.opened = pkey_mask (3);
  TEST_VERIFY (!pkey_change_matters (&process, pkey_change (2, 1)));
  TEST_VERIFY (pkey_change_matters (&process, pkey_change (3, 1)));
  /* An administrator has opened all keys to new programs.  */
  process = (struct pkey_process) { .init = 0 };
  TEST_VERIFY (pkey_change_matters (&process, pkey_change (2, 1)));
  TEST_VERIFY (!pkey_change_matters (&process, pkey_change (2, 0)));
}

static void
test_plan (void)
{
  struct pkey_plan plan;
  /* One unknown flag of libc's after the other.  */
  for (int bit = 24; bit < 32; ++bit)
    {
      unsigned int flag = 1U << bit;
      bool known = (flag & (PKEY_ALLOC_ALLTHREADS | PKEY_ALLOC_NOINHERIT
			    | PKEY_ALLOC_REVOKE | PKEY_ALLOC_SIGRIGHTS
			    | PKEY_ALLOC_SIGINHERIT)) != 0;
      TEST_COMPARE (pkey_plan_alloc (flag, 0, 0, &plan), known);
      TEST_COMPARE (pkey_plan_alloc (flag | PKEY_ALLOC_REVOKE, 0, 0, &plan),
		    known);
      if (known)
	TEST_COMPARE (plan.kernel_flags, 0);
    }
  /* The kernel judges the others, and what it would say of the rights.  */
  TEST_VERIFY (pkey_plan_alloc (0x00ffffff, 77, 0, &plan));
  TEST_COMPARE (plan.kernel_flags, 0x00ffffff);
  TEST_VERIFY (!plan.others && !plan.noinherit && !plan.revoke);

  TEST_VERIFY (pkey_plan_alloc (PKEY_ALLOC_ALLTHREADS | 1, 2, 0, &plan));
  TEST_COMPARE (plan.kernel_flags, 1);
  TEST_VERIFY (plan.others && !plan.noinherit && !plan.revoke);
  TEST_COMPARE (plan.rights, 2);
  TEST_VERIFY (pkey_plan_alloc (PKEY_ALLOC_NOINHERIT, 2, 0, &plan));
  TEST_VERIFY (!plan.others && plan.noinherit && !plan.revoke);
  TEST_VERIFY (pkey_plan_alloc (PKEY_ALLOC_REVOKE, 2, 0, &plan));
  TEST_VERIFY (!plan.others && !plan.noinherit && plan.revoke);
  TEST_VERIFY (!plan.handlers && !plan.handlers_inherit);
  TEST_VERIFY (pkey_plan_alloc (PKEY_ALLOC_SIGRIGHTS, 2, 0, &plan));
  TEST_VERIFY (plan.handlers && !plan.handlers_inherit && plan.rights == 2);
  TEST_VERIFY (pkey_plan_alloc (PKEY_ALLOC_SIGINHERIT, 2, 0, &plan));
  TEST_VERIFY (!plan.handlers && plan.handlers_inherit);
  TEST_VERIFY (!pkey_plan_alloc (PKEY_ALLOC_SIGRIGHTS | PKEY_ALLOC_SIGINHERIT,
				 2, 0, &plan));

  /* The tunable, and the flag, which comes first.  */
  for (unsigned int rights = 0; rights <= 3; ++rights)
    {
      TEST_VERIFY (pkey_plan_alloc (0, rights, 1, &plan));
      TEST_VERIFY (plan.others);
      TEST_COMPARE (plan.rights, rights);
      TEST_VERIFY (pkey_plan_alloc (0, rights, 2, &plan));
      TEST_VERIFY (plan.others);
      TEST_COMPARE (plan.rights, PKEY_DISABLE_WRITE);
      TEST_VERIFY (pkey_plan_alloc (PKEY_ALLOC_ALLTHREADS, rights, 2, &plan));
      TEST_COMPARE (plan.rights, rights);
      TEST_VERIFY (pkey_plan_alloc (PKEY_ALLOC_NOINHERIT, rights, 2, &plan));
      TEST_VERIFY (!plan.others);
    }
}

static void
test_record (void)
{
  struct pkey_process process = { .init = linux_init };
  struct pkey_plan plan;
  pkey_plan_alloc (PKEY_ALLOC_NOINHERIT | PKEY_ALLOC_REVOKE, 0, 0, &plan);
  struct pkey_change change = pkey_record_alloc (&process, 7, &plan);
  TEST_COMPARE (change.mask, 0);
  TEST_COMPARE (process.noinherit, pkey_mask (7));
  TEST_VERIFY (process.start_rules);
  TEST_COMPARE (process.revoke, pkey_mask (7));
  TEST_COMPARE (process.has_default, pkey_mask (7));
  /* What the other threads have is the default.  */
  TEST_COMPARE (process.defaults, pkey_field (7, 1));

  pkey_plan_alloc (PKEY_ALLOC_ALLTHREADS, 2, 0, &plan);
  change = pkey_record_alloc (&process, 8, &plan);
  TEST_COMPARE (change.mask, pkey_mask (8));
  TEST_COMPARE (change.rights, pkey_field (8, 2));
  TEST_COMPARE (process.noinherit, pkey_mask (7));
  TEST_COMPARE (process.has_default, pkey_mask (7) | pkey_mask (8));
  TEST_COMPARE (process.defaults, pkey_field (7, 1) | pkey_field (8, 2));

  /* Denied in all threads, as it is already.  */
  pkey_plan_alloc (PKEY_ALLOC_ALLTHREADS, 1, 0, &plan);
  TEST_COMPARE (pkey_record_alloc (&process, 9, &plan).mask, 0);
  process.opened = pkey_mask (10);
  TEST_COMPARE (pkey_record_alloc (&process, 10, &plan).mask, pkey_mask (10));

  for (int key = 7; key <= 10; ++key)
    pkey_record_free (&process, key);
  TEST_COMPARE (process.noinherit, 0);
  TEST_COMPARE (process.has_default, 0);
  TEST_COMPARE (process.revoke, 0);
  TEST_COMPARE (process.init, linux_init);
}

static void
test_changes (void)
{
  struct pkey_process process = { .init = linux_init };
  TEST_COMPARE (pkey_changes_since (&process, 0).mask, 0);
  pkey_record_change (&process, pkey_change (3, 2));
  pkey_record_change (&process, (struct pkey_change)
		      { pkey_mask (0) | pkey_mask (15), pkey_field (15, 3) });
  pkey_record_change (&process, pkey_change (3, 1));
  TEST_COMPARE (process.epoch, 3);

  struct pkey_change change = pkey_changes_since (&process, 0);
  TEST_COMPARE (change.mask, pkey_mask (0) | pkey_mask (3) | pkey_mask (15));
  TEST_COMPARE (change.rights, pkey_field (3, 1) | pkey_field (15, 3));
  change = pkey_changes_since (&process, 1);
  TEST_COMPARE (change.mask, pkey_mask (0) | pkey_mask (3) | pkey_mask (15));
  change = pkey_changes_since (&process, 2);
  TEST_COMPARE (change.mask, pkey_mask (3));
  TEST_COMPARE (change.rights, pkey_field (3, 1));
  TEST_COMPARE (pkey_changes_since (&process, 3).mask, 0);

  /* 32 bits would be used up in a day.  */
  process.epoch = UINT64_C (1) << 40;
  pkey_record_change (&process, pkey_change (3, 0));
  TEST_COMPARE (pkey_changes_since (&process, UINT64_C (1) << 40).mask,
		pkey_mask (3));
}

static void
test_handlers (void)
{
  struct pkey_process process = { .init = linux_init };
  pkey_record_handlers (&process, pkey_change (4, 0), false);
  pkey_record_handlers (&process, pkey_change (5, 2), false);
  TEST_COMPARE (pkey_apply (process.handler, process.init),
		(linux_init & ~(pkey_mask (4) | pkey_mask (5)))
		| pkey_field (5, 2));
  TEST_COMPARE (process.handler_inherits, 0);
  /* The last word counts.  */
  pkey_record_handlers (&process, pkey_change (5, 0), true);
  TEST_COMPARE (process.handler_inherits, pkey_mask (5));
  TEST_COMPARE (pkey_apply (process.handler, process.init),
		linux_init & ~pkey_mask (4));
  pkey_record_handlers (&process, pkey_change (5, 3), false);
  TEST_COMPARE (process.handler_inherits, 0);
  TEST_COMPARE (process.handler.rights & pkey_mask (5), pkey_field (5, 3));
  pkey_record_free (&process, 4);
  pkey_record_free (&process, 5);
  TEST_COMPARE (pkey_apply (process.handler, process.init), linux_init);

  /* A key that is freed goes back to what the tunable says.  */
  process.handler_tunable = process.handler_inherits = ~pkey_mask (0);
  pkey_record_handlers (&process, pkey_change (4, 0), false);
  TEST_COMPARE (process.handler_inherits, ~(pkey_mask (0) | pkey_mask (4)));
  pkey_record_free (&process, 4);
  TEST_COMPARE (process.handler_inherits, ~pkey_mask (0));
}

static int
do_test (void)
{
  test_change ();
  test_valid ();
  test_start ();
  test_matters ();
  test_plan ();
  test_record ();
  test_changes ();
  test_handlers ();
  return 0;
}

#include <support/test-driver.c>
