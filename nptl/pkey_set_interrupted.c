/* Change the rights of what a signal handler has interrupted.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <errno.h>
#include <nptl/pkey-rights.h>
#include <nptl/pkey-thread.h>
#include <nptl/signal-code.h>
#include <nptl/signal-context.h>
#include <pkey-absent.h>
#include <sys/pkey.h>

/* Whether the handler returns to a restorer of libc.  */
static bool
is_ours (const ucontext_t *context)
{
  return signal_is_restorer (((const uintptr_t *) context)[-1]);
}

int
pkey_set_interrupted (void *closure, int key, unsigned int rights)
{
  if (!pkey_present ())
    return pkey_absent (key);
  ucontext_t *context = closure;
  unsigned int *pkru = context != NULL ? context_pkru (context) : NULL;
  if (pkru == NULL || key < 0 || key >= pkey_count || rights > pkey_no_rights)
    {
      __set_errno (EINVAL);
      return -1;
    }
  /* What has been changed in all threads before must not come after.  If a
     handler has been installed without libc, nobody knows when its frame was
     built, and nobody looks at it later.  */
  uint64_t stamp = *signal_frame_stamp (context->uc_mcontext.fpregs);
  if (stamp != pkey_own_epoch () && (stamp != 0 || is_ours (context)))
    __signal_catch_up (context, stamp);
  /* A stub that is interrupted has no rights of its own yet.  */
  if (!signal_in_stub (context->uc_mcontext.gregs[REG_RIP]))
    {
      *pkru = pkey_apply (pkey_change (key, rights), *pkru);
      /* It must not be undone by what has read PKRU before.  */
      __signal_sequence_again (context);
    }
  return 0;
}
