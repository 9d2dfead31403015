/* A module whose code begins and ends in the midst of pages.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

/* The makefile puts .text at 0xc00 in a page; with this its end is in the
   next.  Rounding the length alone would count one page.  */
extern int unaligned_first (void);
extern int unaligned_last (void);
asm (".text\n"
     ".globl unaligned_first, unaligned_last\n"
     ".type unaligned_first, @function\n"
     "unaligned_first: mov $11, %eax\n\tret\n"
     ".size unaligned_first, . - unaligned_first\n"
     ".skip 0x400, 0xcc\n"
     ".type unaligned_last, @function\n"
     "unaligned_last: mov $11, %eax\n\tret\n"
     ".size unaligned_last, . - unaligned_last\n");
