/* Set up the initial thread: what PKRU is in a new program.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <arch-pkey.h>
#include <cpu-features.h>
#include <ldsodefs.h>
#include <nptl/pkey-rights.h>
#include <nptl/signal-action.h>

static void upstream_tls_init_tp (void);
#define __tls_init_tp upstream_tls_init_tp
#include <sysdeps/nptl/dl-tls_init_tp.c>
#undef __tls_init_tp

/* After it, because it chooses a namespace.  */
#include <elf/dl-tunables.h>

/* A static program has them if it may need them.  */
static inline bool
has_stubs (void)
{
#ifdef SHARED
  return true;
#else
  weak_extern (__signal_action)
  return __signal_action != NULL;
#endif
}

/* The administrator of the machine may have changed it, and nobody else has
   yet.  */
void
__tls_init_tp (void)
{
  upstream_tls_init_tp ();
  if (!CPU_FEATURE_USABLE (OSPKE))
    return;
  struct pkey_process *process = &GL (dl_pkey);
  process->init = pkey_read ();
  if (TUNABLE_GET_FULL (rampart, pkey, signal, int32_t, NULL) != 0
      && has_stubs ())
    {
      /* Not for key 0, to which handlers have all rights.  */
      process->handler_tunable = ~pkey_mask (0);
      process->handler_inherits = process->handler_tunable;
      process->signal_entry |= signal_entry_full;
    }
}
