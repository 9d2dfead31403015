/* The decoder for MPX: what the assembler makes, and where LEA gets to.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/mpx-decode.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <support/check.h>
#include <support/next_to_fault.h>

/* Reading beyond the end is a fault.  */
static struct support_next_to_fault area;

static void *
place (const void *contents, size_t size)
{
  TEST_VERIFY_EXIT (size <= area.length);
  return memcpy (area.buffer + area.length - size, contents, size);
}

#define FUZZ_PLACE place
#define FUZZ_RELEASE(memory) ((void) 0)
#include <elf/fuzz-mpx-decode.c>

/* The numbers of the enumeration, for the assembler.  */
#define NONE 0
#define BNDCL 1
#define BNDCU 2
#define BNDCN 3
#define BNDLDX 4
#define BNDSTX 5
#define BNDMOV 6
#define BNDMK 7
_Static_assert (NONE == mpx_none && BNDCL == mpx_bndcl && BNDCU == mpx_bndcu
		&& BNDCN == mpx_bndcn && BNDLDX == mpx_bndldx
		&& BNDSTX == mpx_bndstx && BNDMOV == mpx_bndmov
		&& BNDMK == mpx_bndmk, "the numbers are right");

/* 32 bytes for a case: which INSTRUCTION of MPX it is, with which bounds
   register, how long it is, where there is code that computes its address, and
   itself.  The CPU does the latter by LEA: even one without MPX can say where
   the operand is.  */
#define CASE(instruction, bnd, code, operand) CASE_1 (instruction, bnd, code, \
						      operand)
#define CASE_1(instruction, bnd, code, operand) \
  "	.pushsection .text\n"						\
  "2:	endbr64\n"							\
  "	lea " operand ", %rax\n"					\
  "	jmp computed\n"							\
  "	.popsection\n"							\
  "	.balign 32\n"							\
  "	.byte " #instruction ", " #bnd ", 1f - 0f, 0\n"			\
  "	.long 2b - .\n"							\
  "0:	" code "\n"							\
  "1:\n"
#define CHECK(name, operand) \
  CASE (BNDCL, 0, "bndcl " name ", %bnd0", operand)			\
  CASE (BNDCU, 1, "bndcu " name ", %bnd1", operand)			\
  CASE (BNDCN, 3, "bndcn " name ", %bnd3", operand)
#define MEMORY(operand) \
  CHECK (operand, operand)						\
  CASE (BNDMOV, 2, "bndmov " operand ", %bnd2", operand)		\
  CASE (BNDMOV, 0, "bndmov %bnd0, " operand, operand)
#define MAKE(operand) \
  MEMORY (operand)							\
  CASE (BNDMK, 3, "bndmk " operand ", %bnd3", operand)
/* A pointer's place, and its value.  */
#define TABLE(operand, place) \
  CASE (BNDLDX, 1, "bndldx " operand ", %bnd1", place)			\
  CASE (BNDSTX, 2, "bndstx %bnd2, " operand, place)
/* By bytes, what the assembler would not write.  */
#define BYTES(instruction, bnd, bytes, operand) \
  CASE (instruction, bnd, ".byte " bytes, operand)
#define NOTHING(bytes) CASE (NONE, 0, ".byte " bytes, "0")

struct record
{
  unsigned char instruction;
  unsigned char bnd;
  unsigned char length;
  unsigned char unused;
  int computation;
  unsigned char code[24];
};
extern const struct record records[], records_end[];

