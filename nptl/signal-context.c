/* The rights in signal frames.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <ldsodefs.h>
#include <nptl/pkey-restore.h>
#include <nptl/pkey-rights.h>
#include <nptl/pkey-thread.h>
#include <nptl/pkru-sequence.h>
#include <nptl/signal-code.h>
#include <nptl/signal-context.h>

/* What is left out is so in programs only that have to fail for it.  */
#ifndef CATCH_UP_STUBS
# define CATCH_UP_STUBS 1
#endif
#ifndef CATCH_UP_RESTORER
# define CATCH_UP_RESTORER 1
#endif
#ifndef CATCH_UP_FRAME
# define CATCH_UP_FRAME 1
#endif
#ifndef CATCH_UP_SEQUENCE
# define CATCH_UP_SEQUENCE 1
#endif

/* Made by the linker.  */
extern const struct pkru_sequence __start_pkru_sequences[] attribute_hidden;
extern const struct pkru_sequence __stop_pkru_sequences[] attribute_hidden;

/* Where IP would be in this copy of libc, if it is in another, which comes
   from the same file: ld.so works with one build of libc only.  */
static uintptr_t
in_this_copy (uintptr_t ip)
{
#ifdef SHARED
  struct dl_find_object own, other;
  if (__glibc_unlikely (GL (dl_nns) > 1)
      && GLRO (dl_find_object) ((void *) __start_pkru_sequences, &own) == 0
      && GLRO (dl_find_object) ((void *) ip, &other) == 0)
    {
      struct link_map *map = other.dlfo_link_map;
      if (map == GL (dl_ns)[map->l_ns].libc_map)
	return ip - map->l_addr + own.dlfo_link_map->l_addr;
    }
#endif
  return ip;
}

void
__signal_sequence_again (ucontext_t *context)
{
  uintptr_t ip = context->uc_mcontext.gregs[REG_RIP];
  uintptr_t here = in_this_copy (ip);
  const struct pkru_sequence *sequence
    = pkru_sequence_find (__start_pkru_sequences, __stop_pkru_sequences, here);
  if (sequence != NULL)
    {
      context->uc_mcontext.gregs[REG_RIP]
	-= here - pkru_sequence_start (sequence);
      atomic_fetch_add_relaxed (&GL (dl_pkey).restarts, 1);
    }
}

/* The thread is in a stub, or about to enter it.  Let it begin again, and
   return the context that the stub has been entered for, which may be that of
   another stub: the frames of pending signals are stacked before the first
   handler has run an instruction.  Return NULL if the program has called the
   stub like a function: it interrupts nothing.  */
static ucontext_t *
begin_stub_again (ucontext_t *context)
{
  greg_t *registers = context->uc_mcontext.gregs;
  uintptr_t *stack = (uintptr_t *) registers[REG_RSP];
  if (stack[0] != signal_restorer ())
    return NULL;
  registers[REG_RIP] = signal_stub_start (registers[REG_RIP]);
  registers[REG_RDX] = (uintptr_t) (stack + 1);
  return (ucontext_t *) (stack + 1);
}

void
__signal_change (ucontext_t *context, struct pkey_change change,
		 uint64_t stamp)
{
  while (context != NULL)
    {
      uintptr_t ip = context->uc_mcontext.gregs[REG_RIP];
      ucontext_t *outer = NULL;
      /* What a stub has in PKRU is nobody's rights: it needs it for a while,
	 and what is to be changed is the frame that it has been entered
	 with.  */
      if (CATCH_UP_STUBS && signal_in_stub (ip))
	outer = begin_stub_again (context);
      else
	{
	  unsigned int *pkru = context_pkru (context);
	  if (CATCH_UP_FRAME && pkru != NULL)
	    *pkru = pkey_apply (change, *pkru);
	  if (CATCH_UP_SEQUENCE)
	    __signal_sequence_again (context);
	  if (CATCH_UP_RESTORER && signal_in_restorer (ip))
	    context->uc_mcontext.gregs[REG_RIP] = signal_restorer ();
	}
      if (context->uc_mcontext.fpregs != NULL)
	atomic_store_release
	  (signal_frame_stamp (context->uc_mcontext.fpregs), stamp);
      context = outer;
    }
}

void
__signal_catch_up (ucontext_t *context, uint64_t epoch)
{
  /* In this order: a broadcast may come in between, and the stamp must not be
     newer than the changes.  */
  uint64_t stamp = atomic_load_acquire (&pkey_thread (THREAD_SELF)->epoch);
  __signal_change (context, pkey_changes_since (&GL (dl_pkey), epoch), stamp);
}

void
__signal_restore (ucontext_t *context)
{
  uint64_t *place = signal_frame_stamp (context->uc_mcontext.fpregs);
  __signal_catch_up (context, atomic_load_relaxed (place));
}

/* What CONTEXT has in PKRU, or, if a stub is interrupted there, what the
   handler would have started with.  */
static unsigned int
context_rights (ucontext_t *context)
{
  uint64_t words = atomic_load_relaxed (&signal_entry ()->rights);
  unsigned int rights = words;
  unsigned int mask = -1;
  while (context != NULL
	 && signal_in_stub (context->uc_mcontext.gregs[REG_RIP]))
    {
      mask &= words >> 32;
      context = begin_stub_again (context);
    }
  if (context == NULL)
    return rights;
  const unsigned int *pkru = context_pkru (context);
  struct pkey_change change
    = { mask, pkru != NULL ? *pkru : GL (dl_pkey).init };
  return pkey_apply (change, rights);
}

void
__signal_take_rights (ucontext_t *context)
{
  if (context->uc_mcontext.fpregs == NULL)
    return;
  uint64_t *place = signal_frame_stamp (context->uc_mcontext.fpregs);
  uint64_t epoch;
  do
    {
      epoch = pkey_own_epoch ();
      /* The frame for which a stub was entered that is interrupted has no
	 stamp yet, and may be the next one.  */
      if (atomic_load_relaxed (place) != epoch
	  || signal_in_stub (context->uc_mcontext.gregs[REG_RIP]))
	__signal_catch_up (context, atomic_load_relaxed (place));
    }
  while (!pkey_write_current (context_rights (context), epoch));
}
