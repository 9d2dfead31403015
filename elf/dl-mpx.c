/* MPX in the dynamic loader.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/dl-mpx.h>
#include <elf/dl-objects.h>
#include <elf/dl-property.h>
#include <elf/dl-report.h>
#include <elf/mpx-late.h>
#include <elf/mpx-policy.h>
#include <elf/mpx-table.h>
#include <elf/mpx-thread.h>

#include <array_length.h>
#include <cpu-features.h>
#include <dl-hash.h>
#include <dl-machine.h>
#include <dl-new-hash.h>
#include <elf/dl-tunables.h>
#include <ldsodefs.h>
#include <mpx-registers.h>
#include <protection-machine.h>
#include <stap-probe.h>
#include <sys/mman.h>
#include <sys/mpx.h>
#include <sysdep.h>

/* Decided at startup, read-only from then on.  */
static struct mpx_config config attribute_relro;

/* Return which of the COUNT WORDS the VALUE of the tunable NAME is; the first
   one if it is none of them.  */
static int
read_word (tunable_val_t *value, const char *name, const char (*words)[8],
	   int count)
{
  const char *string = value->strval.str;
  size_t length = value->strval.len;
  for (int i = 0; i < count; ++i)
    {
      /* Static programs come here before IFUNCs can be called.  */
      size_t same = 0;
      while (same < length && words[i][same] == string[same])
	++same;
      if (same == length && words[i][same] == '\0')
	return i;
    }
  _dl_error_printf ("\
WARNING: ld.so: value `%.*s' for option `rampart.mpx.%s' is none of",
		    (int) length, string, name);
  for (int i = 0; i < count; ++i)
    _dl_error_printf (" `%s'", words[i]);
  _dl_error_printf (": ignored.\n");
  return 0;
}