asm (".arch .mpx\n"
     "	.pushsection .rodata\n"
     "	.balign 32\n"
     "records:\n"
     /* Registers.  */
     CHECK ("%rax", "(%rax)")
     CHECK ("%rcx", "(%rcx)")
     CHECK ("%rdx", "(%rdx)")
     CHECK ("%rbx", "(%rbx)")
     CHECK ("%rsp", "(%rsp)")
     CHECK ("%rbp", "(%rbp)")
     CHECK ("%rsi", "(%rsi)")
     CHECK ("%rdi", "(%rdi)")
     CHECK ("%r8", "(%r8)")
     CHECK ("%r9", "(%r9)")
     CHECK ("%r10", "(%r10)")
     CHECK ("%r11", "(%r11)")
     CHECK ("%r12", "(%r12)")
     CHECK ("%r13", "(%r13)")
     CHECK ("%r14", "(%r14)")
     CHECK ("%r15", "(%r15)")
     CASE (BNDMOV, 2, "bndmov %bnd1, %bnd2", "0")
     BYTES (BNDMOV, 1, "0x66, 0x0f, 0x1b, 0xca", "0")
     /* Memory.  */
     MAKE ("(%rax)")
     MAKE ("(%rcx)")
     MAKE ("(%rdx)")
     MAKE ("(%rbx)")
     MAKE ("(%rsp)")
     MAKE ("(%rbp)")
     MAKE ("(%rsi)")
     MAKE ("(%rdi)")
     MAKE ("(%r8)")
     MAKE ("(%r12)")
     MAKE ("(%r13)")
     MAKE ("(%r15)")
     MAKE ("8(%rbx)")
     MAKE ("-0x80(%rbp)")
     MAKE ("0x7f(%rsp)")
     MAKE ("0x10(%r12)")
     MAKE ("-1(%r13)")
     MAKE ("0x1000(%rax)")
     MAKE ("-0x1000(%rbp)")
     MAKE ("0x7fffffff(%rsp)")
     MAKE ("-0x80000000(%r12)")
     MAKE ("(%rax,%rcx,8)")
     MAKE ("(%rcx,%rax)")
     MAKE ("(%rsp,%rbp,2)")
     MAKE ("0(%rbp,%rcx,8)")
     MAKE ("(%rax,%r12,8)")
     MAKE ("(%r12,%rax,4)")
     MAKE ("0(%r13,%r13,2)")
     MAKE ("(%r15,%r14,8)")
     MAKE ("0x10(%rax,%rcx,8)")
     MAKE ("0x1000(%r8,%r9,2)")
     MAKE ("-0x1000(%rbp,%rdi,4)")
     MAKE ("0x1000(,%rcx,8)")
     MAKE ("-8(,%r12,4)")
     MAKE ("0x601000")
     MAKE ("-0x1000")
     MEMORY ("records(%rip)")
     MEMORY ("records - 0x123456(%rip)")
     /* The scale is ignored, and a displacement without a base.  */
     TABLE ("(%rax)", "(%rax)")
     TABLE ("(%rsp)", "(%rsp)")
     TABLE ("(%rax,%rbx)", "(%rax)")
     TABLE ("3(%r13,%r12)", "3(%r13)")
     TABLE ("-0x1000(%rbp,%rdx)", "-0x1000(%rbp)")
     TABLE ("8(,%rdx)", "0")
     TABLE ("0x1000", "0")
     BYTES (BNDLDX, 0, "0x0f, 0x1a, 0x44, 0xcb, 0x18", "0x18(%rbx)")
     BYTES (BNDSTX, 3, "0x41, 0x0f, 0x1b, 0x1c, 0xcb", "(%r11)")
     /* A REX that has nothing to say, or W; REX.X with no index.  */
     BYTES (BNDCL, 0, "0xf3, 0x40, 0x0f, 0x1a, 0x00", "(%rax)")
     BYTES (BNDCU, 0, "0xf2, 0x48, 0x0f, 0x1a, 0xc7", "(%rdi)")
     BYTES (BNDCN, 1, "0xf2, 0x4a, 0x0f, 0x1b, 0x08", "(%rax)")
     BYTES (BNDCL, 1, "0xf3, 0x42, 0x0f, 0x1a, 0x0c, 0x20", "(%rax,%r12)")
     /* REX.B does not bring a base where there is none.  */
     BYTES (BNDCL, 1, "0xf3, 0x41, 0x0f, 0x1a, 0x0c, 0x25, 1, 2, 3, 4",
	    "0x04030201")
     BYTES (BNDCL, 1, "0xf3, 0x41, 0x0f, 0x1a, 0x0c, 0x4d, 1, 2, 3, 4",
	    "0x04030201(,%rcx,2)")
     /* A REX counts only where it comes last.  */
     BYTES (BNDCL, 0, "0x41, 0xf3, 0x0f, 0x1a, 0x00", "(%rax)")
     BYTES (BNDCL, 0, "0xf3, 0x44, 0x65, 0x0f, 0x1a, 0x00", "(%rax)")
     BYTES (BNDCL, 0, "0xf3, 0x44, 0x41, 0x0f, 0x1a, 0x00", "(%r8)")
     BYTES (BNDLDX, 0, "0x44, 0x67, 0x0f, 0x1a, 0x00", "(%rax)")
     /* Segments, and the size of addresses.  */
     BYTES (BNDCL, 0, "0x64, 0xf3, 0x0f, 0x1a, 0x40, 0x28", "0x28(%rax)")
     BYTES (BNDCU, 2, "0xf2, 0x65, 0x0f, 0x1a, 0xd0", "(%rax)")
     BYTES (BNDCU, 2, "0xf2, 0x67, 0x0f, 0x1a, 0xd0", "(%rax)")
     BYTES (BNDCN, 2, "0x67, 0xf2, 0x0f, 0x1b, 0x54, 0xd8, 0x80",
	    "-0x80(%rax,%rbx,8)")
     BYTES (BNDMOV, 0, "0x67, 0x66, 0x64, 0x0f, 0x1a, 0x00", "(%rax)")
     BYTES (BNDSTX, 0, "0x67, 0x65, 0x0f, 0x1b, 0x04, 0x08", "(%rax)")
     /* Which prefix selects the instruction.  */
     BYTES (BNDCL, 0, "0x66, 0xf3, 0x0f, 0x1a, 0x00", "(%rax)")
     BYTES (BNDCL, 0, "0xf3, 0x66, 0x0f, 0x1a, 0x00", "(%rax)")
     BYTES (BNDCL, 0, "0xf2, 0xf3, 0x0f, 0x1a, 0x00", "(%rax)")
     BYTES (BNDCU, 0, "0xf3, 0xf2, 0x66, 0x0f, 0x1a, 0x00", "(%rax)")
     BYTES (BNDCN, 0, "0xf3, 0x66, 0xf2, 0x0f, 0x1b, 0x00", "(%rax)")
     BYTES (BNDMK, 0, "0xf2, 0xf3, 0xf3, 0x0f, 0x1b, 0x00", "(%rax)")
     BYTES (BNDMOV, 0, "0x66, 0x66, 0x0f, 0x1b, 0x00", "(%rax)")
     /* As long as can be, and one more.  */
     BYTES (BNDCL, 1, "0x2e, 0x2e, 0x2e, 0x2e, 0xf3, 0x43, 0x0f, 0x1a, 0x8c,"
		      " 0xd1, 1, 2, 3, 4", "0x04030201(%r9,%r10,8)")
     BYTES (BNDCL, 1, "0x2e, 0x2e, 0x2e, 0x2e, 0x3e, 0xf3, 0x43, 0x0f, 0x1a,"
		      " 0x8c, 0xd1, 1, 2, 3, 4", "0x04030201(%r9,%r10,8)")
     NOTHING ("0x2e, 0x2e, 0x2e, 0x2e, 0x2e, 0x2e, 0xf3, 0x43, 0x0f, 0x1a,"
	      " 0x8c, 0xd1, 1, 2, 3, 4")
     /* There are four bounds registers.  */
     NOTHING ("0xf3, 0x0f, 0x1a, 0x20")
     NOTHING ("0xf3, 0x0f, 0x1a, 0x38")
     NOTHING ("0xf3, 0x44, 0x0f, 0x1a, 0x00")
     NOTHING ("0xf2, 0x44, 0x0f, 0x1b, 0xc0")
     NOTHING ("0x44, 0x0f, 0x1b, 0x04, 0x08")
     NOTHING ("0x66, 0x0f, 0x1a, 0xc4")
     NOTHING ("0x66, 0x41, 0x0f, 0x1a, 0xc0")
     NOTHING ("0x66, 0x45, 0x0f, 0x1b, 0xc0")
     /* Lock.  */
     NOTHING ("0xf0, 0xf3, 0x0f, 0x1a, 0x00")
     NOTHING ("0xf3, 0xf0, 0x0f, 0x1a, 0x00")
     NOTHING ("0xf0, 0x0f, 0x1b, 0x00")
     /* RIP-relative where it is undefined, and NOPs.  */
     NOTHING ("0x0f, 0x1a, 0x05, 1, 2, 3, 4")
     NOTHING ("0x0f, 0x1b, 0x05, 1, 2, 3, 4")
     NOTHING ("0x41, 0x0f, 0x1b, 0x0d, 1, 2, 3, 4")
     NOTHING ("0xf3, 0x0f, 0x1b, 0x05, 1, 2, 3, 4")
     NOTHING ("0x0f, 0x1a, 0xc0")
     NOTHING ("0x0f, 0x1b, 0xc0")
     NOTHING ("0xf3, 0x0f, 0x1b, 0xc0")
     /* Others.  */
     CASE (NONE, 0, "nop", "0")
     CASE (NONE, 0, "endbr64", "0")
     CASE (NONE, 0, "ud2", "0")
     CASE (NONE, 0, "nopw 0x12345678(%rax,%rax)", "0")
     CASE (NONE, 0, ".byte 0xf2; call *%rax", "0")
     CASE (NONE, 0, "prefetchnta (%rax)", "0")
     CASE (NONE, 0, "cvttps2pi %xmm0, %mm0", "0")
     CASE (NONE, 0, "mov (%rax), %rbx", "0")
     CASE (NONE, 0, "int3", "0")
     NOTHING ("0xf3, 0x0f, 0x19, 0x00")
     NOTHING ("0xf3, 0x0f, 0x1c, 0x00")
     NOTHING ("0xf3, 0x0e, 0x1a, 0x00")
     NOTHING ("0x0f, 0x0f, 0x1a, 0x00")
     NOTHING ("0x0f, 0xf3, 0x1a, 0x00")
     /* VEX, EVEX and REX2.  */
     NOTHING ("0xc5, 0xfa, 0x1a, 0x00, 0, 0, 0, 0")
     NOTHING ("0x62, 0xf1, 0x7e, 0x08, 0x1a, 0x00, 0, 0, 0, 0, 0")
     NOTHING ("0xf3, 0xd5, 0x80, 0x1a, 0x00, 0, 0, 0, 0")
     "	.balign 32\n"
     "records_end:\n"
     "	.popsection\n");

