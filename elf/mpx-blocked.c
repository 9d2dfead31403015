/* SIGSEGV, which a program with MPX may believe to be blocked.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/mpx-blocked.h>
#include <string.h>
#include <sysdep.h>

/* A handler may come between any two lines here.  It leaves what it finds in
   the words of the thread: see __mpx_run_handler.  */

static int
kernel_sigprocmask (int how, const mpx_mask_t *set, void *old)
{
  return INTERNAL_SYSCALL_CALL (rt_sigprocmask, how, set, old,
				sizeof (mpx_mask_t));
}

bool
__mpx_take_held (siginfo_t *info)
{
  struct mpx_thread *own = mpx_thread (THREAD_SELF);
  if (!own->holds)
    return false;
  *info = own->info;
  __atomic_signal_fence (__ATOMIC_SEQ_CST);
  own->holds = false;
  return true;
}

void
__mpx_set_blocks (bool blocks)
{
  mpx_thread (THREAD_SELF)->blocks = blocks;
  siginfo_t info;
  if (!blocks && __mpx_take_held (&info))
    INTERNAL_SYSCALL_CALL (rt_tgsigqueueinfo, INTERNAL_SYSCALL_CALL (getpid),
			   INTERNAL_SYSCALL_CALL (gettid), SIGSEGV, &info);
}

int
__mpx_sigprocmask (int how, const void *set, void *old)
{
  bool before = mpx_thread (THREAD_SELF)->blocks;
  bool blocks = before;
  mpx_mask_t mask = 0;
  if (set != NULL)
    mask = mpx_mask_change (how, mpx_mask_load (set), &blocks);
  int result = kernel_sigprocmask (how, set != NULL ? &mask : NULL, old);
  if (result != 0)
    return result;
  if (old != NULL)
    mpx_mask_store (old, mpx_mask_show (mpx_mask_load (old), before));
  if (set != NULL)
    __mpx_set_blocks (blocks);
  return 0;
}

void
__mpx_block (void)
{
  mpx_mask_t mask = MPX_SIGSEGV;
  kernel_sigprocmask (SIG_BLOCK, &mask, NULL);
}

void
__mpx_unblock (void)
{
  mpx_mask_t mask = MPX_SIGSEGV;
  if (kernel_sigprocmask (SIG_UNBLOCK, &mask, &mask) == 0
      && (mask & MPX_SIGSEGV) != 0)
    mpx_thread (THREAD_SELF)->blocks = true;
}

bool
__mpx_exec_begin (void)
{
  struct mpx_thread *own = mpx_thread (THREAD_SELF);
  if (!own->blocks)
    return false;
  __mpx_block ();
  /* exec keeps what is pending.  */
  __mpx_set_blocks (false);
  own->blocks = true;
  return true;
}
