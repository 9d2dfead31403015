/* Save the signal mask in a jump buffer, and the rights to protection keys.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#if IS_IN (libc)
# include <nptl/pkey-jmpbuf.h>
# define __sigjmp_save upstream_sigjmp_save
static int upstream_sigjmp_save (sigjmp_buf, int);
#endif
#include <setjmp/sigjmp.c>
#if IS_IN (libc)
# undef __sigjmp_save

int
__sigjmp_save (sigjmp_buf env, int savemask)
{
  upstream_sigjmp_save (env, savemask);
  if (env[0].__mask_was_saved)
    jmpbuf_save_rights (env);
  return 0;
}
#endif