/* Store in VALUES the registers that the code at CODE, which ends with
   "jmp computed", starts with: those that are there, in the order of gregs up
   to REG_RCX, but for the stack pointer.  Return what it leaves in RAX.  */
uint64_t compute (greg_t *values, const void *code);
asm ("	.pushsection .text\n"
     "compute:\n"
     "	push %rbx\n"
     "	push %rbp\n"
     "	push %r12\n"
     "	push %r13\n"
     "	push %r14\n"
     "	push %r15\n"
     "	push %rsi\n"
     "	mov %rsp, 8*15(%rdi)\n"
     "	mov 8*0(%rdi), %r8\n"
     "	mov 8*1(%rdi), %r9\n"
     "	mov 8*2(%rdi), %r10\n"
     "	mov 8*3(%rdi), %r11\n"
     "	mov 8*4(%rdi), %r12\n"
     "	mov 8*5(%rdi), %r13\n"
     "	mov 8*6(%rdi), %r14\n"
     "	mov 8*7(%rdi), %r15\n"
     "	mov 8*9(%rdi), %rsi\n"
     "	mov 8*10(%rdi), %rbp\n"
     "	mov 8*11(%rdi), %rbx\n"
     "	mov 8*12(%rdi), %rdx\n"
     "	mov 8*13(%rdi), %rax\n"
     "	mov 8*14(%rdi), %rcx\n"
     "	mov 8*8(%rdi), %rdi\n"
     "	jmp *(%rsp)\n"
     "computed:\n"
     "	pop %rsi\n"
     "	pop %r15\n"
     "	pop %r14\n"
     "	pop %r13\n"
     "	pop %r12\n"
     "	pop %rbp\n"
     "	pop %rbx\n"
     "	ret\n"
     "	.popsection");
