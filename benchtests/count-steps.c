/* Count the instructions of a call: count-steps FUNCTION...
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <err.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

/* Made before the fork, so that the child has it too.  */
static int key;

static bool
call_getpid (void)
{
  return getpid () > 0;
}

static bool
call_pkey_get (void)
{
  return pkey_get (key) == PKEY_DISABLE_WRITE;
}

static bool
call_pkey_set (void)
{
  return pkey_set (key, PKEY_DISABLE_ACCESS) == 0
	 && pkey_get (key) == PKEY_DISABLE_ACCESS;
}

/* The loader writes the entries: that of an IFUNC is what the resolver has
   chosen.  */
static const struct function
{
  const char *name;
  uintptr_t entry;
  bool (*call) (void);
} functions[] =
  {
    { "getpid", (uintptr_t) getpid, call_getpid },
    { "pkey_get", (uintptr_t) pkey_get, call_pkey_get },
    { "pkey_set", (uintptr_t) pkey_set, call_pkey_set },
  };

static const struct function *
find_function (const char *name)
{
  for (size_t i = 0; i < sizeof functions / sizeof *functions; ++i)
    if (strcmp (functions[i].name, name) == 0)
      return &functions[i];
  errx (2, "unknown function %s", name);
}

static pid_t
start_child (const struct function *function)
{
  pid_t child = fork ();
  if (child < 0)
    err (1, "fork");
  if (child == 0)
    {
      if (ptrace (PTRACE_TRACEME, 0, NULL, NULL) != 0)
	err (1, "ptrace");
      raise (SIGSTOP);
      _exit (function->call () ? 0 : 1);
    }
  if (waitpid (child, NULL, 0) != child)
    err (1, "waitpid");
  return child;
}

static void
read_registers (pid_t child, struct user_regs_struct *registers)
{
  if (ptrace (PTRACE_GETREGS, child, NULL, registers) != 0)
    err (1, "ptrace");
}

static void
step (pid_t child, struct user_regs_struct *registers)
{
  int status;
  if (ptrace (PTRACE_SINGLESTEP, child, NULL, NULL) != 0
      || waitpid (child, &status, 0) != child)
    err (1, "cannot step");
  if (!WIFSTOPPED (status) || WSTOPSIG (status) != SIGTRAP)
    errx (1, "the call has ended the process (status %#x)", status);
  read_registers (child, registers);
}

static void
count_steps (const struct function *function)
{
  pid_t child = start_child (function);
  struct user_regs_struct registers;
  read_registers (child, &registers);

  /* From the call instruction on, the last one that moves the stack pointer,
     through the procedure linkage table.  */
  unsigned int path = 0;
  while (registers.rip != function->entry)
    {
      unsigned long long int stack = registers.rsp;
      step (child, &registers);
      path = registers.rsp == stack ? path + 1 : 1;
    }

  /* The return address is popped at the end.  */
  unsigned int inside = 0;
  for (unsigned long long int stack = registers.rsp; registers.rsp <= stack;
       ++inside)
    step (child, &registers);

  int status;
  if (ptrace (PTRACE_CONT, child, NULL, NULL) != 0
      || waitpid (child, &status, 0) != child)
    err (1, "cannot continue");
  if (status != 0)
    errx (1, "%s does not work on this machine", function->name);
  printf ("%s instructions-of-call %u\n", function->name, path);
  printf ("%s instructions-inside %u\n", function->name, inside);
}

int
main (int argc, char **argv)
{
  key = pkey_alloc (0, PKEY_DISABLE_WRITE);
  for (int i = 1; i < argc; ++i)
    count_steps (find_function (argv[i]));
  return 0;
}
