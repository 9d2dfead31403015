/* rampart.ibt.explain: the line, and that nothing else changes.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */


#include <elf/tst-ibt.h>
#include <array_length.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <link.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <ucontext.h>

#include <support/capture_subprocess.h>
#include <support/support.h>
#include <support/xdlfcn.h>
#include <support/xsignal.h>
#include <support/xthread.h>

/* Branches that go wrong when they have nowhere to land: a call, a jump in a
   function that was called directly, and a jump without a stack.  */
extern void call_it (const void *), call_it_return (void);
extern void jump_from (const void *), jump_it_return (void);
extern void jump_astray (const void *);
asm (".pushsection .text\n"
     "call_it:\n"
     "	endbr64\n"
     "	sub $8, %rsp\n"
     "	call *%rdi\n"
     "call_it_return:\n"
     "	add $8, %rsp\n"
     "	ret\n"
     "jump_from:\n"
     "	endbr64\n"
     "	sub $8, %rsp\n"
     "	call jump_it\n"
     "jump_it_return:\n"
     "	add $8, %rsp\n"
     "	ret\n"
     "jump_it:\n"
     "	jmp *%rdi\n"
     "jump_astray:\n"
     "	endbr64\n"
     "	mov $16, %esp\n"
     "	jmp *%rdi\n"
     ".popsection");

/* endbr64; call *%rdi.  */
static const unsigned char calling_function[]
  = { 0xf3, 0x0f, 0x1e, 0xfa, 0xff, 0xd7 };

static void
print (const char *format, ...)
{
  char line[256];
  va_list arguments;
  va_start (arguments, format);
  int length = vsnprintf (line, sizeof line, format, arguments);
  va_end (arguments);
  xwrite (STDOUT_FILENO, line, length);
}

/* What the children do, to die of SIGSEGV in general.  What they print has to
   be the same with the tunable and without.  */

static void
run_call (void)
{
  call_it (padless);
}

static void
run_jump (void)
{
  jump_from (padless);
}

static void
run_astray (void)
{
  stack_t stack = { .ss_sp = xmalloc (65536), .ss_size = 65536 };
  TEST_COMPARE (sigaltstack (&stack, NULL), 0);
  jump_astray (padless);
}

/* sigaction has installed the handler.  */
static void
run_astray_reset (void)
{
  xsignal (SIGSEGV, SIG_DFL);
  run_astray ();
}

/* An address that the other run will give to the same.  */
#define FIXED ((char *) 0x10000000)

static char *
fixed_page (const void *function, size_t size)
{
  char *page = xmmap (FIXED, PAGE, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1);
  memcpy (page, function, size);
  xmprotect (page, PAGE, PROT_READ | PROT_EXEC);
  return page;
}

static void
run_memory (void)
{
  call_it (fixed_page (legacy_function, sizeof legacy_function));
}

/* Nothing can be read before the page.  */
static void
run_memory_calls (void)
{
  ((void (*) (const void *))
     fixed_page (calling_function, sizeof calling_function)) (padless);
}

#ifndef STATIC
static void
run_legacy (void)
{
  void *module = xdlopen ("tst-ibt-mod-legacy.so", RTLD_NOW);
  void *function = xdlsym (module, "mod_padless");
  void *page = (void *) ((uintptr_t) function & -PAGE);
  const char *reason;
  TEST_COMPARE (ibt_is_legacy (function, &reason), 1);
  Dl_info info;
  TEST_VERIFY (dladdr (function, &info) != 0);
  print ("%s+0x%lx (legacy (%s): not exempt any more)", info.dli_fname,
	 (unsigned long int) (function - info.dli_fbase), reason);
  TEST_COMPARE (ibt_clear_legacy (page, PAGE), 0);
  call_it (function);
}
#endif

static void *
call_in_thread (void *closure)
{
  call_it (padless);
  return NULL;
}

static void
run_thread (void)
{
  xpthread_join (xpthread_create (NULL, call_in_thread, NULL));
}

