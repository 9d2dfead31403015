/* System calls for IBT that fail: at startup, at dlopen, one by one.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <errno.h>
#include <ibt-abi.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <support/capture_subprocess.h>
#include <support/check.h>
#include <support/support.h>

struct injection
{
  const char *what;
  unsigned int call;		/* The first argument of prctl.  */
  unsigned int op;		/* What its second has to contain.  */
  int error;
  const char *tunables;
  const char *program;
  const char *arguments[6];
  const char *expected[4];
};

enum { any = 0 };

static const struct injection injections[] =
  {
    { "nothing", 0, any, 0, "", "ibt-subject", { "dlopen", "mod-legacy" },
      { "IBT on;", "status 3,", "dlopen: status 7, its code allowed" } },

    /* At startup IBT stays off.  */
    { "marks, EPERM", PR_MARK_CODE_AS_LEGACY, any, EPERM, "",
      "ibt-subject-mixed", { },
      { "IBT off: call-denied", "status 0, kernel 2, own code allowed" } },
    { "marks, ENOSYS", PR_MARK_CODE_AS_LEGACY, any, ENOSYS, "",
      "ibt-subject-mixed", { }, { "IBT off: call-denied", "status 0," } },
    { "marks, ENOMEM", PR_MARK_CODE_AS_LEGACY, any, ENOMEM, "",
      "ibt-subject-mixed", { }, { "IBT off: no-memory", "status 0," } },
    { "marks, EINVAL", PR_MARK_CODE_AS_LEGACY, any, EINVAL, "",
      "ibt-subject-mixed", { }, { "IBT off: marks-absent", "status 0," } },
    { "marks, EIO", PR_MARK_CODE_AS_LEGACY, any, EIO, "",
      "ibt-subject-mixed", { }, { "IBT off: call-failed", "status 0," } },
    { "seal, EINVAL", PR_MARK_CODE_AS_LEGACY, any, EINVAL,
      ":rampart.ibt.seal=1", "ibt-subject", { },
      { "IBT off: marks-absent", "status 0," } },
    { "enable, EPERM", PR_SET_CFI, any, EPERM, "", "ibt-subject", { },
      { "IBT off: call-denied", "status 0, kernel 2, own code allowed" } },
    { "enable, EINVAL", PR_SET_CFI, any, EINVAL, "", "ibt-subject", { },
      { "IBT off: os-absent", "status 0," } },
    { "enable after marks, ENOMEM", PR_SET_CFI, any, ENOMEM, "",
      "ibt-subject-mixed", { }, { "IBT off: no-memory", "status 0," } },
    { "enable, static", PR_SET_CFI, any, EPERM, "", "ibt-subject-static", { },
      { "IBT off: call-denied", "status 0,", "own code allowed" } },
    { "marks, static", PR_MARK_CODE_AS_LEGACY, any, EPERM,
      ":glibc.cpu.x86_ibt=on", "ibt-subject-legacy-static", { },
      { "IBT off: call-denied", "status 0," } },

    /* Later the dlopen fails, and the process stays what it was.  */
    { "marks, dlopen", PR_MARK_CODE_AS_LEGACY, any, EPERM, "", "ibt-subject",
      { "dlopen", "mod-legacy", "dlopen", "mod-clean" },
      { "IBT on;",
	"mod-legacy.so: cannot exempt legacy code from IBT (ibt-bit-clear): "
	"a filter denies the system call",
	"dlopen: status 3, its code denied" } },
    { "marks, dlopen, ENOMEM", PR_MARK_CODE_AS_LEGACY, any, ENOMEM, "",
      "ibt-subject", { "dlopen", "mod-legacy" },
      { "the kernel has no memory for it", "status 3" } },
    { "marks, dlopen, EINVAL", PR_MARK_CODE_AS_LEGACY, any, EINVAL, "",
      "ibt-subject", { "dlopen", "mod-legacy" },
      { "the kernel does not exempt that legacy code", "status 3" } },
    { "clearing, dlopen", PR_MARK_CODE_AS_LEGACY, PR_LEGACY_CODE_CLEAR, ENOMEM,
      "", "ibt-subject-mixed",
      { "dlopen", "mod-clean", "dlopen", "mod-resident" },
      { "status 7,", "mod-clean.so: cannot track branches to it (none): "
	"the kernel has no memory for it",
	"dlopen: status 7, its code allowed" } },

    /* A permissive process does without.  */
    { "marks, dlopen, permissive", PR_MARK_CODE_AS_LEGACY, any, EPERM,
      ":glibc.cpu.x86_ibt=permissive", "ibt-subject",
      { "dlopen", "mod-legacy" },
      { "status 1,", "IBT off: permissive",
	"dlopen: status 0, its code allowed" } },
    { "marks, dlopen, permissive, threads", PR_MARK_CODE_AS_LEGACY, any, EPERM,
      ":glibc.cpu.x86_ibt=permissive", "ibt-subject",
      { "thread", "dlopen", "mod-legacy" },
      { "status 1,", "cannot exempt legacy code from IBT" } },
  };

