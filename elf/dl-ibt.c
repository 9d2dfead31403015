/* Indirect branch tracking in the dynamic loader.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/dl-ibt.h>
#include <elf/dl-ibt-explain.h>
#include <elf/dl-objects.h>
#include <elf/dl-property.h>
#include <elf/dl-report.h>
#include <elf/exec-ranges.h>
#include <elf/ibt-policy.h>

#include <cpu-features.h>
#include <elf/dl-tunables.h>
#include <dl-tunables-parse.h>
#include <ibt-prctl.h>
#include <ldsodefs.h>
#include <single-thread.h>
#include <stap-probe.h>
#include <sys/ibt.h>

/* Decided before the relocation of the program, read-only from then on.  */
static struct ibt_config config attribute_relro;
static enum protection_reason wanted attribute_relro = protection_tunable_off;

static void
set_legacy (tunable_val_t *value)
{
  if (tunable_strcmp_cte (value, "refuse"))
    config.refuse_legacy = true;
  else if (!tunable_strcmp_cte (value, "mark"))
    _dl_error_printf ("\
WARNING: ld.so: value `%.*s' for option `rampart.ibt.legacy' is neither \
`mark' nor `refuse': ignored.\n",
		      (int) value->strval.len, value->strval.str);
}

static enum ibt_mode
tunable_mode (void)
{
  switch (GL (dl_x86_feature_control).ibt)
    {
    case cet_always_on:
      return ibt_always;
    case cet_always_off:
      return ibt_never;
    case cet_permissive:
      return ibt_permissive;
    default:
      return ibt_by_note;
    }
}

void
_dl_ibt_configure (struct link_map *main_map)
{
  /* That a tunable is not set is cheaper to find out than its value.  */
  if (TUNABLE_IS_INITIALIZED (rampart, ibt, legacy))
    TUNABLE_GET (rampart, ibt, legacy, tunable_val_t *, set_legacy);
  if (TUNABLE_IS_INITIALIZED (rampart, ibt, seal))
    config.seal = TUNABLE_GET (rampart, ibt, seal, int32_t, NULL);
  config.mode = tunable_mode ();

  struct ibt_facts facts =
    {
      .config = config,
      .cpu = CPU_FEATURE_PRESENT_P (__get_cpu_features (), IBT),
    };
  if (facts.cpu)
    facts.executable_clean = _dl_legacy_reason (main_map) == protection_none;
  wanted = _dl_ibt_wanted (&facts);
}

bool
_dl_ibt_wanted_p (void)
{
  return wanted == protection_none;
}

enum protection_reason
_dl_ibt_predict (struct link_map *main_map, bool legacy)
{
  _dl_ibt_configure (main_map);
  if (wanted != protection_none)
    return wanted;
  unsigned long int flags;
  int error = ibt_get (&flags);
  if (error != 0)
    return _dl_ibt_failure (false, error);
  return _dl_ibt_plan_startup (&config, legacy, false).refusal;
}

/* The code of the objects of one call.  */
struct batch
{
  struct legacy_code_range *ranges;
  size_t count;
  struct link_map *first;	/* The first object that has code.  */
};

static void
batch_add (struct batch *batch, struct link_map *l)
{
  size_t count = _dl_exec_ranges (l->l_phdr, l->l_phnum, l->l_addr,
				  GLRO (dl_pagesize),
				  batch->ranges + batch->count);
  /* An object without code is as good as clean.  */
  if (count > 0 && batch->first == NULL)
    batch->first = l;
  batch->count += count;
}

/* How many ranges L can have.  */
static size_t
count_ranges (const struct link_map *l)
{
  size_t count = 1;
  for (size_t i = 0; i < l->l_phnum; ++i)
    count += (l->l_phdr[i].p_type == PT_LOAD
	      && (l->l_phdr[i].p_flags & PF_X) != 0);
  return count;
}

static int
mark (unsigned int op, const struct batch *batch)
{
  bool ranges = (op & (PR_LEGACY_CODE_SET | PR_LEGACY_CODE_CLEAR)) != 0;
  size_t count = ranges ? batch->count : 0;
  unsigned int before = GL (dl_ibt_status);
  /* First, so that a child that another thread forks meanwhile does not take
     itself for strict.  */
  if ((op & PR_LEGACY_CODE_AUTO) != 0)
    GL (dl_ibt_status) |= IBT_MIXED;
  int error = ibt_mark (op, count > 0 ? batch->ranges : NULL, count);
  LIBC_PROBE (ibt_mark, 4, op, batch->ranges, count, error);
  if (error != 0)
    GL (dl_ibt_status) = before;
  else if ((op & PR_LEGACY_CODE_SEAL) != 0)
    GL (dl_ibt_status) |= IBT_SEALED;
  return error;
}

