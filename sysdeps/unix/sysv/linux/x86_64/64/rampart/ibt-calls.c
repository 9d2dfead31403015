/* The calls of <sys/ibt.h>.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <errno.h>
#include <ldsodefs.h>
#include <string.h>
#include <sys/ibt.h>
#include <sys/mman.h>

#include <dlfcn.h>
#include <elf/dl-property.h>
#include <elf/maps-line.h>
#include <elf/proc-lines.h>
#include <ibt-prctl.h>

unsigned int
ibt_status (void)
{
  return GL (dl_ibt_status);
}

static int
change (unsigned int op, const void *start, size_t length)
{
  if ((GL (dl_ibt_status) & IBT_ENABLED) == 0)
    {
      __set_errno (EOPNOTSUPP);
      return -1;
    }
  struct legacy_code_range range = { (uintptr_t) start, length };
  int error = ibt_mark (op, &range, 1);
  if (error != 0)
    {
      __set_errno (error);
      return -1;
    }
  return 0;
}

int
ibt_mark_legacy (const void *start, size_t length)
{
  return change (PR_LEGACY_CODE_SET, start, length);
}

int
ibt_clear_legacy (const void *start, size_t length)
{
  return change (PR_LEGACY_CODE_CLEAR, start, length);
}

/* What is looked for among the mappings.  */
struct search
{
  uintptr_t address;
  bool code;			/* There is code at ADDRESS.  */
  struct maps_line bitmap;	/* Empty if there is none.  */
};

static void
look_at_line (void *closure, const char *line)
{
  struct search *search = closure;
  struct maps_line map;
  if (!__parse_maps_line (line, &map))
    return;
  if (strcmp (map.name, "[legacy_bitmap]") == 0)
    search->bitmap = map;
  if ((map.protection & PROT_EXEC) != 0
      && map.start <= search->address && search->address < map.end)
    search->code = true;
}

/* ld.so has them too, and sharing them would cost every program a
   relocation.  */
static const char *
reason_name (enum protection_reason reason)
{
  static const char names[protection_reason_count][24] =
    {
#define PROTECTION_REASON(code, name, sentence) name,
#include <elf/protection-reason.def>
#undef PROTECTION_REASON
    };
  return names[reason];
}

/* Why the exempt page at ADDRESS is so.  */
static enum protection_reason
legacy_reason (const void *address)
{
  struct dl_find_object object;
#ifdef SHARED
  int found = GLRO (dl_find_object) ((void *) address, &object);
#else
  int found = _dl_find_object ((void *) address, &object);
#endif
  if (found == 0)
    {
      enum protection_reason reason = legacy_note (object.dlfo_link_map);
      if (reason != protection_none)
	return reason;
      return protection_marked_by_program;
    }
  return (GL (dl_ibt_status) & IBT_MIXED
	  ? protection_made_executable : protection_marked_by_program);
}

int
ibt_is_legacy (const void *address, const char **reason)
{
  int saved_errno = errno;
  int error = (GL (dl_ibt_status) & IBT_ENABLED) == 0 ? EOPNOTSUPP : 0;
  struct search search = { .address = (uintptr_t) address };
  if (error == 0)
    error = read_proc_lines ("/proc/thread-self/maps", look_at_line, &search);
  if (error == 0 && !search.code)
    error = EINVAL;
  if (error != 0)
    {
      __set_errno (error);
      return -1;
    }
  __set_errno (saved_errno);

  /* As the CPU does: SDM volume 1, 18.3.6.  The vsyscall page lies beyond what
     the bitmap covers.  */
  uintptr_t offset = (uintptr_t) address >> 15;
  bool legacy = false;
  if (offset < search.bitmap.end - search.bitmap.start)
    legacy = (*(volatile unsigned char *) (search.bitmap.start + offset)
	      >> ((uintptr_t) address >> 12 & 7) & 1) != 0;
  if (reason != NULL)
    *reason = reason_name (legacy ? legacy_reason (address) : protection_none);
  return legacy;
}