_Static_assert (REG_R8 == 0 && REG_R15 == 7 && REG_RDI == 8 && REG_RSI == 9
		&& REG_RBP == 10 && REG_RBX == 11 && REG_RDX == 12
		&& REG_RAX == 13 && REG_RCX == 14 && REG_RSP == 15,
		"compute knows where they are");

static void
test_record (const struct record *r)
{
  gregset_t registers;
  memcpy (registers, fuzz_registers, sizeof registers);
  uint64_t address
    = compute (registers, (const char *) &r->computation + r->computation);
  registers[REG_RIP] = (uintptr_t) r->code;

  struct mpx_decoded expected = { 0 };
  if (r->instruction != NONE)
    expected = (struct mpx_decoded)
      {
	r->instruction, r->length, r->bnd, address,
	fuzz_bndregs[r->bnd].lower, ~fuzz_bndregs[r->bnd].upper
      };
  struct mpx_decoded found;
  _dl_mpx_decode (place (r->code, r->length), r->length, registers,
		  fuzz_bndregs, &found);
  if (found.instruction != expected.instruction
      || found.length != expected.length || found.bnd != expected.bnd
      || found.address != expected.address
      || found.lower != expected.lower || found.upper != expected.upper)
    {
      support_record_failure ();
      printf ("error: record %td:", r - records);
      for (int i = 0; i < r->length; ++i)
	printf (" %02x", r->code[i]);
      printf (": %d, length %u, bnd%u, %#lx, not %d, length %u, bnd%u, %#lx\n",
	      found.instruction, found.length, found.bnd, found.address,
	      expected.instruction, expected.length, expected.bnd,
	      expected.address);
    }
  /* Half an instruction is none; with prefixes it is the same.  */
  LLVMFuzzerTestOneInput (r->code, r->length);
}

