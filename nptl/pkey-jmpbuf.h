/* The rights to protection keys in a jump buffer.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _PKEY_JMPBUF_H
#define _PKEY_JMPBUF_H

/* First: it has a type of its own for what <setjmp.h> declares.  */
#include <setjmpP.h>
#include <elf/mpx-resume.h>
#include <jmpbuf-offsets.h>
#include <ldsodefs.h>
#include <nptl/pkey-restore.h>
#include <nptl/pkey-rights.h>
#include <pkey-absent.h>
#include <pointer_guard.h>

/* What sigsetjmp saves with the signal mask, which has room for more signals
   than there are: see setjmpP.h for the rest of it.  */
struct jmpbuf_rights
{
  unsigned int keys;		/* Those that were allocated.  */
  unsigned int pkru;
  uint64_t epoch;		/* Up to which change of all threads.  */
};

static inline struct jmpbuf_rights *
jmpbuf_rights (struct __jmp_buf_tag *env)
{
  _Static_assert (sizeof (__jmpbuf_arch_t)
		  - sizeof (((__jmpbuf_arch_t *) 0)->__saved)
		  >= sizeof (struct jmpbuf_rights),
		  "they have room beside the mask");
  char *saved = (char *) &env->__saved_mask;
  saved += sizeof (((__jmpbuf_arch_t *) 0)->__saved);
  return (struct jmpbuf_rights *) saved;
}

/* The stack pointer that ENV has.  */
static inline uintptr_t
jmpbuf_stack (const struct __jmp_buf_tag *env)
{
  uintptr_t sp = env->__jmpbuf[JB_RSP];
  PTR_DEMANGLE (sp);
  return sp;
}

static inline void
jmpbuf_save_rights (struct __jmp_buf_tag *env)
{
  struct jmpbuf_rights *saved = jmpbuf_rights (env);
  saved->keys = atomic_load_relaxed (&GL (dl_pkey).allocated);
  if (__glibc_likely (saved->keys == 0))
    return;
  /* In this order: a change in between is made again.  */
  saved->epoch = pkey_own_epoch ();
  asm volatile ("" : : : "memory");
  saved->pkru = pkey_read ();
}

/* The rights for a jump to ENV: those that were saved, but for keys that were
   not allocated then or are not now, and with what has been changed in all
   threads since.  */
static inline unsigned int
jmpbuf_current_rights (const struct jmpbuf_rights *saved)
{
  const struct pkey_process *process = &GL (dl_pkey);
  unsigned int keys = saved->keys & atomic_load_relaxed (&process->allocated);
  unsigned int pkru = pkey_apply ((struct pkey_change) { keys, saved->pkru },
				  pkey_read ());
  struct pkey_change since = pkey_changes_since (process, saved->epoch);
  since.mask &= keys;
  return pkey_apply (since, pkru);
}

/* Jump to ENV with VALUE, by the function with the name FUNCTION.  The
   stack of the handler that is left may have a key that the rights do not
   give: nothing touches it after the WRPKRU.  It is a sequence like those
   of <arch-pkey.h>.  */
#define JMPBUF_JUMP(function, env, value)				      \
  do									      \
    {									      \
      struct jmpbuf_rights *saved = jmpbuf_rights (env);		      \
      if (__glibc_unlikely (GL (dl_mpx).bndcfgu != 0))			      \
	__mpx_resume_jump (jmpbuf_stack (env));				      \
      while ((env)->__mask_was_saved && saved->keys != 0)		      \
	{								      \
	  uint64_t epoch = pkey_own_epoch ();				      \
	  unsigned int pkru = jmpbuf_current_rights (saved);		      \
	  asm volatile goto ("1:\tcmpq %%fs:%c[word], %[epoch]\n\t"	      \
			     "jne %l[again]\n"				      \
			     "2:\twrpkru\n\t"				      \
			     "jmp " function "\n\t"			      \
			     PKRU_SEQUENCE				      \
			     :						      \
			     : "a" (pkru), "c" (0), "d" (0),		      \
			       [epoch] "r" (epoch),			      \
			       [word] "i" (pkey_epoch_offset),		      \
			       "D" ((env)->__jmpbuf), "S" (value)	      \
			     : "memory", "cc"				      \
			     : again);					      \
	  __builtin_unreachable ();					      \
	again:;								      \
	}								      \
    }									      \
  while (0)

#endif /* _PKEY_JMPBUF_H */
