/* A module with memory that is code and lies beyond its file.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

/* The linker puts it into the segment of the data, which begins with what is
   read-only after relocation, and makes all of that executable.  */
asm (".section .beyond, \"awx\", @nobits\n"
     ".globl beyond_file\n"
     ".type beyond_file, @object\n"
     "beyond_file: .skip 8192\n"
     ".size beyond_file, 8192\n"
     ".previous");
