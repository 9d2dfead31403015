/* An audit module that sees the bounds of arguments and results.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <link.h>
#include <stdlib.h>
#include <string.h>

unsigned int
la_version (unsigned int version)
{
  return LAV_CURRENT;
}

unsigned int
la_objopen (struct link_map *map, Lmid_t ns, uintptr_t *cookie)
{
  return LA_FLG_BINDTO | LA_FLG_BINDFROM;
}

/* Whether the first of the bounds registers that are at the end of either
   structure has the bounds that START and LENGTH say.  BNDMOV stores the upper
   one as its complement.  */
static int
first_has_bounds (const void *end, int registers, uint64_t start,
		  uint64_t length)
{
  const uint64_t *bounds = (const uint64_t *) end - 2 * registers;
  return bounds[0] == start && ~bounds[1] == start + length - 1;
}

/* On TST_MPX_LAZY_EXIT depends whether calls go through la_pltexit, for which
   the trampoline takes another way.  mpx_audited gets and returns what the
   auditor has seen of bounds.  */
Elf64_Addr
la_x86_64_gnu_pltenter (Elf64_Sym *symbol, unsigned int index,
			uintptr_t *refcook, uintptr_t *defcook,
			La_x86_64_regs *regs, unsigned int *flags,
			const char *name, long int *framesize)
{
  if (strncmp (name, "mpx_", 4) == 0 && getenv ("TST_MPX_LAZY_EXIT") != NULL)
    *framesize = 64;
  if (strcmp (name, "mpx_audited") == 0)
    regs->lr_rdi += first_has_bounds (regs + 1, 4, regs->lr_rsi, regs->lr_rdx);
  return symbol->st_value;
}

unsigned int
la_x86_64_gnu_pltexit (Elf64_Sym *symbol, unsigned int index,
		       uintptr_t *refcook, uintptr_t *defcook,
		       const La_x86_64_regs *regs, La_x86_64_retval *results,
		       const char *name)
{
  if (strcmp (name, "mpx_audited") == 0)
    results->lrv_rax += 2 * first_has_bounds (results + 1, 2, regs->lr_rsi,
					      regs->lr_rdx);
  return 0;
}
