/* The decision about indirect calls: what the assembler makes of them.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */


#include <elf/call-decode.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include <support/check.h>
#include <support/xunistd.h>

/* 32 bytes for an instruction: how many prefixes it has, or -1 if it is no
   near indirect call, how long it is, and the instruction.  */
#define RECORD(prefixes, instruction) \
  "	.balign 32\n"							\
  "	.byte " #prefixes ", 1f - 0f\n"					\
  "0:	" instruction "\n"						\
  "1:\n"

struct record
{
  signed char prefixes;
  unsigned char length;
  unsigned char code[30];
};
extern const struct record records[], records_end[];

asm (".pushsection .rodata\n"
     "	.balign 32\n"
     "records:\n"
     /* Registers.  */
     RECORD (0, "call *%rax")
     RECORD (0, "call *%rsp")
     RECORD (0, "call *%rdi")
     RECORD (1, "call *%r15")
     RECORD (1, ".byte 0xf2; call *%rcx")	/* bnd */
     RECORD (1, "notrack call *%rdx")
     RECORD (2, "notrack call *%r11")
     /* Memory.  */
     RECORD (0, "call *(%rax)")
     RECORD (0, "call *(%rsp)")
     RECORD (0, "call *(%rbp)")
     RECORD (1, "call *(%r9)")
     RECORD (1, "call *(%r12)")
     RECORD (1, "call *(%r13)")
     RECORD (0, "call *8(%rbx)")
     RECORD (0, "call *-0x80(%rbp)")
     RECORD (0, "call *0x10(%rsp)")
     RECORD (1, "call *0x10(%r12)")
     RECORD (0, "call *0x1000(%rax)")
     RECORD (0, "call *0x1000(%rbp)")
     RECORD (0, "call *0x1000(%rsp)")
     RECORD (0, "call *(%rax,%rcx,8)")
     RECORD (0, "call *0(%rbp,%rcx,8)")
     RECORD (1, "call *(%rax,%r12,8)")
     RECORD (0, "call *0x10(%rax,%rcx,8)")
     RECORD (1, "call *0x1000(%r8,%r9,2)")
     RECORD (0, "call *0x1000(,%rcx,8)")
     RECORD (0, "call *0x601000")
     RECORD (0, "call *0x1000(%rip)")
     RECORD (1, "call *%fs:0x28")
     RECORD (1, "call *%gs:(%rax)")
     RECORD (1, "call *(%eax)")
     RECORD (1, "call *0x1000(%eip)")
     RECORD (3, "call *%fs:0x1000(%r8d,%r9d,4)")
     /* The displacement looks like a modifier of an address.  */
     RECORD (0, "call *-0x30(%rsp)")
     RECORD (0, "call *0x15ff(%rax)")
     /* No calls, or direct, or far.  */
     RECORD (-1, "call .")
     RECORD (-1, "call . + 0x10ff")
     RECORD (-1, "jmp .")
     RECORD (-1, "jmp *%rax")
     RECORD (-1, "jmp *%r11")
     RECORD (-1, "jmp *8(%rax)")
     RECORD (-1, "jmp *0x1000(%rsp)")
     RECORD (-1, "jmp *0x1000(%rip)")
     RECORD (-1, "lcall *(%rax)")
     RECORD (-1, "lcall *0x1000(%rip)")
     RECORD (-1, "ljmp *0x10(%rsp)")
     RECORD (-1, "push (%rax)")
     RECORD (-1, "push 8(%rsp)")
     RECORD (-1, "push 0x1000(%rip)")
     RECORD (-1, "push %rax")
     RECORD (-1, "incl %eax")
     RECORD (-1, "decl 8(%rax)")
     RECORD (-1, "ret")
     RECORD (-1, "syscall")
     RECORD (-1, "nop")
     RECORD (-1, "endbr64")
     RECORD (-1, "movabs $0xd0ff000000000000, %rax; nop")
     "	.balign 32\n"
     "records_end:\n"
     ".popsection");

static void
test_records (void)
{
  TEST_VERIFY (records_end - records > 50);
  for (const struct record *r = records; r < records_end; ++r)
    {
      const unsigned char *end = r->code + r->length;
      size_t expected = r->prefixes < 0 ? 0 : r->length - r->prefixes;
      if (_dl_indirect_call (end, r->length) != expected)
	{
	  support_record_failure ();
	  printf ("error: record %zu:", r - records);
	  for (int i = 0; i < r->length; ++i)
	    printf (" %02x", r->code[i]);
	  printf (": %zu, expected %zu\n", _dl_indirect_call (end, r->length),
		  expected);
	}
      /* What stands before it is not looked at, and half a call is none.  */
      for (size_t count = 0; count < expected; ++count)
	TEST_COMPARE (_dl_indirect_call (end, count), 0);
      TEST_COMPARE (_dl_indirect_call (end, expected), expected);
    }
}

/* No byte before the COUNT ones is read.  */
static void
test_bounds (void)
{
  size_t page = getpagesize ();
  unsigned char *start
    = xmmap (NULL, 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
  start += page;
  xmprotect (start, page, PROT_READ | PROT_WRITE);
  for (unsigned int first = 0; first < 256; ++first)
    for (unsigned int second = 0; second < 256; ++second)
      {
	for (size_t i = 0; i < indirect_call_max; ++i)
	  start[i] = i % 2 == 0 ? first : second;
	for (size_t count = 0; count <= indirect_call_max; ++count)
	  TEST_VERIFY (_dl_indirect_call (start + count, count) <= count);
      }
}

static int
do_test (void)
{
  test_records ();
  test_bounds ();
  return 0;
}

#include <support/test-driver.c>
