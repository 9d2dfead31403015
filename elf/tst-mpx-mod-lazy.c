/* Functions with bounds, to be called through lazy PLT slots.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

/* As a compiler for MPX makes them: without the BND prefix in the end, results
   would lose their bounds.  The arguments are P, then START and LENGTH of what
   it may point to.  */
#define FUNCTION(name, code) \
void __attribute__ ((naked)) \
name (void) \
{ \
  asm (".arch .mpx\n\t" code "\n\t" \
       "bnd ret"); \
}

/* Check P against the bounds of an argument.  */
#define CHECK(n) "bndcl (%rdi), %bnd" #n "\n\t" "bndcu (%rdi), %bnd" #n
FUNCTION (mpx_argument_0, CHECK (0))
FUNCTION (mpx_argument_1, CHECK (1))
FUNCTION (mpx_argument_2, CHECK (2))
FUNCTION (mpx_argument_3, CHECK (3))

/* Return P, with the bounds that came with it, or with new ones.  */
FUNCTION (mpx_passed, "mov %rdi, %rax")
#define MAKE(n) "mov %rdi, %rax\n\t" "bndmk -1(%rsi,%rdx), %bnd" #n
FUNCTION (mpx_made_0, MAKE (0))
FUNCTION (mpx_made_1, MAKE (1))

/* Return the first argument, to which an auditor has something to add.  */
FUNCTION (mpx_audited, "mov %edi, %eax")