/* Make prctl (CALL, OP, ...) fail with ERROR from now on.  */
static void
filter (const struct injection *i)
{
  if (i->error == 0)
    return;
#define ARGUMENT(n) offsetof (struct seccomp_data, args[n])
  struct sock_filter code[] =
    {
      BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, nr)),
      BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, __NR_prctl, 0, 6),
      BPF_STMT (BPF_LD | BPF_W | BPF_ABS, ARGUMENT (0)),
      BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, i->call, 0, 4),
      BPF_STMT (BPF_LD | BPF_W | BPF_ABS, ARGUMENT (1)),
      BPF_STMT (BPF_ALU | BPF_AND | BPF_K, i->op),
      BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, i->op, 0, 1),
      BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ERRNO | i->error),
      BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
  struct sock_fprog program =
    { .len = sizeof code / sizeof *code, .filter = code };
  TEST_COMPARE (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
  TEST_COMPARE (prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), 0);
}

static void
run (void *closure)
{
  const struct injection *i = closure;
  char *argv[8] = { xasprintf ("%s/elf/%s", support_objdir_root, i->program) };
  for (int n = 0; i->arguments[n] != NULL; ++n)
    argv[n + 1] = (strncmp (i->arguments[n], "mod-", 4) == 0
		   ? xasprintf ("%s/elf/tst-ibt-%s.so", support_objdir_root,
				i->arguments[n])
		   : (char *) i->arguments[n]);
  setenv ("GLIBC_TUNABLES", xasprintf ("rampart.rtld.report=1%s", i->tunables),
	  1);
  dup2 (STDOUT_FILENO, STDERR_FILENO);
  filter (i);
  execv (argv[0], argv);
  FAIL_EXIT1 ("execv (%s): %m", argv[0]);
}

static int
do_test (void)
{
  struct support_capture_subprocess result
    = support_capture_subprocess (run, (void *) &injections[0]);
  if (strstr (result.out.buffer, "IBT on;") == NULL)
    FAIL_UNSUPPORTED ("IBT is off: %s", result.out.buffer);

  for (size_t n = 0; n < sizeof injections / sizeof *injections; ++n)
    {
      const struct injection *i = &injections[n];
      result = support_capture_subprocess (run, (void *) i);
      printf ("info: %s\n", i->what);
      TEST_COMPARE (result.status, 0);
      bool wrong = false;
      for (int e = 0; e < 4 && i->expected[e] != NULL; ++e)
	if (strstr (result.out.buffer, i->expected[e]) == NULL)
	  {
	    printf ("error: %s: not found: %s\n", i->what, i->expected[e]);
	    wrong = true;
	  }
      if (wrong)
	{
	  puts (result.out.buffer);
	  support_record_failure ();
	}
      support_capture_subprocess_free (&result);
    }
  return 0;
}

#define TIMEOUT 120
#include <support/test-driver.c>
