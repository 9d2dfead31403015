/* Say what a violation of indirect branch tracking was, and die of it.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _DL_IBT_EXPLAIN_H
#define _DL_IBT_EXPLAIN_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>

/* IBT is on.  With rampart.ibt.explain=1, from now on a violation that the
   process dies of is explained by a line on standard error.

   This is a handler of SIGSEGV, installed wherever the program has SIG_DFL,
   and sigaction shows SIG_DFL in its place.  Who makes the system call
   himself, as the runtime of Go, sees the handler, and so does SigCgt in
   /proc/PID/status.  */
void _dl_ibt_explain_start (void) attribute_hidden;

/* The handler needs the flags SA_SIGINFO and SA_ONSTACK, whatever those of the
   program are.  Which of them the program has set says the entry that is
   installed: GL (dl_ibt_explain) plus a sum of these.  All else is as the
   program has set it.  So a single system call changes everything at once,
   and nothing has to be remembered.  */
enum
{
  explain_siginfo = 16,
  explain_onstack = 32,
  explain_entries_size = 64
};

/* After the entries comes the restorer of the action that the loader installs.
   It stands for what a process begins with: no flags, nothing masked and no
   restorer.  */
#define EXPLAIN_RESTORER explain_entries_size

/* Turn the *ACTION of a program, which is SIG_DFL, into the handler with its
   entries at ENTRIES.  */
static inline void
explain_wrap (uintptr_t entries, struct sigaction *action)
{
  uintptr_t entry = entries;
  if (action->sa_flags & SA_SIGINFO)
    entry += explain_siginfo;
  if (action->sa_flags & SA_ONSTACK)
    entry += explain_onstack;
  action->sa_handler = (__sighandler_t) entry;
  action->sa_flags |= SA_SIGINFO | SA_ONSTACK;
}

/* Turn *ACTION, which the kernel has told, back into that of the program.  */
static inline void
explain_unwrap (uintptr_t entries, struct sigaction *action)
{
  uintptr_t entry = (uintptr_t) action->sa_handler - entries;
  if (entry >= explain_entries_size)
    return;
  action->sa_handler = SIG_DFL;
  if (!(entry & explain_siginfo))
    action->sa_flags &= ~SA_SIGINFO;
  if (!(entry & explain_onstack))
    action->sa_flags &= ~SA_ONSTACK;
  if ((uintptr_t) action->sa_restorer == entries + EXPLAIN_RESTORER)
    {
      action->sa_flags = 0;
      action->sa_restorer = NULL;
      __sigemptyset (&action->sa_mask);
    }
}

#endif /* _DL_IBT_EXPLAIN_H */
