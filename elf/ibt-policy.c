/* When to track indirect branches, and what to exempt: the decision.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/ibt-policy.h>
#include <errno.h>

enum protection_reason
_dl_ibt_wanted (const struct ibt_facts *facts)
{
  if (!facts->cpu)
    return protection_cpu_absent;
  if (facts->config.mode == ibt_never)
    return protection_tunable_off;
  if (facts->config.mode != ibt_always && !facts->executable_clean)
    return protection_executable_legacy;
  return protection_none;
}

struct ibt_plan
_dl_ibt_plan_startup (const struct ibt_config *config, bool legacy,
		      bool vdso_legacy)
{
  struct ibt_plan plan = { .cfi = PR_CFI_ENABLE };

  if (legacy && config->refuse_legacy)
    plan.refusal = protection_legacy_refused;

  if (legacy)
    plan.mark |= PR_LEGACY_CODE_SET | PR_LEGACY_CODE_AUTO;
  if (vdso_legacy)
    plan.mark |= PR_LEGACY_CODE_SET;
  if (config->seal)
    plan.mark |= PR_LEGACY_CODE_SEAL;

  /* Without the lock a permissive process could switch IBT off, which the
     seal is to prevent.  */
  if (config->mode != ibt_permissive || config->seal)
    plan.cfi |= PR_CFI_LOCK;
  return plan;
}

struct ibt_plan
_dl_ibt_plan_dlopen (const struct ibt_config *config, bool mixed, bool legacy,
		     bool clean)
{
  struct ibt_plan plan = { };

  if (legacy && config->refuse_legacy)
    plan.refusal = protection_legacy_refused;
  /* In a mixed process the kernel would not refuse it.  */
  else if (legacy && config->seal)
    plan.refusal = protection_sealed;
  else
    {
      if (legacy)
	plan.mark = PR_LEGACY_CODE_SET | (mixed ? 0 : PR_LEGACY_CODE_AUTO);
      if (mixed && clean)
	plan.clear = PR_LEGACY_CODE_CLEAR;
    }
  return plan;
}

bool
_dl_ibt_may_do_without (const struct ibt_config *config, bool single_threaded)
{
  return config->mode == ibt_permissive && single_threaded && !config->seal;
}

enum protection_reason
_dl_ibt_failure (bool mark, int error)
{
  switch (error)
    {
    case EPERM:
    case ENOSYS:
      return protection_call_denied;
    case EOPNOTSUPP:
      return protection_os_absent;
    case EINVAL:
      return mark ? protection_marks_absent : protection_os_absent;
    case ENOMEM:
      return protection_no_memory;
    default:
      return protection_call_failed;
    }
}
