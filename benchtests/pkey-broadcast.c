/* Compare pkey_set_all with the broadcast of glibc's setxid functions.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <err.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/pkey.h>
#include <time.h>
#include <unistd.h>

#define CALLS 5			/* In a batch.  */
#define BATCHES 9
#define MOST_THREADS 256
#define STACK_SIZE (64 << 10)

static const int sizes[] = { 1, 8, 32, 64, MOST_THREADS };
static int key;

static void
call_setresuid (void)
{
  if (setresuid (-1, -1, -1) != 0)
    err (1, "setresuid");
}

static void
call_pkey_set_all (void)
{
  static unsigned int rights;
  rights ^= PKEY_DISABLE_WRITE;
  if (pkey_set_all (key, rights) != 0)
    err (1, "pkey_set_all");
}

static int64_t
now (void)
{
  struct timespec time;
  clock_gettime (CLOCK_MONOTONIC, &time);
  return time.tv_sec * INT64_C (1000000000) + time.tv_nsec;
}

/* What threads do after a broadcast is in the time of the next one: only
   batches are comparable.  */
static int64_t
time_batch (void (*call) (void))
{
  int64_t start = now ();
  for (int i = 0; i < CALLS; ++i)
    call ();
  return (now () - start) / CALLS;
}

static int
compare_times (const void *a, const void *b)
{
  int64_t first = *(const int64_t *) a, second = *(const int64_t *) b;
  return (first > second) - (first < second);
}

static int64_t
median (int64_t *times)
{
  qsort (times, BATCHES, sizeof *times, compare_times);
  return times[BATCHES / 2];
}

/* Nobody writes into the pipe.  */
static void *
wait_for_end (void *pipe)
{
  char byte;
  if (read (*(int *) pipe, &byte, 1) != 0)
    err (1, "read");
  return NULL;
}

static void
compare (int size)
{
  int ends[2];
  pthread_t threads[MOST_THREADS];
  pthread_attr_t attr;
  if (pipe (ends) != 0 || pthread_attr_init (&attr) != 0
      || pthread_attr_setstacksize (&attr, STACK_SIZE) != 0)
    err (1, "cannot prepare threads");
  for (int i = 0; i < size; ++i)
    if (pthread_create (&threads[i], &attr, wait_for_end, ends) != 0)
      errx (1, "cannot create thread %d", i);

  /* Let them all come to the read.  */
  time_batch (call_setresuid);
  time_batch (call_pkey_set_all);
  int64_t baseline[BATCHES], candidate[BATCHES];
  for (int i = 0; i < BATCHES; ++i)
    {
      baseline[i] = time_batch (call_setresuid);
      candidate[i] = time_batch (call_pkey_set_all);
    }

  close (ends[1]);
  for (int i = 0; i < size; ++i)
    pthread_join (threads[i], NULL);
  close (ends[0]);
  pthread_attr_destroy (&attr);

  double before = median (baseline), after = median (candidate);
  printf ("%7d  %12.0f  %15.0f  %5.3f\n", size, before, after,
	  after / before);
}

int
main (void)
{
  key = pkey_alloc (0, 0);
  if (key < 0)
    err (1, "pkey_alloc");
  /* Nanoseconds, or instructions if the clock of an emulator counts those.  */
  puts ("threads     setresuid     pkey_set_all  ratio");
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; ++i)
    compare (sizes[i]);
  return 0;
}
