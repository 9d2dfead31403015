/* What the loader has decided about the objects of the process.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/dl-ibt.h>
#include <elf/dl-mpx.h>
#include <elf/dl-objects.h>
#include <elf/dl-property.h>
#include <elf/dl-report.h>
#include <elf/exec-ranges.h>

#include <_itoa.h>
#include <elf/dl-tunables.h>
#include <sys/ibt.h>
#include <sys/mpx.h>

static bool
wanted (void)
{
  return (TUNABLE_IS_INITIALIZED (rampart, rtld, report)
	  && TUNABLE_GET (rampart, rtld, report, int32_t, NULL) != 0);
}

/* Whether L is what a DT_NEEDED of LOADER names.  */
static bool
needed_p (struct link_map *loader, struct link_map *l)
{
  if (loader->l_ld == NULL || loader->l_info[DT_STRTAB] == NULL)
    return false;
  const char *strings = (const void *) D_PTR (loader, l_info[DT_STRTAB]);
  for (const ElfW(Dyn) *d = loader->l_ld; d->d_tag != DT_NULL; ++d)
    if (d->d_tag == DT_NEEDED
	&& _dl_name_match_p (strings + d->d_un.d_val, l))
      return true;
  return false;
}

/* Who has pulled L in: a verb and an object, which may be empty.  */
struct origin
{
  const char *verb;
  const char *by;
};

static struct origin
origin (struct link_map *l)
{
  if (l->l_type == lt_executable)
    return (struct origin) { "the program", "" };
#ifdef SHARED
  if (is_rtld_link_map (l))
    return (struct origin) { "the interpreter", "" };
#endif
  if (l->l_auditing)
    return (struct origin) { "for auditing", "" };
  struct link_map *loader = l->l_loader;
  if (loader == NULL)
    return (struct origin) { "opened by the program", "" };
  if (needed_p (loader, l))
    return (struct origin) { "needed by ", object_name (loader) };
  if (l->l_type == lt_library)
    return (struct origin) { "preloaded", "" };
  return (struct origin) { "opened by ", object_name (loader) };
}

/* Describe the COUNT ranges at BUFFER, which has room for range_room bytes for
   each and a null byte.  */
enum { range_room = sizeof " 0x-0x" - 1 + 2 * 16 };

static void
describe_ranges (char *buffer, const struct legacy_code_range *ranges,
		 size_t count)
{
  for (size_t i = 0; i < count; ++i)
    {
      uint64_t ends[] =
	{ ranges[i].start, ranges[i].start + ranges[i].length };
      for (int end = 0; end < 2; ++end)
	{
	  char digits[16];
	  char *first = _itoa_word (ends[end], digits + sizeof digits, 16, 0);
	  buffer = stpcpy (buffer, end == 0 ? " 0x" : "-0x");
	  buffer = mempcpy (buffer, first, digits + sizeof digits - first);
	}
    }
  *buffer = '\0';
}

/* Sums over objects.  */
struct sums
{
  size_t objects, legacy;
  uint64_t bytes, legacy_bytes;
  bool mixed;			/* There is legacy code besides the vDSO.  */
};

static void
add (struct sums *sums, struct link_map *l, struct origin from, bool print)
{
  /* First, since it knows the program headers of a static program.  */
  enum protection_reason reason = _dl_legacy_reason (l);
  bool legacy = reason != protection_none;
  struct legacy_code_range ranges[l->l_phnum + 1];
  size_t count = _dl_exec_ranges (l->l_phdr, l->l_phnum, l->l_addr,
				  GLRO (dl_pagesize), ranges);
  uint64_t bytes = 0;
  for (size_t i = 0; i < count; ++i)
    bytes += ranges[i].length;

  sums->objects++;
  sums->legacy += legacy;
  sums->bytes += bytes;
  sums->legacy_bytes += legacy ? bytes : 0;
  if (!print)
    return;

  unsigned int features = l->l_x86_feature_1_and;
  char code[count * range_room + 1];
  describe_ranges (code, ranges, count);
  _dl_error_printf ("\
rampart: object %s: IBT %s, SHSTK %s, %s%s%s, %lu bytes executable%s, %s%s\n",
		    object_name (l),
		    features & GNU_PROPERTY_X86_FEATURE_1_IBT ? "yes" : "no",
		    features & GNU_PROPERTY_X86_FEATURE_1_SHSTK ? "yes" : "no",
		    legacy ? "legacy (" : "clean",
		    legacy ? _dl_protection_reason_name (reason) : "",
		    legacy ? ")" : "",
		    (unsigned long int) bytes, code, from.verb,
		    from.by);
}