static void
die_as (pid_t pid)
{
  int status;
  xwaitpid (pid, &status, 0);
  if (WIFSIGNALED (status))
    raise (WTERMSIG (status));
}

static void
run_fork (void)
{
  pid_t pid = xfork ();
  if (pid == 0)
    {
      call_it (padless);
      _exit (0);
    }
  die_as (pid);
}

static void
run_vfork (void)
{
  pid_t pid = vfork ();
  if (pid == 0)
    {
      call_it (padless);
      _exit (0);
    }
  die_as (pid);
}

static void
set_action (void (*handler) (int), int flags)
{
  struct sigaction action = { .sa_handler = handler, .sa_flags = flags };
  sigemptyset (&action.sa_mask);
  xsigaction (SIGSEGV, &action, NULL);
}

static void
unexpected (int signal)
{
  _exit (99);
}

static void
run_reset (void)
{
  set_action (unexpected, 0);
  set_action (SIG_DFL, 0);
  call_it (padless);
}

static void
run_flags (void)
{
  set_action (SIG_DFL, SA_NODEFER | SA_RESETHAND | SA_RESTART | SA_SIGINFO);
  call_it (padless);
}

static void
print_violation (int signal, siginfo_t *info, void *closure)
{
  const ucontext_t *uc = closure;
  print ("%d %d %d %d %d %lld %lld %lx\n", signal, info->si_signo,
	 info->si_errno, info->si_code, info->si_addr == padless,
	 uc->uc_mcontext.gregs[REG_TRAPNO], uc->uc_mcontext.gregs[REG_ERR],
	 uc->uc_flags);
}

/* The handler returns to where the fault was, which is the usual way to die
   after one has had one's say.  */
static void
print_and_reset (int signal, siginfo_t *info, void *closure)
{
  print_violation (signal, info, closure);
  set_action (SIG_DFL, 0);
}

static void
print_and_exit (int signal, siginfo_t *info, void *closure)
{
  print_violation (signal, info, closure);
  _exit (0);
}

static void
run_handled (void)
{
  set_action ((__sighandler_t) print_and_exit, SA_SIGINFO);
  call_it (padless);
}

static void
run_handled_reset (void)
{
  set_action ((__sighandler_t) print_and_reset, SA_SIGINFO);
  call_it (padless);
}

static void
run_ignored (void)
{
  set_action (SIG_IGN, 0);
  call_it (padless);
}

static void
run_blocked (void)
{
  sigset_t set;
  sigemptyset (&set);
  sigaddset (&set, SIGSEGV);
  TEST_COMPARE (sigprocmask (SIG_BLOCK, &set, NULL), 0);
  call_it (padless);
}

/* Ignored over exec, and default again only then.  */
static void
run_inherited (void)
{
  set_action (SIG_IGN, 0);
  char *argv[] = { (char *) "/proc/self/exe", (char *) "--direct",
		   (char *) "call", NULL };
  execv (argv[0], argv);
}

static void
run_inherited_reset (void)
{
  set_action (SIG_IGN, 0);
  char *argv[] = { (char *) "/proc/self/exe", (char *) "--direct",
		   (char *) "reset", NULL };
  execv (argv[0], argv);
}

/* Nobody listens.  */
static void
run_pipe (void)
{
  int fds[2];
  xpipe (fds);
  xclose (fds[0]);
  xdup2 (fds[1], STDERR_FILENO);
  call_it (padless);
}

/* Nobody reads.  */
static void
run_full (void)
{
  int fds[2];
  xpipe (fds);
  xdup2 (fds[1], STDERR_FILENO);
  static const char page[PAGE];
  TEST_COMPARE (fcntl (STDERR_FILENO, F_SETFL, O_NONBLOCK), 0);
  while (write (STDERR_FILENO, page, sizeof page) > 0);
  TEST_COMPARE (fcntl (STDERR_FILENO, F_SETFL, 0), 0);
  call_it (padless);
}

