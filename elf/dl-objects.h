/* Walk over the objects of the process.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _DL_OBJECTS_H
#define _DL_OBJECTS_H

#include <ldsodefs.h>
#include <stdbool.h>
#include <string.h>

/* A name for messages: that of the main program is empty.  */
static inline const char *
object_name (const struct link_map *l)
{
  if (l->l_name[0] != '\0')
    return l->l_name;
#ifndef SHARED
  /* The arguments of a static program are not known yet.  */
  for (const ElfW(auxv_t) *av = GLRO (dl_auxv); av->a_type != AT_NULL; ++av)
    if (av->a_type == AT_EXECFN)
      return (const char *) av->a_un.a_val;
#endif
  return _dl_argv[0];
}

/* Return the object after L in any namespace, the first if L is null, or null
   after the last.  The vDSO is left out, and mirrors of ld.so in other
   namespaces, and what ld.so --list could not find.  */
static inline struct link_map *
next_object (const struct link_map *l)
{
  Lmid_t ns = l == NULL ? -1 : l->l_ns;
  struct link_map *next = l == NULL ? NULL : l->l_next;
  while (true)
    {
      while (next == NULL)
	{
	  if (++ns >= GL (dl_nns))
	    return NULL;
	  next = GL (dl_ns)[ns]._ns_loaded;
	}
      if (next == next->l_real && next != GLRO (dl_sysinfo_map)
	  && !next->l_faked)
	return next;
      next = next->l_next;
    }
}

/* Describe the vDSO in *L as far as its pages and notes go, or return false.
   When a static program starts, it has no link map yet.  */
static inline bool
describe_vdso (struct link_map *l)
{
  const ElfW(Ehdr) *vdso = GLRO (dl_sysinfo_dso);
  if (vdso == NULL)
    return false;
  memset (l, 0, sizeof *l);
  l->l_name = (char *) "linux-vdso.so.1";
  l->l_phdr = (const void *) vdso + vdso->e_phoff;
  l->l_phnum = vdso->e_phnum;
  for (const ElfW(Phdr) *ph = l->l_phdr; ph < &l->l_phdr[l->l_phnum]; ++ph)
    if (ph->p_type == PT_LOAD)
      {
	l->l_addr = (ElfW(Addr)) vdso - ph->p_vaddr;
	break;
      }
  return true;
}

#endif /* _DL_OBJECTS_H */
