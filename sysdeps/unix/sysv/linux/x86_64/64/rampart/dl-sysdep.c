/* Start of the dynamic loader: glibc.cpu.hwcaps=-IBT keeps IBT off.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <cpu-features.h>
#include <elf/dl-tunables.h>
#include <ldsodefs.h>

extern void upstream_set_hwcaps (tunable_val_t *) attribute_hidden;
#define _dl_tunable_set_hwcaps upstream_set_hwcaps
#include <sysdeps/unix/sysv/linux/x86/dl-sysdep.c>
#undef _dl_tunable_set_hwcaps

/* glibc never takes IBT for active, so -IBT would change nothing.  Lend the
   bit to it for the time of the call.  glibc.cpu.x86_ibt, which is read
   later, has the last word.  */
attribute_hidden void
_dl_tunable_set_hwcaps (tunable_val_t *valp)
{
  struct cpu_features *cpu_features = &GLRO (dl_x86_cpu_features);
  CPU_FEATURE_SET_ACTIVE (cpu_features, IBT);
  upstream_set_hwcaps (valp);
#if CET_ENABLED
  if (!CPU_FEATURE_ACTIVE_P (cpu_features, IBT))
    GL (dl_x86_feature_control).ibt = cet_always_off;
#endif
  CPU_FEATURE_UNSET (cpu_features, IBT);
}
