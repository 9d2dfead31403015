/* Memory that one thread can use, and no other thread of the process.
   The exit status is 0 if that is so, 77 if there are no protection keys,
   and 1 otherwise.  */

#define _GNU_SOURCE 1
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pkey.h>
#include <unistd.h>

static const char text[] = "xyzzy";
static char *secret;		/* On a page that has the key.  */
static int key;
static sem_t stored;		/* Posted when the secret is there.  */

static void
check (int good, const char *what)
{
  if (!good)
    {
      fprintf (stderr, "failed: %s\n", what);
      exit (1);
    }
}

/* Whether the calling thread can read the secret.  It lets the kernel try,
   which has the thread's rights: where a load would be the end of the
   process, write fails with EFAULT.  */
static int
can_read (void)
{
  int ends[2];
  check (pipe (ends) == 0, "pipe");
  ssize_t count = write (ends[1], secret, 1);
  check (count == 1 || (count < 0 && errno == EFAULT), "write");
  close (ends[0]);
  close (ends[1]);
  return count == 1;
}

static void *
other_thread (void *closure)
{
  while (sem_wait (&stored) != 0)
    check (errno == EINTR, "sem_wait");
  return (void *) (intptr_t) can_read ();
}

/* The owner opens the key for as long as it takes, and puts back what it
   found: the caller may have opened it already.  */
static void
store (const char *string)
{
  int before = pkey_swap (key, 0);
  check (before >= 0, "pkey_swap");
  strcpy (secret, string);
  check (pkey_swap (key, before) == 0, "pkey_swap back");
}

int
main (void)
{
  if (pkey_get (0) < 0 && errno == ENOSYS)
    {
      fputs ("This machine has no protection keys.\n", stderr);
      return 77;
    }

  /* This thread is there before the key.  */
  pthread_t older, newer;
  check (sem_init (&stored, 0, 0) == 0, "sem_init");
  check (pthread_create (&older, NULL, other_thread, NULL) == 0,
	 "pthread_create");

  /* No thread has rights to the key, this one neither.  */
  key = pkey_alloc (PKEY_ALLOC_ALLTHREADS | PKEY_ALLOC_NOINHERIT,
		    PKEY_DISABLE_ACCESS);
  check (key > 0, "pkey_alloc");
  size_t size = sysconf (_SC_PAGESIZE);
  secret = mmap (NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  check (secret != MAP_FAILED, "mmap");
  check (pkey_mprotect (secret, size, PROT_READ | PROT_WRITE, key) == 0,
	 "pkey_mprotect");
  check (!can_read (), "denied to the owner at first");
  store (text);

  /* This thread is created by one that may read the secret.  */
  check (pkey_set (key, PKEY_DISABLE_WRITE) == 0, "pkey_set");
  check (strcmp (secret, text) == 0, "open to the owner");
  check (pthread_create (&newer, NULL, other_thread, NULL) == 0,
	 "pthread_create");

  check (sem_post (&stored) == 0 && sem_post (&stored) == 0, "sem_post");
  void *older_reads, *newer_reads;
  check (pthread_join (older, &older_reads) == 0, "pthread_join");
  check (pthread_join (newer, &newer_reads) == 0, "pthread_join");
  check (older_reads == NULL, "denied to the older thread");
  check (newer_reads == NULL, "denied to the newer thread");

  check (can_read (), "still open to the owner");
  check (pkey_set (key, PKEY_DISABLE_ACCESS) == 0, "pkey_set");
  check (!can_read (), "denied to the owner again");
  puts ("The secret was the owner's alone.");
  return 0;
}
