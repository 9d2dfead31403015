/* The decoder for MPX with any bytes: a target for libFuzzer.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/mpx-decode.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What was found last.  */
static struct mpx_decoded fuzz_found;

/* Where no test includes this and has its own: memory of exactly that size, so
   that the address sanitizer sees what is read beyond it.  */
#ifndef FUZZ_PLACE
# define FUZZ_PLACE fuzz_place
# define FUZZ_RELEASE free

static void *
fuzz_place (const void *contents, size_t size)
{
  void *result = malloc (size + (size == 0));
  return memcpy (result, contents, size);
}
#endif

#define REQUIRE(condition) \
  ((condition) ? (void) 0 : fuzz_fail (__LINE__, #condition))

static void
fuzz_fail (int line, const char *condition)
{
  printf ("%s:%d: not true: %s\n", __FILE__, line, condition);
  fflush (stdout);
  abort ();
}

/* Sums of few of them, however scaled, are different.  */
static const gregset_t fuzz_registers =
  {
    [REG_RAX] = 0x0123456789abcdef, [REG_RBX] = 0x7fffe1d2c3b4a596,
    [REG_RCX] = 0x1122334455667788, [REG_RDX] = -0x10fedcba98,
    [REG_RSI] = 0x00005a5aa5a53c3c, [REG_RDI] = 0x2468ace013579bdf,
    [REG_RBP] = 0x00007fff12345678, [REG_RSP] = 0x00007ffd87654321,
    [REG_R8] = -0x123456789abcdef, [REG_R9] = 0x6b8b4567327b23c6,
    [REG_R10] = 0x643c986966334873, [REG_R11] = 0x74b0dc5119495cff,
    [REG_R12] = 0x2ae8944a625558ec, [REG_R13] = 0x238e1f2946e87ccd,
    [REG_R14] = 0x3d1b58ba507ed7ab, [REG_R15] = 0x2eb141f241b71efb,
    [REG_RIP] = 0x0000555555554000
  };
static const struct mpx_bndreg fuzz_bndregs[mpx_bndreg_count] =
  {
    { 0x1000, 0xf000 }, { 0x2000, 0xe000 }, { 0x3000, 0xd000 }, { 0, 0 }
  };

/* Decode SIZE bytes at CODE that start DISTANCE after the address that the
   registers have.  */
static struct mpx_decoded
fuzz_decode (const uint8_t *code, size_t size, int distance)
{
  uint8_t *bytes = FUZZ_PLACE (code, size);
  gregset_t registers;
  memcpy (registers, fuzz_registers, sizeof registers);
  registers[REG_RIP] += distance;
  struct mpx_decoded result;
  memset (&result, 0xee, sizeof result);
  _dl_mpx_decode (bytes, size, registers, fuzz_bndregs, &result);
  FUZZ_RELEASE (bytes);
  return result;
}

static void
require_equal (struct mpx_decoded a, struct mpx_decoded b)
{
  REQUIRE (a.instruction == b.instruction && a.length == b.length
	   && a.bnd == b.bnd && a.address == b.address
	   && a.lower == b.lower && a.upper == b.upper);
}

/* The prefixes that change nothing before FOUND, which starts at CODE: among
   them REX before another one; and that one that undefines it.  */
static void
check_prefixes (const uint8_t *code, struct mpx_decoded found)
{
  static const uint8_t idle[]
    = { 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x67, 0x40, 0x44, 0x4f };
  uint8_t longer[1 + mpx_code_max];
  memcpy (longer + 1, code, found.length);
  struct mpx_decoded expected = found;
  ++expected.length;
  if (found.length == mpx_code_max)
    memset (&expected, 0, sizeof expected);
  for (size_t i = 0; i < sizeof idle; ++i)
    if (idle[i] < 0x40 || idle[i] > 0x4f || code[0] != 0x0f)
      {
	longer[0] = idle[i];
	require_equal (fuzz_decode (longer, found.length + 1, -1), expected);
      }
  longer[0] = 0xf0;
  REQUIRE (fuzz_decode (longer, found.length + 1, -1).instruction == mpx_none);
}

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const struct mpx_decoded nothing;
  fuzz_found = fuzz_decode (data, size, 0);
  if (fuzz_found.instruction == mpx_none)
    {
      require_equal (fuzz_found, nothing);
      return 0;
    }

  REQUIRE (fuzz_found.instruction <= mpx_bndmk);
  REQUIRE (fuzz_found.length >= 3 && fuzz_found.length <= mpx_code_max
	   && fuzz_found.length <= size);
  REQUIRE (fuzz_found.bnd < mpx_bndreg_count);
  REQUIRE (fuzz_found.lower == fuzz_bndregs[fuzz_found.bnd].lower
	   && fuzz_found.upper == ~fuzz_bndregs[fuzz_found.bnd].upper);
  /* All of its bytes are part of it, and no other.  */
  require_equal (fuzz_decode (data, fuzz_found.length, 0), fuzz_found);
  for (size_t less = 0; less < fuzz_found.length; ++less)
    require_equal (fuzz_decode (data, less, 0), nothing);
  check_prefixes (data, fuzz_found);
  return 0;
}
