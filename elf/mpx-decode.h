/* What an instruction of MPX has checked.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _MPX_DECODE_H
#define _MPX_DECODE_H

#include <stddef.h>
#include <stdint.h>
#include <ucontext.h>

enum mpx_instruction
{
  mpx_none,			/* Not of MPX, undefined, or cut off.  */
  mpx_bndcl,			/* These three can find a violation.  */
  mpx_bndcu,
  mpx_bndcn,
  mpx_bndldx,
  mpx_bndstx,
  mpx_bndmov,
  mpx_bndmk
};

enum
{
  /* The longest instruction.  */
  mpx_code_max = 15,
  mpx_bndreg_count = 4
};

/* A bounds register in the component BNDREGS of XSAVE (SDM volume 1, 13.5.4).
   All are zero where XSTATE_BV has not the bit of the component.  */
struct mpx_bndreg
{
  uint64_t lower;
  uint64_t upper;		/* In one's complement.  */
};

/* All zero if the instruction is mpx_none.  */
struct mpx_decoded
{
  enum mpx_instruction instruction;
  unsigned int length;
  unsigned int bnd;		/* The bounds register, 0 to 3.  Of the two
				   that bndmov can have, that in ModRM.reg.  */
  /* Of bndcl, bndcu and bndcn, what has been compared.  Of the others, where
     the operand is in its segment, or 0 if it is a register; of bndldx and
     bndstx, that is the place of the pointer, without the index.  */
  uint64_t address;
  /* As si_lower and si_upper were when Linux still filled them in, up to 5.5:
     it complemented the upper one for all instructions alike.  So what bndcn
     has compared with is ~UPPER.  */
  uint64_t lower;
  uint64_t upper;
};

/* Decode the instruction of 64-bit mode at CODE, as it is with MPX enabled.
   COUNT bytes can be read there; more than mpx_code_max make no difference.
   It was about to be executed with REGISTERS (the gregs of an mcontext_t; they
   have its address, too) and BNDREGS, which are mpx_bndreg_count.

   The address is the one that the CPU computes: the three compute as LEA does,
   so that overrides of the segment change nothing, and with 64 bits in spite
   of address-size prefixes (SDM volume 1, E.5.1).  With these prefixes, the
   later ones of those versions of Linux reported other addresses.  */
void _dl_mpx_decode (const unsigned char *code, size_t count,
		     const greg_t *registers,
		     const struct mpx_bndreg *bndregs,
		     struct mpx_decoded *result) attribute_hidden;

#endif /* _MPX_DECODE_H */