/* Add all objects of the process, and print ALL or those that are not
   relocated yet.  */
static struct sums
add_objects (bool all)
{
  struct sums sums = { };
  for (struct link_map *l = next_object (NULL); l != NULL; l = next_object (l))
    add (&sums, l, origin (l), all || !l->l_relocated);
  sums.mixed = sums.legacy_bytes > 0;
  struct link_map vdso;
  if (describe_vdso (&vdso))
    add (&sums, &vdso, (struct origin) { "mapped by the kernel", "" }, all);
  return sums;
}

/* The last line, after "IBT on" or what is in its place.  */
static void
print_on (const char *on, const struct sums *sums, unsigned int status)
{
  /* Tenths of MiB, rounded.  */
  unsigned long int unprotected
    = (sums->legacy_bytes * 10 + (1UL << 19)) >> 20;
  unsigned long int all = (sums->bytes * 10 + (1UL << 19)) >> 20;
  _dl_error_printf ("\
rampart: %s; %zu of %zu object%s legacy; %lu.%lu of %lu.%lu MiB executable "
		    "bytes unprotected%s%s%s\n",
		    on, sums->legacy, sums->objects,
		    sums->objects == 1 ? "" : "s",
		    unprotected / 10, unprotected % 10, all / 10, all % 10,
		    status & IBT_MIXED ? "; mixed" : "",
		    status & IBT_LOCKED ? "; locked" : "",
		    status & IBT_SEALED ? "; sealed" : "");
}

static void
print_off (const char *off, enum protection_reason reason)
{
  _dl_error_printf ("rampart: %s: %s (%s)\n", off,
		    _dl_protection_reason_name (reason),
		    _dl_protection_reason_sentence (reason));
}

/* What the last line about MPX has said.  */
static struct
{
  bool on;
  enum protection_reason reason;
} reported;

static void
print_mpx (void)
{
  const struct mpx_process *mpx = &GL (dl_mpx);
  reported.on = mpx->bndcfgu != 0;
  reported.reason = mpx->reason;
  if (mpx->bndcfgu != 0)
    _dl_error_printf ("rampart: MPX on; bounds tables by %s%s\n",
		      mpx->tables == MPX_TABLES_KERNEL
		      ? "the kernel" : "libc",
		      _dl_mpx_preserves_p () ? "; preserving" : "");
  if (mpx->reason != protection_none)
    print_off (reported.on ? "MPX weakened" : "MPX off", mpx->reason);
}

void
_dl_report_mpx_weakened (enum protection_reason reason)
{
  if (!wanted ())
    return;
  reported.reason = reason;
  print_off ("MPX weakened", reason);
}

static void
print_verdict (const struct sums *sums)
{
  unsigned int status = GL (dl_ibt_status);
  if (status & IBT_ENABLED)
    print_on ("IBT on", sums, status);
  else
    print_off ("IBT off", GL (dl_ibt_reason));
}

void
_dl_report_startup (void)
{
  if (!wanted ())
    return;
  struct sums sums = add_objects (true);
  print_mpx ();
  print_verdict (&sums);
}

void
_dl_report_dlopen (void)
{
  if (!wanted ())
    return;
  struct sums sums = add_objects (false);
  if (reported.on != (GL (dl_mpx).bndcfgu != 0)
      || reported.reason != GL (dl_mpx).reason)
    print_mpx ();
  print_verdict (&sums);
}

#ifdef SHARED
void
_dl_report_list (void)
{
  struct link_map *main_map = GL (dl_ns)[LM_ID_BASE]._ns_loaded;
  /* Other uses of ld.so end before anything is loaded.  */
  if (!wanted () || main_map == NULL || main_map->l_searchlist.r_list == NULL)
    return;
  struct sums sums = add_objects (true);
  enum protection_reason reason = _dl_ibt_predict (main_map, sums.mixed);
  if (reason == protection_none)
    print_on ("IBT would be on", &sums, 0);
  else if (reason == protection_legacy_refused)
    print_off ("the program would be refused", reason);
  else
    print_off ("IBT would be off", reason);
}
#endif
