/* How a thread ends.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

/* To be included right before a source of glibc: from here on,
   INTERNAL_SYSCALL_CALL (exit, 0) is preceded by BEFORE_THREAD_EXIT ().  The
   second argument of SECOND is that, or nothing for other system calls.  */

#include <nptl/broadcast.h>
#include <pthreadP.h>
#include <sysdep.h>

#define BEFORE_exit ~, BEFORE_THREAD_EXIT ()
#define SECOND(first, second, ...) second
#define SELECT_SECOND(...) SECOND (__VA_ARGS__)

#undef INTERNAL_SYSCALL_CALL
#define INTERNAL_SYSCALL_CALL(name, ...)				      \
  ({									      \
    SELECT_SECOND (BEFORE_##name, );					      \
    __INTERNAL_SYSCALL_DISP (__INTERNAL_SYSCALL, name, __VA_ARGS__);	      \
  })

/* What glibc sets when a thread will run no more code of the program also
   tells broadcasts so.  */
enum { thread_exiting = EXITING_BITMASK };
#undef EXITING_BITMASK
#define EXITING_BITMASK (thread_exiting | thread_left)
