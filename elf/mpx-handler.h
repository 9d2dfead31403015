/* The program's handler of SIGSEGV, as a slot has it.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _MPX_HANDLER_H
#define _MPX_HANDLER_H

#include <pointer_guard.h>
#include <signal.h>
#include <stdint.h>

/* How a slot has HANDLER.  Slots are writable, and may not lead an attacker to
   any function.  */
static inline uintptr_t
mpx_mangle_handler (uintptr_t handler)
{
  if (handler != (uintptr_t) SIG_DFL && handler != (uintptr_t) SIG_IGN)
    PTR_MANGLE (handler);
  return handler;
}

static inline uintptr_t
mpx_demangle_handler (uintptr_t handler)
{
  if (handler != (uintptr_t) SIG_DFL && handler != (uintptr_t) SIG_IGN)
    PTR_DEMANGLE (handler);
  return handler;
}

#endif /* _MPX_HANDLER_H */
