/* MPX that is switched on in a process that runs.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _MPX_LATE_H
#define _MPX_LATE_H

#include <stdint.h>

/* dlopen has mapped an object that asks for MPX, and the loader has switched
   it on in the calling thread by BNDCFGU; TABLES says who makes the tables.
   Install ENTRIES, the handler of SIGSEGV.  */
typedef void start_late (uintptr_t entries, uint64_t bndcfgu,
			 unsigned int tables);
start_late __mpx_start_late;

/* Then, switch MPX on in all other threads, and in what handlers of any thread
   will return to.  No lock of the loader is held that pthread_create takes.
   Return 0, or an error number if there is a thread that could not be
   reached.  */
typedef int start_threads (void);
start_threads __mpx_start_threads;

#endif /* _MPX_LATE_H */
