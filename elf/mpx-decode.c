/* What an instruction of MPX has checked.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/mpx-decode.h>
#include <stdbool.h>
#include <string.h>

/* Those that make a difference (SDM volume 2, 2.1.1 and 2.2.1).  */
struct prefixes
{
  size_t length;		/* Of all prefixes.  */
  unsigned int rex;		/* Or 0.  */
  unsigned int repeat;		/* 0xf2, 0xf3, or 0.  */
  bool operand_size;
};

enum { rex_b = 1, rex_x = 2, rex_r = 4 };

/* Prefixes come in any order.  Of F2 and F3 the last one counts, and 66 only
   without them.  With LOCK, no instruction of MPX is defined, so it need not
   be known here.  */
static struct prefixes
decode_prefixes (const unsigned char *code, size_t count)
{
  struct prefixes result = { 0 };
  for (; result.length < count; ++result.length)
    {
      unsigned int byte = code[result.length];
      unsigned int rex = 0;
      switch (byte)
	{
	case 0x26: case 0x2e: case 0x36: case 0x3e: case 0x64: case 0x65:
	case 0x67:
	  break;
	case 0x40 ... 0x4f:
	  rex = byte;
	  break;
	case 0x66:
	  result.operand_size = true;
	  break;
	case 0xf2: case 0xf3:
	  result.repeat = byte;
	  break;
	default:
	  return result;
	}
      /* It is only one where no other prefix follows.  */
      result.rex = rex;
    }
  return result;
}

/* With a register for the operand, BNDMK, BNDLDX and BNDSTX are the NOPs that
   all of them were before MPX.  */
static enum mpx_instruction
select_instruction (const struct prefixes *prefixes, unsigned int opcode,
		    bool memory)
{
  bool odd = opcode & 1;
  if (prefixes->repeat == 0xf2)
    return odd ? mpx_bndcn : mpx_bndcu;
  if (prefixes->repeat == 0xf3)
    return !odd ? mpx_bndcl : memory ? mpx_bndmk : mpx_none;
  if (prefixes->operand_size)
    return mpx_bndmov;
  return !memory ? mpx_none : odd ? mpx_bndstx : mpx_bndldx;
}

static uint64_t
register_value (const greg_t *registers, unsigned int number)
{
  static const unsigned char places[] =
    {
      REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
      REG_R8, REG_R9, REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15
    };
  return registers[places[number]];
}

/* An operand in memory.  */
struct operand
{
  size_t length;		/* From ModRM on.  */
  enum { base_none, base_register, base_rip } base_kind;
  uint64_t base;
  uint64_t index;		/* It has been scaled.  */
  uint64_t displacement;
};

/* Decode the operand with the ModRM byte at CODE, where there is at least that
   byte.  Return false if it is not within COUNT bytes.  */
static bool
decode_operand (const unsigned char *code, size_t count, unsigned int rex,
		const greg_t *registers, struct operand *result)
{
  memset (result, 0, sizeof *result);
  result->length = 1;
  unsigned int mod = code[0] >> 6, base = code[0] & 7;
  bool has_sib = base == 4;
  if (has_sib)
    {
      if (count < ++result->length)
	return false;
      base = code[1] & 7;
      unsigned int index = (code[1] >> 3 & 7) | (rex & rex_x ? 8 : 0);
      if (index != 4)
	result->index = register_value (registers, index) << (code[1] >> 6);
    }

  /* Whatever REX.B is, the number 5 means no base here.  */
  bool no_base = mod == 0 && base == 5;
  if (!no_base)
    {
      result->base_kind = base_register;
      result->base = register_value (registers, base | (rex & rex_b ? 8 : 0));
    }
  else if (!has_sib)
    result->base_kind = base_rip;

  const unsigned char *displacement = code + result->length;
  size_t size = mod == 1 ? 1 : mod == 2 || no_base ? 4 : 0;
  result->length += size;
  if (count < result->length)
    return false;
  if (size == 1)
    result->displacement = (int8_t) displacement[0];
  else if (size == 4)
    {
      int32_t value;
      memcpy (&value, displacement, sizeof value);
      result->displacement = value;
    }
  return true;
}

void
_dl_mpx_decode (const unsigned char *code, size_t count,
		const greg_t *registers, const struct mpx_bndreg *bndregs,
		struct mpx_decoded *result)
{
  memset (result, 0, sizeof *result);
  if (count > mpx_code_max)
    count = mpx_code_max;
  struct prefixes prefixes = decode_prefixes (code, count);
  size_t length = prefixes.length + 2;
  if (count <= length
      || code[length - 2] != 0x0f || (code[length - 1] & 0xfe) != 0x1a)
    return;

  unsigned int opcode = code[length - 1], modrm = code[length];
  bool memory = modrm >> 6 != 3;
  enum mpx_instruction instruction
    = select_instruction (&prefixes, opcode, memory);
  unsigned int bnd = modrm >> 3 & 7;
  if (instruction == mpx_none
      || bnd >= mpx_bndreg_count || (prefixes.rex & rex_r) != 0)
    return;

  uint64_t address = 0;
  if (memory)
    {
      struct operand operand;
      if (!decode_operand (code + length, count - length, prefixes.rex,
			   registers, &operand))
	return;
      length += operand.length;
      bool translated = instruction == mpx_bndldx || instruction == mpx_bndstx;
      if (operand.base_kind == base_rip)
	{
	  if (translated || instruction == mpx_bndmk)
	    return;
	  operand.base = registers[REG_RIP] + length;
	}
      address = operand.base + operand.displacement;
      if (!translated)
	address += operand.index;
      else if (operand.base_kind == base_none)
	/* The displacement is then left out, too.  */
	address = 0;
    }
  else
    {
      ++length;
      unsigned int rm = (modrm & 7) | (prefixes.rex & rex_b ? 8 : 0);
      if (instruction != mpx_bndmov)
	address = register_value (registers, rm);
      else if (rm >= mpx_bndreg_count)
	return;
    }

  *result = (struct mpx_decoded)
    {
      .instruction = instruction,
      .length = length,
      .bnd = bnd,
      .address = address,
      .lower = bndregs[bnd].lower,
      .upper = ~bndregs[bnd].upper
    };
}
