/* The mask of a context, and whether bounds are checked in it.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/mpx-kernel-mask.h>
#include <elf/mpx-resume.h>
#include <sysdep.h>
#include <ucontext.h>

/* In place of the system call rt_sigprocmask of getcontext, setcontext and
   swapcontext, which work with the masks of contexts: SET is that of the one
   which comes next, or null.  */
long int __mpx_context_sigprocmask (int how, const sigset_t *set,
				    sigset_t *old) attribute_hidden;

long int
__mpx_context_sigprocmask (int how, const sigset_t *set, sigset_t *old)
{
  int result;
  if (mpx_change_kernel_mask (how, set, old, &result))
    return result;
  result = __mpx_sigprocmask (how, set, old);
  if (result == 0 && set != NULL)
    {
      const ucontext_t *next
	= (const void *) ((const char *) set
			  - offsetof (ucontext_t, uc_sigmask));
      __mpx_resume_jump (next->uc_mcontext.gregs[REG_RSP]);
    }
  return result;
}
