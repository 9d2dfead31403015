/* Change the action of a signal: SIG_DFL may hide a handler of the loader.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/dl-ibt-explain.h>
#include <ldsodefs.h>
#include <signal.h>

static int upstream_libc_sigaction (int, const struct sigaction *,
				    struct sigaction *);
#define __libc_sigaction upstream_libc_sigaction
#pragma push_macro ("libc_hidden_def")
#undef libc_hidden_def
#define libc_hidden_def(name)
#include <sysdeps/unix/sysv/linux/x86_64/libc_sigaction.c>
#undef __libc_sigaction
#pragma pop_macro ("libc_hidden_def")

int
__libc_sigaction (int sig, const struct sigaction *act, struct sigaction *oact)
{
  uintptr_t entries;
  if (__glibc_likely (sig != SIGSEGV || (entries = GL (dl_ibt_explain)) == 0))
    return upstream_libc_sigaction (sig, act, oact);

  struct sigaction wrapped;
  if (act != NULL && act->sa_handler == SIG_DFL)
    {
      wrapped = *act;
      explain_wrap (entries, &wrapped);
      act = &wrapped;
    }
  int result = upstream_libc_sigaction (sig, act, oact);
  if (result == 0 && oact != NULL)
    explain_unwrap (entries, oact);
  return result;
}
libc_hidden_def (__libc_sigaction)
