/* Count the instructions of sigaction and of signals, with the kernel's:
   signal-cost [policies].
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <err.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <x86intrin.h>
#if __has_include (<sys/pkey.h>)
# include <sys/pkey.h>
#endif

#define CALLS 101

static void
handle (int signal)
{
  (void) signal;
}

static const struct sigaction action = { .sa_handler = handle };

static bool
do_nothing (void)
{
  return true;
}

static bool
install (void)
{
  return sigaction (SIGUSR1, &action, NULL) == 0;
}

/* Libc has a handler of its own for this signal.  */
static bool
install_sigsegv (void)
{
  return sigaction (SIGSEGV, &action, NULL) == 0;
}

static bool
exchange (void)
{
  struct sigaction old;
  return sigaction (SIGUSR1, &action, &old) == 0;
}

static bool
query (void)
{
  struct sigaction old;
  return sigaction (SIGUSR1, NULL, &old) == 0;
}

/* From here to the handler and back.  */
static bool
deliver (void)
{
  return raise (SIGUSR1) == 0;
}

static int
compare_counts (const void *a, const void *b)
{
  long long int first = *(const long long int *) a;
  long long int second = *(const long long int *) b;
  return (first > second) - (first < second);
}

/* If the clock of an emulator counts instructions, the time stamp counter does
   so too, and there nobody converts it.  The median is that of calls without
   page faults, and without interrupts by the kernel's timer.  */
static long long int
count (bool (*call) (void))
{
  long long int counts[CALLS];
  for (int i = 0; i < CALLS; ++i)
    {
      long long int start = __rdtsc ();
      bool done = call ();
      counts[i] = __rdtsc () - start;
      if (!done)
	err (1, "a call has failed");
    }
  qsort (counts, CALLS, sizeof *counts, compare_counts);
  return counts[CALLS / 2];
}

static long long int
cost (bool (*call) (void))
{
  return count (call) - count (do_nothing);
}

static void
show_costs (void)
{
  static const struct
  {
    const char *name;
    bool (*call) (void);
  } calls[] =
    {
      { "sigaction-install", install },
      { "sigaction-SIGSEGV", install_sigsegv },
      { "sigaction-exchange", exchange },
      { "sigaction-query", query },
      { "raise", deliver },
    };
  for (size_t i = 0; i < sizeof calls / sizeof *calls; ++i)
    printf ("%s instructions-in-all %lld\n", calls[i].name,
	    cost (calls[i].call));
}

#ifdef PKEY_SIGNAL

static void
show_costs_with (const char *policy)
{
  static long long int without_policy;
  long long int installing = cost (install), asking = cost (query);
  long long int delivery = cost (deliver);
  if (without_policy == 0)
    without_policy = delivery;
  printf ("%-27s  %9lld  %5lld  %5lld  %4lld\n", policy, installing, asking,
	  delivery, delivery - without_policy);
}

static void
set_policy (int key, unsigned int rights)
{
  if (pkey_set_policy (key, PKEY_SIGNAL, rights) != 0)
    err (1, "pkey_set_policy");
}

/* How libc enters handlers only ever becomes dearer.  */
static void
show_policies (void)
{
  int key = pkey_alloc (0, 0);
  if (key < 0)
    err (1, "pkey_alloc");
  puts ("policy for handlers          sigaction  query  raise  more");
  show_costs_with ("none");
  set_policy (key, 0);
  show_costs_with ("rights");
  set_policy (key, PKEY_INHERIT);
  show_costs_with ("inherit, with stamps");
  set_policy (key, 0);
  show_costs_with ("rights, with stamps");
  if (pkey_set_all (key, PKEY_DISABLE_WRITE) != 0)
    err (1, "pkey_set_all");
  show_costs_with ("rights, after pkey_set_all");
  set_policy (key, PKEY_INHERIT);
  show_costs_with ("inherit, after pkey_set_all");
}

#else

static void
show_policies (void)
{
  errx (2, "this libc has no policies");
}

#endif

int
main (int argc, char **argv)
{
  (void) argv;
  if (argc > 1)
    show_policies ();
  else
    show_costs ();
  return 0;
}
