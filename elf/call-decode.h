/* Find indirect calls in machine code.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _CALL_DECODE_H
#define _CALL_DECODE_H

#include <stddef.h>

/* The longest indirect call, without prefixes.  */
enum { indirect_call_max = 7 };

/* Return the length of the near indirect call that ends at END, or 0 if there
   is none.  COUNT bytes can be read before END; more than indirect_call_max
   make no difference.

   The length is that from the opcode on.  No prefix of such a call (notrack,
   bnd, segment, address size, REX) changes where it ends, and seen from behind
   a prefix cannot be told from the end of the instruction before.  Nor can the
   opcode with certainty, so the answer is a good guess.  */
size_t _dl_indirect_call (const unsigned char *end, size_t count)
  attribute_hidden;

#endif /* _CALL_DECODE_H */