/* That a tunable is not set is cheaper to find out than its value.  */
#define READ_WORD(name)							      \
  if (TUNABLE_IS_INITIALIZED (rampart, mpx, name))			      \
    TUNABLE_GET (rampart, mpx, name, tunable_val_t *, set_##name)

static void
set_mode (tunable_val_t *value)
{
  /* Not pointers: static PIE comes here before it is relocated.  */
  static const char words[][8] = { "auto", "off", "on", "strict" };
  config.mode = read_word (value, "mode", words, array_length (words));
}

static void
set_tables (tunable_val_t *value)
{
  static const char words[][8] = { "auto", "kernel", "user" };
  config.tables = read_word (value, "tables", words, array_length (words));
}

static void
set_violation (tunable_val_t *value)
{
  static const char words[][8] = { "signal", "report", "count" };
  config.violation = read_word (value, "violation", words,
				array_length (words));
}

static void
read_tunables (void)
{
  READ_WORD (mode);
  READ_WORD (tables);
  READ_WORD (violation);
  if (TUNABLE_IS_INITIALIZED (rampart, mpx, preserve))
    config.preserve = TUNABLE_GET (rampart, mpx, preserve, int32_t, NULL);
}

/* Old binaries need this name.  Ours has a note; that of GCC would put its own
   directory and handler in the place of those of libc.  */
static bool
foreign_runtime_p (struct link_map *l)
{
#ifdef SHARED
  if (l->l_mpx_wanted || l->l_info[DT_SONAME] == NULL
      || l->l_info[DT_STRTAB] == NULL)
    return false;
  const char *strings = (const void *) D_PTR (l, l_info[DT_STRTAB]);
  return strcmp (strings + l->l_info[DT_SONAME]->d_un.d_val,
		 "libmpx.so.2") == 0;
#else
  return false;
#endif
}

static void
look_at (struct link_map *l, struct mpx_facts *facts)
{
  read_property_once (l);
  facts->asked |= l->l_mpx_wanted;
  facts->foreign |= foreign_runtime_p (l);
}

static void
look_at_objects (struct link_map *main_map, struct mpx_facts *facts)
{
  /* In a static program, it is in no list yet.  */
  for (struct link_map *l = main_map; l != NULL; l = l->l_next)
    look_at (l, facts);
}

/* Store in *RESULT what the system call has returned.  If the process may have
   locked memory (LATE), it is not brought into memory for that.  */
static int
map_directory (size_t size, bool late, uintptr_t *result)
{
  const int protection = PROT_READ | PROT_WRITE;
  long int address
    = INTERNAL_SYSCALL_CALL (mmap, NULL, size, late ? PROT_NONE : protection,
			     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
			     -1, 0);
  if (INTERNAL_SYSCALL_ERROR_P (address))
    return INTERNAL_SYSCALL_ERRNO (address);
  if (late)
    {
      INTERNAL_SYSCALL_CALL (munlock, address, size);
      int error
	= -INTERNAL_SYSCALL_CALL (mprotect, address, size, protection);
      if (error != 0)
	{
	  INTERNAL_SYSCALL_CALL (munmap, address, size);
	  return error;
	}
    }
  /* Of 512 entries that lie side by side, most programs use one: a huge page
     would take the memory of the others.  A kernel without huge pages fails
     here.  Nobody wants 2 GiB in a core file.  */
  INTERNAL_SYSCALL_CALL (madvise, address, size, MADV_NOHUGEPAGE);
  INTERNAL_SYSCALL_CALL (madvise, address, size, MADV_DONTDUMP);
  *result = address;
  return 0;
}

/* What libc has for a process that runs: a pointer to the function NAME, or
   NULL.  */
#ifdef SHARED
# define LATE_FUNCTION(name) \
  ((__typeof (name) *) find_function (#name))
static void *
find_function (const char *name)
{
  static const char version[] = "GLIBC_PRIVATE";
  struct link_map *map = GL (dl_ns)[LM_ID_BASE].libc_map;
  const ElfW(Sym) *symbol
    = (map == NULL ? NULL
       : _dl_lookup_direct (map, name, _dl_new_hash (name), version,
			    _dl_elf_hash (version)));
  return symbol == NULL ? NULL : DL_SYMBOL_ADDRESS (map, symbol);
}
#else
# define LATE_FUNCTION(name) (name)
weak_extern (__mpx_start_late)
weak_extern (__mpx_start_threads)
#endif

/* Whether other threads have yet to be reached.  */
static bool threads_wait;

/* Return protection_none if MPX is on, or why not.  LATE is in a process that
   runs.  */
static enum protection_reason
start (bool late)
{
  struct mpx_process *process = &GL (dl_mpx);
  process->mawa = mpx_mawa ();
  process->bndregs_offset = mpx_xsave_offset (mpx_bndregs);
  process->bndcsr_offset = mpx_xsave_offset (mpx_bndcsr);
  process->violation = config.violation;

  size_t size = _dl_mpx_directory_size (process->mawa);
  uintptr_t directory;
  int error = map_directory (size, late, &directory);
  if (error != 0)
    return _dl_mpx_failure (error);
  uint64_t bndcfgu = _dl_mpx_bndcfgu (&config, directory);

  /* The kernel takes the address of the directory from there.  Libc has no
     code that would miss a table before the handler is installed.  */
  mpx_write_bndcfgu (bndcfgu, process->bndcsr_offset);
  unsigned int tables = MPX_TABLES_LIBC;
  if (config.tables != mpx_tables_user)
    {
      if (mpx_enable_management () == 0)
	tables = MPX_TABLES_KERNEL;
      else if (config.tables == mpx_tables_kernel)
	{
	  mpx_write_bndcfgu (0, process->bndcsr_offset);
	  INTERNAL_SYSCALL_CALL (munmap, directory, size);
	  return protection_tables_absent;
	}
    }
  /* The handler is installed also if the kernel makes the tables: where it
     takes addresses below 4 GiB for them (Linux 4.15 to 5.3 with
     CONFIG_X86_X32), it has no more than some thousand.  */
  threads_wait = late;
  if (late)
    LATE_FUNCTION (__mpx_start_late) ((uintptr_t) _dl_mpx_entries, bndcfgu,
				      tables);
  else
    {
      process->bndcfgu = bndcfgu;
      process->tables = tables;
      _dl_mpx_install_handler ();
    }
  LIBC_PROBE (mpx_enable, 2, bndcfgu, tables);
  return protection_none;
}

void
_dl_mpx_startup (struct link_map *main_map)
{
  read_tunables ();
  struct mpx_facts facts
    = { .cpu = CPU_FEATURE_PRESENT_P (__get_cpu_features (), MPX) };
  facts.os = facts.cpu && machine_saves_mpx_state ();
  if (facts.os && config.mode != mpx_off)
    look_at_objects (main_map, &facts);
  enum protection_reason reason = _dl_mpx_wanted (&config, &facts);
  if (reason == protection_none)
    reason = start (false);
  GL (dl_mpx).reason = reason;
}

void
_dl_mpx_dlopen (struct link_map *new)
{
  struct mpx_process *process = &GL (dl_mpx);
  bool on = process->bndcfgu != 0;
  enum protection_reason before = on ? protection_none : process->reason;
  if (before != protection_none && before != protection_not_asked_for)
    return;
  struct mpx_facts facts = { .cpu = true, .os = true };
  for (unsigned int i = 0; i < new->l_searchlist.r_nlist; ++i)
    look_at (new->l_searchlist.r_list[i], &facts);
  enum protection_reason reason
    = _dl_mpx_wanted_late (&config, &facts, before);
  if (_dl_mpx_fatal (&config, reason))
    _dl_signal_error (0, object_name (new), NULL,
		      _dl_protection_reason_sentence (reason));
  if (!on)
    {
      if (reason == protection_none)
	reason = (LATE_FUNCTION (__mpx_start_late) != NULL
		  ? start (true) : before);
      process->reason = reason;
    }
  else if (reason != protection_none)
    _dl_mpx_weaken (reason);
}

void
_dl_mpx_reach_threads (void)
{
  if (__glibc_likely (!threads_wait))
    return;
  threads_wait = false;
  int error = LATE_FUNCTION (__mpx_start_threads) ();
  if (error != 0)
    _dl_mpx_weaken (_dl_mpx_failure (error));
}

void
_dl_mpx_weaken (enum protection_reason reason)
{
  if (atomic_exchange_relaxed (&GL (dl_mpx).reason, reason) == reason)
    return;
  LIBC_PROBE (mpx_weakened, 1, reason);
  _dl_report_mpx_weakened (reason);
}

void
_dl_mpx_enforce (struct link_map *main_map)
{
  /* A static program has not had a thread descriptor before.  */
  mpx_thread (THREAD_SELF)->blocks = GL (dl_mpx).starts_blocked;
  enum protection_reason reason = GL (dl_mpx).reason;
  if (_dl_mpx_fatal (&config, reason))
    _dl_fatal_printf ("%s: rampart.mpx.mode=strict, and MPX is off: %s (%s)\n",
		      object_name (main_map),
		      _dl_protection_reason_name (reason),
		      _dl_protection_reason_sentence (reason));
}

#ifndef SHARED
void
_dl_mpx_startup_static (void)
{
  struct link_map *main_map = _dl_get_dl_main_map ();
  /* glibc finds it out later.  */
  for (size_t i = 0; i < GL (dl_phnum); ++i)
    if (GL (dl_phdr)[i].p_type == PT_LOAD && GL (dl_phdr)[i].p_offset == 0
	&& GL (dl_phdr)[i].p_filesz != 0)
      main_map->l_addr
	= elf_machine_load_address () - GL (dl_phdr)[i].p_vaddr;
  _dl_mpx_startup (main_map);
}
#endif

bool
_dl_mpx_fatal_p (enum protection_reason reason)
{
  return _dl_mpx_fatal (&config, reason);
}

bool
_dl_mpx_off_p (void)
{
  read_tunables ();
  return config.mode == mpx_off;
}

bool
_dl_mpx_preserves_p (void)
{
  return config.preserve;
}
