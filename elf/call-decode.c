/* Find indirect calls in machine code.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/call-decode.h>

/* The length of the instruction FF /2 with this ModRM byte and this SIB byte,
   if it has one, or 0 if it is not FF /2.  */
static size_t
call_length (unsigned int modrm, unsigned int sib)
{
  unsigned int mod = modrm >> 6, rm = modrm & 7;
  if ((modrm >> 3 & 7) != 2)
    return 0;
  if (mod == 3)
    return 2;
  size_t sib_length = rm == 4 ? 1 : 0;
  /* In mod 0 this base means no base, or RIP, and a displacement.  */
  unsigned int base = rm == 4 ? sib & 7 : rm;
  size_t displacement = (mod == 1 ? 1
			 : mod == 2 || base == 5 ? 4 : 0);
  return 2 + sib_length + displacement;
}

size_t
_dl_indirect_call (const unsigned char *end, size_t count)
{
  for (size_t length = 2; length <= indirect_call_max && length <= count;
       ++length)
    {
      const unsigned char *code = end - length;
      if (code[0] == 0xff
	  && call_length (code[1], length > 2 ? code[2] : 0) == length)
	return length;
    }
  return 0;
}