/* Return zero or an error number.  */
static int
track (struct link_map *l)
{
  struct legacy_code_range ranges[count_ranges (l)];
  struct batch clean = { .ranges = ranges };
  batch_add (&clean, l);
  return clean.count == 0 ? 0 : mark (PR_LEGACY_CODE_CLEAR, &clean);
}

/* Mark the LEGACY objects.  When the process becomes mixed, the kernel exempts
   all code that is in no file, and so the memory of clean objects beyond
   theirs, which hardly any has.  */
static int
exempt (unsigned int op, const struct batch *legacy)
{
  int error = mark (op, legacy);
  if ((op & PR_LEGACY_CODE_AUTO) != 0)
    for (struct link_map *l = next_object (NULL); error == 0 && l != NULL;
	 l = next_object (l))
      if (_dl_exec_beyond_file (l->l_phdr, l->l_phnum, GLRO (dl_pagesize))
	  && _dl_legacy_reason (l) == protection_none)
	error = track (l);
  return error;
}

/* The thread's copy, which new threads inherit, is what glibc looks at.  */
static void
set_status (unsigned int status)
{
  unsigned int features = THREAD_GETMEM (THREAD_SELF, header.feature_1);
  if (status & IBT_ENABLED)
    features |= GNU_PROPERTY_X86_FEATURE_1_IBT;
  else
    features &= ~GNU_PROPERTY_X86_FEATURE_1_IBT;
  THREAD_SETMEM (THREAD_SELF, header.feature_1, features);
  GL (dl_ibt_status) = status;
}

static enum protection_reason
enable (unsigned int flags)
{
  int error = ibt_set (flags);
  LIBC_PROBE (ibt_enable, 2, flags, error);
  if (error != 0)
    return _dl_ibt_failure (false, error);
  set_status (GL (dl_ibt_status) | IBT_ENABLED
	      | (flags & PR_CFI_LOCK ? IBT_LOCKED : 0));
  return protection_none;
}

/* What rampart.ibt.legacy=refuse is for.  */
static void
refuse_startup (struct link_map *l, enum protection_reason refusal)
{
  const char *name = object_name (l);
  LIBC_PROBE (ibt_refusal, 2, name, refusal);
  _dl_fatal_printf ("%s: legacy code (%s): %s\n", name,
		    _dl_protection_reason_name (_dl_legacy_reason (l)),
		    _dl_protection_reason_sentence (refusal));
}

/* Return protection_none if IBT is on, or why not.  */
static enum protection_reason
start (void)
{
  /* For ibt_is_legacy.  */
  if (GLRO (dl_sysinfo_map) != NULL)
    read_property_once (GLRO (dl_sysinfo_map));
  struct link_map vdso;
  bool vdso_legacy = (describe_vdso (&vdso)
		      && _dl_legacy_reason (&vdso) != protection_none);

  size_t room = vdso_legacy ? count_ranges (&vdso) : 0;
  for (struct link_map *l = next_object (NULL); l != NULL; l = next_object (l))
    room += count_ranges (l);

  /* Some 32 bytes for an object, on the stack that main is going to have.  */
  struct legacy_code_range ranges[room + 1];
  struct batch legacy = { .ranges = ranges };
  for (struct link_map *l = next_object (NULL); l != NULL; l = next_object (l))
    {
      if (_dl_legacy_reason (l) != protection_none)
	batch_add (&legacy, l);
      l->l_ibt_settled = 1;
    }

  struct ibt_plan plan
    = _dl_ibt_plan_startup (&config, legacy.count > 0, vdso_legacy);
  if (plan.refusal != protection_none)
    {
      /* Only where IBT would be on.  */
      unsigned long int flags;
      int error = ibt_get (&flags);
      if (error != 0)
	return _dl_ibt_failure (false, error);
      refuse_startup (legacy.first, plan.refusal);
    }
  if (vdso_legacy)
    batch_add (&legacy, &vdso);
  if (plan.mark != 0)
    {
      int error = exempt (plan.mark, &legacy);
      if (error != 0)
	return _dl_ibt_failure (true, error);
    }
  return enable (plan.cfi);
}

