/* A log that signal handlers can write, and nothing else in the process.
   The exit status is 0 if that is so, 77 if there are no protection keys,
   and 1 otherwise.  */

#define _GNU_SOURCE 1
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/pkey.h>
#include <unistd.h>

enum { max = 100 };
struct log
{
  int count;
  void *addresses[max];		/* Of writes that were denied.  */
};
static struct log *record;	/* On a page that has the key.  */
static int key;
static sigjmp_buf after;	/* The write that is denied.  */

static void
check (int good, const char *what)
{
  if (!good)
    {
      fprintf (stderr, "failed: %s\n", what);
      exit (1);
    }
}

/* Log a write to the log.  There is nothing to open here: handlers start with
   all rights to the key.  */
static void
handle (int sig, siginfo_t *info, void *context)
{
  (void) context;
  if (info->si_code != SEGV_PKUERR || (int) info->si_pkey != key)
    {
      /* It is something else, and happens again as soon as this returns.  */
      signal (sig, SIG_DFL);
      return;
    }
  if (record->count < max)
    record->addresses[record->count++] = info->si_addr;
  siglongjmp (after, 1);
}

static void
write_wildly (volatile void *where)
{
  if (sigsetjmp (after, 1) == 0)
    {
      *(volatile char *) where = 1;
      check (0, "the write is denied");
    }
}

int
main (void)
{
  if (pkey_get (0) < 0 && errno == ENOSYS)
    {
      fputs ("This machine has no protection keys.\n", stderr);
      return 77;
    }

  /* It does not matter that the handler is there before the key.  */
  struct sigaction action = { .sa_sigaction = handle, .sa_flags = SA_SIGINFO };
  check (sigemptyset (&action.sa_mask) == 0, "sigemptyset");
  check (sigaction (SIGSEGV, &action, NULL) == 0, "sigaction");

  /* Handlers have all rights to the key.  So does this thread, until it has
     prepared the log.  */
  key = pkey_alloc (PKEY_ALLOC_SIGRIGHTS, 0);
  check (key > 0, "pkey_alloc");
  size_t size = sysconf (_SC_PAGESIZE);
  record = mmap (NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  check (record != MAP_FAILED, "mmap");
  check (pkey_mprotect (record, size, PROT_READ | PROT_WRITE, key) == 0,
	 "pkey_mprotect");
  record->count = 0;
  check (pkey_set (key, PKEY_DISABLE_WRITE) == 0, "pkey_set");

  write_wildly (&record->count);
  /* This is not what the handler had.  */
  check (pkey_get (key) == PKEY_DISABLE_WRITE, "denied after siglongjmp");
  write_wildly (&record->addresses[0]);

  check (record->count == 2, "the writes are in the log");
  check (record->addresses[0] == &record->count, "the first address");
  check (record->addresses[1] == &record->addresses[0], "the second address");
  puts ("Two writes were denied and logged.");
  return 0;
}
