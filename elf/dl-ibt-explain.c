/* Say what a violation of indirect branch tracking was, and die of it.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <elf/call-decode.h>
#include <elf/dl-ibt-explain.h>
#include <elf/dl-line.h>
#include <elf/dl-property.h>

#include <dlfcn.h>
#include <elf/dl-tunables.h>
#include <ldsodefs.h>
#include <sys/uio.h>
#include <sysdep.h>
#include <ucontext.h>

#ifndef SA_RESTORER
# define SA_RESTORER 0x04000000
#endif
#include <kernel_sigaction.h>

#ifndef SEGV_CPERR
# define SEGV_CPERR 10
#endif
/* The error code of #CP: bit 15 says that it was in an enclave.  */
#define CP_KIND 0x7fff
#define CP_ENDBRANCH 3

/* The entries and the restorer: see the header.  There is no unwind
   information: where there is none, debuggers and unwinders look at the bytes,
   and these of the restorer are those that they know.  */
#define STRING(x) STRING_1 (x)
#define STRING_1(x) #x
asm (".pushsection .text\n"
     "	.balign 16\n"
     "	.type entries, @function\n"
     "entries:\n"
     "	.rept 4\n"
     "	.balign 16\n"
     "	endbr64\n"
     "	jmp _dl_ibt_explain_violation\n"
     "	.endr\n"
     "	.balign 16\n"
     "	movq $" STRING (__NR_rt_sigreturn) ", %rax\n"
     "	syscall\n"
     "	.size entries, . - entries\n"
     "	.popsection");
extern const char entries[] attribute_hidden;

/* As the kernel has it.  */
typedef uint64_t mask_t;

static void
set_action (const struct kernel_sigaction *action)
{
  INTERNAL_SYSCALL_CALL (rt_sigaction, SIGSEGV, action, NULL, sizeof (mask_t));
}

/* Read SIZE bytes at ADDRESS, which may be anything.  */
static bool
read_memory (uintptr_t address, void *buffer, size_t size)
{
  struct iovec local = { buffer, size };
  struct iovec remote = { (void *) address, size };
  pid_t pid = INTERNAL_SYSCALL_CALL (getpid);
  return INTERNAL_SYSCALL_CALL (process_vm_readv, pid, &local, 1, &remote, 1,
				0) == size;
}

/* Whether an indirect call ends at ADDRESS, as far as can be seen.  */
static bool
after_call (uintptr_t address)
{
  unsigned char code[indirect_call_max];
  size_t count = sizeof code;
  /* There may be less before it.  */
  while (count > 0 && !read_memory (address - count, code, count))
    --count;
  return _dl_indirect_call (code + count, count) != 0;
}

static void
add_state (struct line *line, const struct link_map *l)
{
  enum protection_reason reason;
  if (l == NULL)
    _dl_line_add (line, "no object: memory not exempt");
  else if ((reason = legacy_note (l)) == protection_none)
    _dl_line_add (line, "clean: no ENDBR there");
  else
    {
      _dl_line_add (line, "legacy (");
      _dl_line_add (line, _dl_protection_reason_name (reason));
      _dl_line_add (line, "): not exempt any more");
    }
}

/* The branch was a call, or a jump, as that of a PLT, or that at the end of a
   function.  */
static void
add_origin (struct line *line, uintptr_t stack)
{
  uintptr_t address;
  const struct link_map *l = NULL;
  bool called = false;
  if (read_memory (stack, &address, sizeof address))
    {
      l = _dl_line_find_object (address);
      called = after_call (address);
    }
  if (called || l != NULL)
    {
      _dl_line_add (line, (called ? ", called from "
			   : ", on top of the stack "));
      _dl_line_add_place (line, address, l);
    }
  else
    _dl_line_add (line, ", return address unknown");
}

static void
explain (const ucontext_t *context)
{
  struct line line;
  line_begin (&line);

  uintptr_t target = context->uc_mcontext.gregs[REG_RIP];
  const struct link_map *l = _dl_line_find_object (target);
  _dl_line_add (&line, "rampart: IBT violation: branch to ");
  _dl_line_add_place (&line, target, l);
  _dl_line_add (&line, " (");
  add_state (&line, l);
  _dl_line_add (&line, ")");
  add_origin (&line, context->uc_mcontext.gregs[REG_RSP]);
  _dl_line_add (&line, "\n");

  /* The process is to die of something else.  */
  _dl_line_write (&line);
}

/* The handler.  It may run at any point of the program, in any thread, and
   in a child of vfork or posix_spawn, which has the memory of its parent.
   So it makes system calls only, and reads what does not change or what
   _dl_find_object reads without locks.  No memory is allocated, no error
   number stored and nothing written but its own stack; there is no floating
   point in it and no point of cancellation, and it waits for a tenth of a
   second at most.

   Then the process dies as it would have, with the same signal, siginfo and
   registers: a fault happens again, and a signal that was sent is sent
   again.  SI_KERNEL can be a fault, or not, as when a sigreturn fails, and
   is sent again too.

   There is no handler, and hence no line, where the program has a handler
   of its own or ignores or blocks SIGSEGV.  What is not as without it:

   - Where neither the stack nor an alternate one has room for the frame of the
     handler, debuggers and core dumps see SI_KERNEL in the siginfo.
   - Debuggers see the signal arrive twice, and the kernel does not log those
     faults that are SI_KERNEL.
   - A fault that another thread mends in between is survived, and so is one
     that the program only pretends, sending itself the siginfo.
   - The first process of a PID namespace does not die of a SIGSEGV that it or
     a child sends.  But a system call is interrupted, and there is no line
     from then on.
   - A filter may kill for one of the system calls.  */
void attribute_hidden
_dl_ibt_explain_violation (int signal, siginfo_t *info, void *closure)
{
  const ucontext_t *context = closure;

  /* With SA_NODEFER, a fault in here would come back here, and the signal that
     is sent again would arrive here.  */
  mask_t all = -1;
  INTERNAL_SYSCALL_CALL (rt_sigprocmask, SIG_BLOCK, &all, NULL, sizeof all);

  if (info->si_code == SEGV_CPERR
      && ((context->uc_mcontext.gregs[REG_ERR] & CP_KIND) == CP_ENDBRANCH))
    explain (context);

  struct kernel_sigaction die = { .k_sa_handler = SIG_DFL };
  set_action (&die);
  if (info->si_code <= 0 || info->si_code == SI_KERNEL)
    INTERNAL_SYSCALL_CALL (rt_tgsigqueueinfo, INTERNAL_SYSCALL_CALL (getpid),
			   INTERNAL_SYSCALL_CALL (gettid), SIGSEGV, info);
}

void
_dl_ibt_explain_start (void)
{
  /* There is one handler of the loader, and that of MPX is needed.  */
  if (TUNABLE_GET (rampart, ibt, explain, int32_t, NULL) == 0
      || GL (dl_mpx).entries != 0)
    return;
  /* Also if SIGSEGV is ignored now.  */
  GL (dl_ibt_explain) = (uintptr_t) entries;

  struct kernel_sigaction action;
  if (INTERNAL_SYSCALL_CALL (rt_sigaction, SIGSEGV, NULL, &action,
			     sizeof (mask_t)) != 0
      || action.k_sa_handler != SIG_DFL)
    return;
  action = (struct kernel_sigaction)
    {
      .k_sa_handler = (__sighandler_t) entries,
      .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTORER,
      .sa_restorer = (void (*) (void)) (entries + EXPLAIN_RESTORER),
    };
  /* No other handler runs first, and jumps away.  */
  __sigfillset (&action.sa_mask);
  set_action (&action);
}