/* Audit modules are opened before.  */
static bool started;

void
_dl_ibt_startup (void)
{
  started = true;
  enum protection_reason reason = wanted;
  /* Threads have their own IBT, and those of audit modules are here
     already.  */
  if (reason == protection_none && !SINGLE_THREAD_P)
    reason = protection_threads_before_enable;
  if (reason == protection_none)
    reason = start ();
  if (reason != protection_none)
    {
      /* Marks without IBT mean nothing.  */
      GL (dl_ibt_status) = 0;
      GL (dl_ibt_reason) = reason;
    }
  else
    _dl_ibt_explain_start ();
  _dl_report_startup ();
}

/* Fail the dlopen because of L.  */
static void
fail_dlopen (struct link_map *l, const char *what,
	     enum protection_reason reason)
{
  LIBC_PROBE (ibt_refusal, 2, l->l_name, reason);
  struct dl_exception exception;
  _dl_exception_create_format (&exception, l->l_name, "%s (%s): %s", what,
			       _dl_protection_reason_name
				 (_dl_legacy_reason (l)),
			       _dl_protection_reason_sentence (reason));
  _dl_signal_exception (0, &exception, "dlopen");
}

static void
fail_tracking (struct link_map *l, int error)
{
  fail_dlopen (l, "cannot track branches to it",
	       _dl_ibt_failure (true, error));
}

/* Legacy objects could not be marked.  Return true if the process can do
   without IBT.  */
static bool
do_without (void)
{
  if (!_dl_ibt_may_do_without (&config, SINGLE_THREAD_P)
      || ibt_set (PR_CFI_DISABLE) != 0)
    return false;
  set_status (0);
  GL (dl_ibt_reason) = protection_permissive;
  return true;
}

/* Exempt or track the objects among the COUNT of LIST that are new.  */
static void
settle (struct link_map **list, size_t count)
{
  size_t room = 0;
  for (size_t i = 0; i < count; ++i)
    if (!list[i]->l_real->l_ibt_settled)
      room += count_ranges (list[i]->l_real);
  if (room == 0)
    return;

  struct legacy_code_range legacy_ranges[room], clean_ranges[room];
  struct batch legacy = { .ranges = legacy_ranges };
  struct batch clean = { .ranges = clean_ranges };
  for (size_t i = 0; i < count; ++i)
    {
      struct link_map *l = list[i]->l_real;
      if (!l->l_ibt_settled)
	batch_add (_dl_legacy_reason (l) == protection_none ? &clean : &legacy,
		   l);
    }

  struct ibt_plan plan
    = _dl_ibt_plan_dlopen (&config, GL (dl_ibt_status) & IBT_MIXED,
			   legacy.count > 0, clean.count > 0);
  if (plan.refusal != protection_none)
    fail_dlopen (legacy.first, "legacy code", plan.refusal);
  if (plan.mark != 0)
    {
      int error = exempt (plan.mark, &legacy);
      if (error != 0)
	{
	  if (do_without ())
	    return;
	  fail_dlopen (legacy.first, "cannot exempt legacy code from IBT",
		       _dl_ibt_failure (true, error));
	}
    }
  if (plan.clear != 0)
    {
      int error = mark (plan.clear, &clean);
      if (error != 0)
	fail_tracking (clean.first, error);
    }

  for (size_t i = 0; i < count; ++i)
    list[i]->l_real->l_ibt_settled = 1;
}

void
_dl_ibt_dlopen (struct link_map *new)
{
  unsigned int status = GL (dl_ibt_status);
  if (status & IBT_ENABLED)
    {
      /* Where glibc has switched shadow stacks off, it has taken IBT's bit
	 with theirs.  */
      set_status (status);
      settle (new->l_searchlist.r_list, new->l_searchlist.r_nlist);
    }
  if (started)
    _dl_report_dlopen ();
}

void
_dl_ibt_relocated (struct link_map *l)
{
  const unsigned int mixed = IBT_ENABLED | IBT_MIXED;
  if ((GL (dl_ibt_status) & mixed) != mixed
      || _dl_legacy_reason (l) != protection_none)
    return;
  int error = track (l);
  if (error != 0)
    fail_tracking (l, error);
}
