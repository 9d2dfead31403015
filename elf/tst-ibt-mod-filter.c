/* A clean module in front of a legacy one, whose symbols come first.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

/* The makefile says what it filters.  */
extern int filter_padless (void);
asm (".pushsection .text\n"
     ".globl filter_padless\n"
     ".type filter_padless, @function\n"
     "filter_padless: mov $11, %eax\n\tret\n"
     ".size filter_padless, . - filter_padless\n"
     ".popsection");

/* What the legacy module has too.  */
int
mod_answer (void)
{
  return 33;
}
