/* Indirect branch tracking.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _SYS_IBT_H
#define _SYS_IBT_H 1

#include <features.h>

#define __need_size_t
#include <stddef.h>

__BEGIN_DECLS

/* The state of indirect branch tracking (IBT) in the process.  */
#define IBT_ENABLED	1U	/* Branches have to arrive at ENDBR.  */
#define IBT_LOCKED	2U	/* It cannot be switched off.  */
#define IBT_MIXED	4U	/* There is legacy code: what becomes
				   executable is exempt until cleared.  */
#define IBT_SEALED	8U	/* No more code can be exempt.  */

/* Return the sum of the IBT_* that hold, or 0 if IBT is off.  There are no
   errors.

   MT-safe, AS-safe, AC-safe.  */
extern unsigned int ibt_status (void) __THROW;

/* Exempt the executable pages from START on, LENGTH bytes, from IBT: any
   indirect branch may arrive there.  START and LENGTH are multiples of the
   page size.  This is for code that was generated or mapped without ENDBR;
   the exemption ends with the mapping.  Return 0, or -1 and set errno:

   EINVAL	START or LENGTH is not a multiple of the page size, LENGTH is
		0, or the range leaves the address space or has pages that are
		not executable memory.
   EPERM	The process is sealed.
   ENOMEM	The kernel has no memory for it.
   EOPNOTSUPP	IBT is off.

   MT-safe, AS-safe (errno), AC-safe.  */
extern int ibt_mark_legacy (const void *__start, size_t __length) __THROW;

/* Track the branches to this range again.  In a mixed process this is for
   generated code with ENDBR, which is exempt until it is cleared.  Memory that
   is not executable is ignored.  Return 0, or -1 and set errno as above;
   sealed processes may do it.

   MT-safe, AS-safe (errno), AC-safe.  */
extern int ibt_clear_legacy (const void *__start, size_t __length) __THROW;

/* Return 1 if the code at ADDRESS is exempt, 0 if branches to it are tracked,
   or -1 and set errno.  If REASON is not null, store there why: a name that is
   there for ever, "none" for code that is not exempt.  For an object it says
   what is wrong with its property note; for other memory it is
   "made-executable" in a mixed process; what is left is "marked-by-program".

   EINVAL	There is no executable memory at ADDRESS.
   EIO		/proc/thread-self/maps cannot be read.
   EOPNOTSUPP	IBT is off.

   MT-safe as long as the object at ADDRESS is not unloaded meanwhile, AS-safe,
   AC-unsafe (fd).  */
extern int ibt_is_legacy (const void *__address, const char **__reason)
  __THROW;

__END_DECLS

#endif /* sys/ibt.h */