static void
run_null (void)
{
  *(volatile char *) NULL;
}

static void
run_noncanonical (void)
{
  *(volatile char *) (1UL << 63);
}

static void
run_raise (void)
{
  raise (SIGSEGV);
}

static void
run_kill (void)
{
  kill (getpid (), SIGSEGV);
}

static void
run_sigqueue (void)
{
  sigqueue (getpid (), SIGSEGV, (union sigval) { .sival_int = 42 });
}

static void
run_nodefer_raise (void)
{
  set_action (SIG_DFL, SA_NODEFER);
  raise (SIGSEGV);
}

static void
print_action (const struct sigaction *action)
{
  print ("%s %x %d", action->sa_handler == SIG_DFL ? "default"
	 : action->sa_handler == SIG_IGN ? "ignored"
	 : action->sa_handler == unexpected ? "own" : "strange",
	 action->sa_flags, action->sa_restorer != NULL);
  for (int signal = 1; signal < _NSIG; ++signal)
    if (sigismember (&action->sa_mask, signal))
      print (" %d", signal);
  print ("\n");
}

/* All that sigaction can tell.  */
static void
run_actions (void)
{
  static const int flags[]
    = { SA_SIGINFO, SA_ONSTACK, SA_RESTART, SA_NODEFER, SA_RESETHAND,
	SA_NOCLDWAIT };
  static void (*const handlers[]) (int) = { SIG_DFL, SIG_IGN, unexpected };

  struct sigaction old;
  xsigaction (SIGSEGV, NULL, &old);
  print_action (&old);
  xsigaction (SIGSEGV, &old, NULL);
  xsigaction (SIGSEGV, NULL, &old);
  print_action (&old);
  for (unsigned int bits = 0; bits < 1U << array_length (flags); ++bits)
    for (size_t i = 0; i < array_length (handlers); ++i)
      {
	struct sigaction action = { .sa_handler = handlers[i] };
	sigemptyset (&action.sa_mask);
	for (size_t j = 0; j < array_length (flags); ++j)
	  if (bits & 1U << j)
	    {
	      action.sa_flags |= flags[j];
	      sigaddset (&action.sa_mask, 1 + 10 * j);
	    }
	const struct sigaction given = action;
	xsigaction (SIGSEGV, &action, &old);
	print_action (&old);
	xsigaction (SIGSEGV, NULL, &old);
	print_action (&old);
	TEST_VERIFY (memcmp (&given, &action, sizeof given) == 0);
      }
  print ("%d\n", signal (SIGSEGV, SIG_DFL) == unexpected);
  print ("%d\n", signal (SIGSEGV, SIG_IGN) == SIG_DFL);
  print ("%d\n", signal (SIGSEGV, SIG_DFL) == SIG_IGN);
  xsigaction (SIGSEGV, NULL, &old);
  print_action (&old);
  if (support_record_failure_is_failed ())
    _exit (1);
}

/* Where a violation comes from, by the line.  */
enum origin
{
  no_line, called, jumped, unknown
};

