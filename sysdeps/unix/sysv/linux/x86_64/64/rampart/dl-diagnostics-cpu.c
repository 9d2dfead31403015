/* ld.so --list-diagnostics: the hardware protections.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#define _dl_diagnostics_cpu upstream_dl_diagnostics_cpu
static void upstream_dl_diagnostics_cpu (void);
#include <sysdeps/x86/dl-diagnostics-cpu.c>
#undef _dl_diagnostics_cpu

#include <elf/dl-mpx.h>
#include <elf/protection-reason.h>
#include <protection-machine.h>

static void
print_protection (const char *name, const struct protection_facts *facts)
{
  enum protection_reason reason = _dl_protection_reason (facts);
  _dl_printf ("rampart.%s.cpu=0x%x\n", name, facts->cpu);
  _dl_printf ("rampart.%s.os=0x%x\n", name, facts->os);
  _dl_printf ("rampart.%s.libc=0x%x\n", name, facts->libc);
  _dl_printf ("rampart.%s.reason=", name);
  _dl_diagnostics_print_string (_dl_protection_reason_name (reason));
  _dl_printf ("\nrampart.%s.explanation=", name);
  _dl_diagnostics_print_string (_dl_protection_reason_sentence (reason));
  _dl_printf ("\n");
}

static bool
ibt_chosen (void)
{
#if CET_ENABLED
  return GL (dl_x86_feature_control).ibt != cet_always_off;
#else
  return false;
#endif
}

void
_dl_diagnostics_cpu (void)
{
  upstream_dl_diagnostics_cpu ();

  const struct cpu_features *cpu = __get_cpu_features ();
  print_protection ("pku", &(struct protection_facts)
		    {
		      .cpu = CPU_FEATURE_PRESENT_P (cpu, PKU),
		      .os = CPU_FEATURE_PRESENT_P (cpu, OSPKE),
		      .libc = true,
		      .chosen = true,
		    });
  print_protection ("ibt", &(struct protection_facts)
		    {
		      .cpu = CPU_FEATURE_PRESENT_P (cpu, IBT),
		      .os = kernel_has_user_ibt (),
		      .libc = CET_ENABLED,
		      .chosen = ibt_chosen (),
		    });
  /* glibc.cpu.hwcaps has to name it: cpu-tunables.c.  */
  print_protection ("shstk", &(struct protection_facts)
		    {
		      .cpu = CPU_FEATURE_PRESENT_P (cpu, SHSTK),
		      .os = kernel_has_user_shstk (),
		      .libc = CET_ENABLED,
		      .chosen = CPU_FEATURE_ACTIVE_P (cpu, SHSTK),
		    });
  print_protection ("mpx", &(struct protection_facts)
		    {
		      .cpu = CPU_FEATURE_PRESENT_P (cpu, MPX),
		      .os = machine_saves_mpx_state (),
		      .libc = true,
		      .chosen = !_dl_mpx_off_p (),
		    });
}
