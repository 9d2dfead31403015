/* MPX in the dynamic loader.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _DL_MPX_H
#define _DL_MPX_H

#include <elf/protection-reason.h>
#include <link.h>
#include <stdbool.h>

/* Decide whether the process is to run with MPX, and let it.  All objects are
   mapped, MAIN_MAP first, and nothing is relocated yet: IFUNC resolvers and
   constructors of the program already run with it.  */
void _dl_mpx_startup (struct link_map *main_map) attribute_hidden;

/* If the process is not to run without MPX, and has to, end it with a
   sentence.  In a static program, that is after relocation, before any
   constructor.  */
void _dl_mpx_enforce (struct link_map *main_map) attribute_hidden;

/* dlopen has mapped NEW and what it needs: MPX is switched on in this thread
   if one of the objects asks for it.  May raise a loader error.  */
void _dl_mpx_dlopen (struct link_map *new) attribute_hidden;

/* Constructors come next: MPX is on in all threads, if a dlopen has switched
   it on.  Not before, since dlopen holds a lock until then that threads wait
   for while they are created, which a broadcast waits for.  */
void _dl_mpx_reach_threads (void) attribute_hidden;

/* _dl_mpx_startup for a static program, which is not relocated yet.  */
void _dl_mpx_startup_static (void) attribute_hidden;

/* Whether the process has to end if it is to run without all of MPX, for
   REASON.  */
bool _dl_mpx_fatal_p (enum protection_reason reason) attribute_hidden;

/* MPX is on, and, for REASON, does not check all that it should: let that be
   known, once.  AS-safe.  */
void _dl_mpx_weaken (enum protection_reason reason) attribute_hidden;

/* Whether the tunables keep MPX off, whoever asks for it.  */
bool _dl_mpx_off_p (void) attribute_hidden;

/* Whether branches without the BND prefix keep bounds.  */
bool _dl_mpx_preserves_p (void) attribute_hidden;

/* Install the handler of SIGSEGV, for a process with MPX, instead of what
   there is, which is the program's.  */
void _dl_mpx_install_handler (void) attribute_hidden;

#endif /* _DL_MPX_H */