static const struct mode
{
  const char *name;
  void (*run) (void);
  int signal;			/* Or 0 if it exits with status 0.  */
  enum origin origin;
  int code;			/* What a debugger has to see, or 0.  */
} modes[] =
  {
    { "call", run_call, SIGSEGV, called, SEGV_CPERR },
    { "jump", run_jump, SIGSEGV, jumped, SEGV_CPERR },
    { "astray", run_astray, SIGSEGV, unknown, SEGV_CPERR },
    { "astray-reset", run_astray_reset, SIGSEGV, unknown, SEGV_CPERR },
    { "memory", run_memory, SIGSEGV, called, SEGV_CPERR },
    { "memory-calls", run_memory_calls, SIGSEGV, called, SEGV_CPERR },
#ifndef STATIC
    { "legacy", run_legacy, SIGSEGV, called, SEGV_CPERR },
#endif
    { "thread", run_thread, SIGSEGV, called },
    { "fork", run_fork, SIGSEGV, called },
    { "vfork", run_vfork, SIGSEGV, called },
    { "reset", run_reset, SIGSEGV, called, SEGV_CPERR },
    { "flags", run_flags, SIGSEGV, called, SEGV_CPERR },
    { "handled", run_handled, 0, no_line },
    { "handled-reset", run_handled_reset, SIGSEGV, called },
    { "ignored", run_ignored, SIGSEGV, no_line },
    { "blocked", run_blocked, SIGSEGV, no_line },
    { "inherited", run_inherited, SIGSEGV, no_line },
    { "inherited-reset", run_inherited_reset, SIGSEGV, called },
    { "pipe", run_pipe, SIGSEGV, no_line, SEGV_CPERR },
    { "full", run_full, SIGSEGV, no_line },
    { "null", run_null, SIGSEGV, no_line, SEGV_MAPERR },
    { "noncanonical", run_noncanonical, SIGSEGV, no_line, SI_KERNEL },
    { "raise", run_raise, SIGSEGV, no_line, SI_TKILL },
    { "kill", run_kill, SIGSEGV, no_line, SI_USER },
    { "sigqueue", run_sigqueue, SIGSEGV, no_line, SI_QUEUE },
    { "nodefer-raise", run_nodefer_raise, SIGSEGV, no_line, SI_TKILL },
    { "actions", run_actions, 0, no_line },
  };

/* The parent.  */

static int
store_base (struct dl_phdr_info *info, size_t size, void *closure)
{
  *(uintptr_t *) closure = info->dlpi_addr;
  return 1;
}

static char *
in_program (const void *address)
{
  uintptr_t base;
  dl_iterate_phdr (store_base, &base);
  return xasprintf ("/proc/self/exe+0x%lx",
		    (unsigned long int) ((uintptr_t) address - base));
}

static char *
expected_line (const struct mode *mode, const char *out)
{
  if (mode->origin == no_line)
    return xstrdup ("");
  char *target = xasprintf ("%s (clean: no ENDBR there)",
			    in_program (padless));
  char *from = in_program (mode->origin == called ? call_it_return
			   : jump_it_return);
  if (strcmp (mode->name, "memory") == 0)
    target = xasprintf ("0x%lx (no object: memory not exempt)",
			(unsigned long int) FIXED);
  if (strcmp (mode->name, "memory-calls") == 0)
    from = xasprintf ("0x%lx",
		      (unsigned long int) (FIXED + sizeof calling_function));
  if (strcmp (mode->name, "legacy") == 0)
    target = xstrdup (out);
  return xasprintf ("rampart: IBT violation: branch to %s, %s%s\n", target,
		    mode->origin == called ? "called from "
		    : mode->origin == jumped ? "on top of the stack "
		    : "return address unknown",
		    mode->origin == unknown ? "" : from);
}

/* Besides what tunables there are.  */
static void
set_explain (bool explain)
{
  static const char *others;
  if (others == NULL)
    others = xstrdup (getenv ("GLIBC_TUNABLES") ?: "");
  char *value = xasprintf ("%s%srampart.ibt.explain=%d", others,
			   others[0] != '\0' ? ":" : "", explain);
  TEST_COMPARE (setenv ("GLIBC_TUNABLES", value, 1), 0);
  free (value);
}

static char *const *
arguments (const struct mode *mode)
{
  static char *argv[4];
  argv[0] = (char *) "/proc/self/exe";
  argv[1] = (char *) "--direct";
  argv[2] = (char *) mode->name;
  return argv;
}

static struct support_capture_subprocess
capture (const struct mode *mode, bool explain)
{
  set_explain (explain);
  char *const *argv = arguments (mode);
  return support_capture_subprogram (argv[0], argv, NULL);
}

static void
check_status (int status, int signal)
{
  if (signal == 0)
    TEST_COMPARE (status, 0);
  else
    {
      TEST_VERIFY (WIFSIGNALED (status));
      TEST_COMPARE (WTERMSIG (status), signal);
    }
}

