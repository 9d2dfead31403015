/* A module with relocations in its code; built with landing pads and without.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

/* While it is relocated, the page is writable and executable, as the memory of
   a compiler at run time can be.  The relocation is one that ld.so does right
   away, also when it binds lazily.  */
static int textrel_value __attribute__ ((used)) = 11;

extern int textrel_answer (void);
extern int textrel_padless (void);
asm (".pushsection .text\n"
     ".globl textrel_answer, textrel_padless\n"
     ".type textrel_answer, @function\n"
     "textrel_answer: endbr64\n\tjmp 0f\n"
     ".size textrel_answer, . - textrel_answer\n"
     ".type textrel_padless, @function\n"
     "textrel_padless:\n"
     "0:	movabs $textrel_value, %rax\n"
     "	mov (%rax), %eax\n"
     "	ret\n"
     ".size textrel_padless, . - textrel_padless\n"
     ".popsection");
