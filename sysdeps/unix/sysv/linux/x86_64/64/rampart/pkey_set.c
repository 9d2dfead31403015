/* Change the calling thread's rights to a protection key.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

/* Both names are declared as IFUNCs below, under which internal callers
   must not be redirected to a hidden alias.  */
#define __pkey_set __redirect___pkey_set
#define pkey_set __redirect_pkey_set
#include <sys/mman.h>
#undef __pkey_set
#undef pkey_set

/* The function for a machine with protection keys is glibc's own, without
   one instruction more.  */
extern __typeof (__redirect_pkey_set) pkey_set_present attribute_hidden;
#define __pkey_set pkey_set_present
#pragma push_macro ("libc_hidden_def")
#pragma push_macro ("weak_alias")
#undef libc_hidden_def
#undef weak_alias
#define libc_hidden_def(name)
#define weak_alias(name, alias)
#include <sysdeps/unix/sysv/linux/x86/pkey_set.c>
#undef __pkey_set
#pragma pop_macro ("libc_hidden_def")
#pragma pop_macro ("weak_alias")

#include <init-arch.h>
#include <pkey-absent.h>

static int
pkey_set_absent (int key, unsigned int rights)
{
  return pkey_absent (key);
}

libc_ifunc_redirected (__redirect___pkey_set, __pkey_set,
		       pkey_present () ? pkey_set_present : pkey_set_absent)
weak_alias (__pkey_set, pkey_set)
#ifdef SHARED
__hidden_ver1 (__pkey_set, __GI___pkey_set, __redirect___pkey_set)
  __attribute__ ((visibility ("hidden"))) __attribute_copy__ (pkey_set);
#endif
