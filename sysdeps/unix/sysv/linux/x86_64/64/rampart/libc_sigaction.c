/* Change the action of a signal: what the kernel gets is not always what the
   program sees.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/dl-ibt-explain.h>
#include <elf/mpx-action.h>
#include <internal-signals.h>
#include <ldsodefs.h>
#include <nptl/signal-action.h>
#include <nptl/signal-entry.h>
#include <signal.h>
#include <string.h>

static inline __attribute__ ((always_inline)) int
upstream_libc_sigaction (int, const struct sigaction *, struct sigaction *);
#define __libc_sigaction upstream_libc_sigaction
#pragma push_macro ("libc_hidden_def")
#pragma push_macro ("memcpy")
#undef libc_hidden_def
#undef memcpy
#define libc_hidden_def(name)
/* Of a mask of signals, the kernel has no more than that.  */
#define memcpy(to, from, size) __builtin_memcpy (to, from, __NSIG_BYTES)
#include <sysdeps/unix/sysv/linux/x86_64/libc_sigaction.c>
#undef __libc_sigaction
#pragma pop_macro ("libc_hidden_def")
#pragma pop_macro ("memcpy")

void (*const __signal_plain_restorer) (void) = restore_rt;

/* ld.so is without.  glibc finds out what it takes from libc by this file as
   libc has it.  */
#ifdef SHARED
weak_extern (__signal_action)
weak_extern (__signal_action_again)
weak_extern (__signal_action_show)
#endif

static inline bool
are_stubs_used (void)
{
  return (IS_IN (libc)
	  && (atomic_load_acquire (&GL (dl_pkey).signal_entry)
	      != signal_entry_none));
}

/* The kernel's action is not simply the program's, or ceased to be so in a
   call with RESULT.  That stands apart, so that others do not pay for it.  */
static __attribute_noinline__ __COLD int
stub_sigaction (int sig, const struct sigaction *act, struct sigaction *oact)
{
  if (are_stubs_used () && !is_internal_signal (sig))
    return __signal_action (sig, act, oact);
  return upstream_libc_sigaction (sig, act, oact);
}

/* SIG_DFL may hide a handler of the loader.  */
static int
explained_sigaction (uintptr_t entries, int sig, const struct sigaction *act,
		     struct sigaction *oact)
{
  struct sigaction wrapped;
  if (act != NULL && act->sa_handler == SIG_DFL)
    {
      wrapped = *act;
      explain_wrap (entries, &wrapped);
      act = &wrapped;
    }
  int result = stub_sigaction (sig, act, oact);
  if (result == 0 && oact != NULL)
    explain_unwrap (entries, oact);
  return result;
}

#if IS_IN (libc)
static int
present_sigaction (int sig, const struct sigaction *act,
		   struct sigaction *oact)
{
  uintptr_t explain = GL (dl_ibt_explain);
  return (explain != 0 ? explained_sigaction (explain, sig, act, oact)
	  : stub_sigaction (sig, act, oact));
}

void
__mpx_adopt_action (struct sigaction *oact)
{
  __mpx_adopt (oact, present_sigaction);
}
#endif

static __attribute_noinline__ __COLD int
meet_stubs (int sig, const struct sigaction *act, struct sigaction *oact,
	    int result)
{
  if (result == 0 && !is_internal_signal (sig))
    {
      if (oact != NULL)
	__signal_action_show (oact);
      if (act != NULL)
	__signal_action_again (sig);
    }
  return result;
}

static inline __attribute__ ((always_inline)) int
program_sigaction (int sig, const struct sigaction *act,
		   struct sigaction *oact)
{
  if (__glibc_unlikely (are_stubs_used ()))
    return stub_sigaction (sig, act, oact);
  int result = upstream_libc_sigaction (sig, act, oact);
  /* If that has just begun, the handler may have come too late to be found.
     The system calls here and there are in one order for both threads.  */
  if (__glibc_unlikely (are_stubs_used ()))
    return meet_stubs (sig, act, oact, result);
  return result;
}

/* The loader may have a handler of its own for SIGSEGV.  */
static inline int
loader_sigaction (const struct sigaction *act, struct sigaction *oact)
{
  uintptr_t explain = GL (dl_ibt_explain);
  return (__glibc_unlikely (explain != 0)
	  ? explained_sigaction (explain, SIGSEGV, act, oact)
	  : program_sigaction (SIGSEGV, act, oact));
}

#if IS_IN (libc)
static __attribute_noinline__ int
segv_sigaction (const struct sigaction *act, struct sigaction *oact)
{
  struct mpx_process *process = &GL (dl_mpx);
  /* A dlopen that switches MPX on waits for who has not seen it.  */
  atomic_fetch_add_acquire (&process->actions_changing, 1);
  bool on = process->entries != 0;
  int result = 0;
  if (__glibc_likely (!on))
    {
      result = loader_sigaction (act, oact);
      if (__glibc_unlikely (process->entries != 0))
	__mpx_adopt_action (oact);
    }
  atomic_fetch_add_release (&process->actions_changing, -1);
  return on ? __mpx_sigaction (act, oact, stub_sigaction) : result;
}
#else
# define segv_sigaction loader_sigaction
#endif

int
__libc_sigaction (int sig, const struct sigaction *act, struct sigaction *oact)
{
  if (__glibc_unlikely (sig == SIGSEGV))
    return segv_sigaction (act, oact);
  return program_sigaction (sig, act, oact);
}
libc_hidden_def (__libc_sigaction)
