/* Where in the code of signal stubs and restorer a thread is.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _SIGNAL_CODE_H
#define _SIGNAL_CODE_H

#include <ldsodefs.h>
#include <libc-internal.h>
#include <nptl/signal-entry.h>
#include <nptl/signal-scan.h>
#include <stdbool.h>

/* The stubs are those of the first copy of libc, for all copies that dlmopen
   makes: else the actions that one has installed would be strange to the
   others, and gone when it is unloaded.  All come from the same file, since
   ld.so works with one build of libc only.  Return how far from this copy the
   first one is.  */
static inline uintptr_t
signal_first_copy (void)
{
#ifdef SHARED
  extern const char __ehdr_start[] attribute_hidden;
  const struct link_map *first = GL (dl_ns)[LM_ID_BASE].libc_map;
  if (!__libc_initial && first != NULL)
    return first->l_map_start - (uintptr_t) __ehdr_start;
#endif
  return 0;
}

static inline struct signal_entry *
signal_entry (void)
{
  return (struct signal_entry *) ((uintptr_t) &__signal_entry
				  + signal_first_copy ());
}

static inline uintptr_t
signal_restorer (void)
{
  return (uintptr_t) __signal_restorer + signal_first_copy ();
}

/* That of the loader's handler of SIGSEGV for MPX, or 0.  */
static inline uintptr_t
signal_mpx_restorer (void)
{
  uintptr_t entries = GL (dl_mpx).entries;
  return entries != 0 ? entries + MPX_ENTRIES_SIZE : 0;
}

/* Whether a handler that libc has installed may return to IP.  */
static inline bool
signal_is_restorer (uintptr_t ip)
{
  uintptr_t plain = (uintptr_t) __signal_plain_restorer;
  return (ip == signal_restorer () || ip == plain
	  || ip == plain + signal_first_copy ()
	  || (ip != 0 && ip == signal_mpx_restorer ()));
}

/* What a handler may return to, for signal_scan.  */
static inline struct signal_restorers
signal_restorers (void)
{
  uintptr_t plain = (uintptr_t) __signal_plain_restorer;
  return (struct signal_restorers)
    {
      .checks = signal_restorer (),
      .plain = { plain, plain + signal_first_copy (), signal_mpx_restorer () }
    };
}

static inline bool
signal_code_within (uintptr_t ip, const char *start, const char *end)
{
  return (ip - signal_first_copy () - (uintptr_t) start
	  < (uintptr_t) end - (uintptr_t) start);
}

static inline bool
signal_in_restorer (uintptr_t ip)
{
  return signal_code_within (ip, __signal_restorer, __signal_restorer_end);
}

static inline bool
signal_in_stub (uintptr_t ip)
{
  return signal_code_within (ip, __signal_stubs_static, __signal_stubs_end);
}

/* The number of the stub in which IP is; SIGNAL_STUBS stands for what follows
   a full one, and -1 for other code.  */
static inline int
signal_stub_number (uintptr_t ip)
{
  uintptr_t here = ip - signal_first_copy ();
  if (!signal_in_stub (ip))
    return -1;
  if (here >= (uintptr_t) __signal_stubs_common)
    return SIGNAL_STUBS;
  if (here >= (uintptr_t) __signal_stubs_full)
    return (here - (uintptr_t) __signal_stubs_full) / SIGNAL_FULL_SIZE;
  return (here - (uintptr_t) __signal_stubs_static) / SIGNAL_STATIC_SIZE;
}

static inline uintptr_t
signal_stub_static (int number)
{
  return ((uintptr_t) __signal_stubs_static + signal_first_copy ()
	  + number * SIGNAL_STATIC_SIZE);
}

static inline uintptr_t
signal_stub_full (int number)
{
  return ((uintptr_t) __signal_stubs_full + signal_first_copy ()
	  + number * SIGNAL_FULL_SIZE);
}

/* Where what is done at IP, which is in a stub, can begin again.  */
static inline uintptr_t
signal_stub_start (uintptr_t ip)
{
  int number = signal_stub_number (ip);
  if (number == SIGNAL_STUBS)
    return (uintptr_t) __signal_stubs_common + signal_first_copy ();
  if (ip >= signal_stub_full (0))
    return signal_stub_full (number);
  return signal_stub_static (number);
}

#endif /* _SIGNAL_CODE_H */
