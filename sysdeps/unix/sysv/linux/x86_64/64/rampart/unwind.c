/* End a thread: clean up with the rights of the code that is left.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/mpx-resume.h>
#include <nptl/signal-code.h>
#include <nptl/signal-context.h>
#include <pkey-absent.h>
#include <pthreadP.h>
#include <unwind.h>

/* A restorer that looks at the frame calls a function, which overwrites what
   the handler returned to.  */
static bool
is_restorer (uintptr_t ip)
{
  return signal_is_restorer (ip) || signal_in_restorer (ip);
}

/* If the unwinder has come to the frame of a signal handler, take the
   rights of what the handler has interrupted, whose clean-up comes next,
   and check bounds again.
   A handler returns to a restorer, with the stack pointer at the ucontext;
   and what is called the CFA of CONTEXT is the stack pointer after the
   return to it.  */
static void
pass_signal_frame (struct _Unwind_Context *context)
{
  uintptr_t *stack = (uintptr_t *) _Unwind_GetCFA (context);
  if (!is_restorer (stack[-1]))
    return;
  if (pkey_present ())
    __signal_take_rights ((ucontext_t *) stack);
  mpx_resume ();
}

static _Unwind_Reason_Code
stop (int version, _Unwind_Action actions, _Unwind_Exception_Class class,
      struct _Unwind_Exception *exception, struct _Unwind_Context *context,
      void *parameter);

#define _Unwind_ForcedUnwind(exception, function, parameter) \
  _Unwind_ForcedUnwind (exception, stop, parameter)
#include <nptl/unwind.c>
#undef _Unwind_ForcedUnwind

static _Unwind_Reason_Code
stop (int version, _Unwind_Action actions, _Unwind_Exception_Class class,
      struct _Unwind_Exception *exception, struct _Unwind_Context *context,
      void *parameter)
{
  /* What glibc does first belongs to what has been left already.  */
  _Unwind_Reason_Code result = unwind_stop (version, actions, class, exception,
					    context, parameter);
  pass_signal_frame (context);
  return result;
}