static void
test_line (const struct mode *mode)
{
  struct support_capture_subprocess plain = capture (mode, false);
  struct support_capture_subprocess explained = capture (mode, true);
  check_status (plain.status, mode->signal);
  check_status (explained.status, mode->signal);
  TEST_COMPARE (plain.status, explained.status);
  TEST_COMPARE_STRING (plain.err.buffer, "");
  char *line = expected_line (mode, explained.out.buffer);
  TEST_COMPARE_STRING (explained.err.buffer, line);
  free (line);
  /* Where a module is differs from run to run, but its offsets do not.  */
  TEST_COMPARE_STRING (explained.out.buffer, plain.out.buffer);
  support_capture_subprocess_free (&plain);
  support_capture_subprocess_free (&explained);
}

/* One arrival of SIGSEGV, for a debugger.  */
struct stop
{
  siginfo_t info;
  struct user_regs_struct registers;
};

/* Run until death, and return how often SIGSEGV has arrived.  The first and
   the last time are in STOPS.  */
static int
trace (const struct mode *mode, bool explain, struct stop stops[2])
{
  set_explain (explain);
  pid_t pid = xfork ();
  if (pid == 0)
    {
      int null = xopen ("/dev/null", O_WRONLY, 0);
      xdup2 (null, STDOUT_FILENO);
      xdup2 (null, STDERR_FILENO);
      TEST_COMPARE (ptrace (PTRACE_TRACEME, 0, NULL, NULL), 0);
      char *const *argv = arguments (mode);
      execv (argv[0], argv);
      _exit (98);
    }
  int count = 0, status;
  while (true)
    {
      xwaitpid (pid, &status, 0);
      if (!WIFSTOPPED (status))
	break;
      long int signal = WSTOPSIG (status);
      if (signal == SIGSEGV)
	{
	  struct stop *stop = &stops[count++ > 0];
	  TEST_COMPARE (ptrace (PTRACE_GETSIGINFO, pid, NULL, &stop->info), 0);
	  TEST_COMPARE (ptrace (PTRACE_GETREGS, pid, NULL, &stop->registers),
			0);
	  /* Not what the program sees.  */
	  stop->registers.orig_rax = 0;
	}
      else
	/* The one of exec.  */
	signal = 0;
      TEST_COMPARE (ptrace (PTRACE_CONT, pid, NULL, (void *) signal), 0);
    }
  check_status (status, SIGSEGV);
  return count;
}

static void
test_death (const struct mode *mode)
{
  struct stop plain[2], explained[2];
  TEST_COMPARE (trace (mode, false, plain), 1);
  TEST_COMPARE (plain[0].info.si_code, mode->code);
  TEST_COMPARE (trace (mode, true, explained), 2);
  TEST_COMPARE (explained[0].info.si_code, mode->code);
  TEST_COMPARE_BLOB (&explained[0].info, sizeof explained[0].info,
		     &explained[1].info, sizeof explained[1].info);
  TEST_COMPARE_BLOB (&explained[0].registers, sizeof explained[0].registers,
		     &explained[1].registers, sizeof explained[1].registers);
}

static int
do_test (int argc, char **argv)
{
  if (argc > 1)
    {
      for (size_t i = 0; i < array_length (modes); ++i)
	if (strcmp (argv[1], modes[i].name) == 0)
	  {
	    modes[i].run ();
	    _exit (0);
	  }
      _exit (97);
    }

  require_ibt ();
  signal (SIGSEGV, SIG_DFL);
  for (size_t i = 0; i < array_length (modes); ++i)
    {
      printf ("info: %s\n", modes[i].name);
      test_line (&modes[i]);
      if (modes[i].code != 0)
	test_death (&modes[i]);
    }
  return 0;
}

#define TEST_FUNCTION_ARGV do_test
#include <support/test-driver.c>