enum { iterations = 1000000 };

static uint64_t
random_number (void)
{
  static uint64_t state = 1;
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state * 0x9e3779b97f4a7c15 >> 16;
}

/* Bytes at random, and such as MPX has.  */
static void
test_random (void)
{
  static const uint8_t prefixes[]
    = { 0x2e, 0x64, 0x66, 0x67, 0xf0, 0xf2, 0xf3, 0x40, 0x41, 0x42, 0x44 };
  int counts[mpx_bndmk + 1] = { 0 };
  for (int i = 0; i < iterations; ++i)
    {
      uint8_t code[24];
      size_t start = i % 8 == 0 ? sizeof code : random_number () % 6;
      for (size_t j = 0; j < start && j < sizeof code; ++j)
	code[j] = prefixes[random_number () % sizeof prefixes];
      for (size_t j = start; j < sizeof code; ++j)
	code[j] = random_number ();
      if (start < sizeof code)
	{
	  code[start] = 0x0f;
	  code[start + 1] = 0x1a + random_number () % 2;
	}
      LLVMFuzzerTestOneInput (code, random_number () % (sizeof code + 1));
      ++counts[fuzz_found.instruction];
    }
  /* Nothing is tested by what is never decoded.  */
  for (int i = 0; i <= mpx_bndmk; ++i)
    {
      printf ("info: instruction %d: %d\n", i, counts[i]);
      TEST_VERIFY (counts[i] > iterations / 100);
    }
}

static int
do_test (void)
{
  area = support_next_to_fault_allocate (4096);
  TEST_VERIFY (records_end - records > 300);
  for (const struct record *r = records; r < records_end; ++r)
    test_record (r);
  test_random ();
  support_next_to_fault_free (&area);
  return 0;
}

#include <support/test-driver.c>
