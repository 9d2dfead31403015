/* A shared object without dependencies, whose notes get mutated.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

/* Room for notes that are longer than the linker's; of the same alignment, and
   so in the same segment.  */
asm (".pushsection .note.room, \"a\", @note\n\t"
     ".balign 8\n\t"
     ".long 8, 128, 1\n\t"
     ".string \"Rampart\"\n\t"
     ".balign 8\n\t"
     ".zero 128\n\t"
     ".popsection");

int variable = 1;

int
function (void)
{
  return variable;
}
