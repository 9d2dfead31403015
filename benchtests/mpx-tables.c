/* Count the instructions that bounds tables cost, with the kernel's.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <sys/mpx.h>
#include <sys/wait.h>
#include <x86intrin.h>

MPX_WANTED;

/* How many a program has in the end.  The companion kernel looks through all
   that there are to make one.  */
static const int sizes[] = { 60, 900 };
#define MOST_TABLES 900

/* Of the MiB that no table is for yet.  */
static char *window = (char *) 0x200000000000;

static int
compare_counts (const void *a, const void *b)
{
  long long int first = *(const long long int *) a;
  long long int second = *(const long long int *) b;
  return (first > second) - (first < second);
}

/* What it costs to store bounds where there is no table.  The median is that
   of stores without interrupts by the kernel's timer.  */
static long long int
measure (int tables)
{
  static long long int counts[MOST_TABLES];
  char *value = (char *) 0x1000;
  struct mpx_bounds bounds = mpx_make (value, 16);
  for (int i = 0; i < tables; ++i)
    {
      long long int start = __rdtsc ();
      mpx_store (window, value, bounds);
      counts[i] = __rdtsc () - start;
      if (mpx_load (window, value).lower != bounds.lower)
	errx (1, "bounds are lost");
      window += 1 << 20;
    }
  qsort (counts, tables, sizeof *counts, compare_counts);
  return counts[tables / 2];
}

/* Run this program again, with SIZE tables of the one who is named.  */
static long long int
measure_with (const char *tables, int size, char **argv)
{
  int ends[2];
  if (pipe (ends) != 0)
    err (1, "pipe");
  pid_t child = fork ();
  if (child == 0)
    {
      char tunable[64], number[16];
      snprintf (number, sizeof number, "%d", size);
      snprintf (tunable, sizeof tunable, "rampart.mpx.tables=%s", tables);
      setenv ("GLIBC_TUNABLES", tunable, 1);
      dup2 (ends[1], STDOUT_FILENO);
      execl ("/proc/self/exe", argv[0], number, NULL);
      err (1, "exec");
    }
  close (ends[1]);
  FILE *file = fdopen (ends[0], "r");
  long long int count;
  if (file == NULL || fscanf (file, "%lld", &count) != 1)
    errx (1, "no count of the tables of %s", tables);
  fclose (file);
  waitpid (child, NULL, 0);
  return count;
}

int
main (int argc, char **argv)
{
  struct mpx_info info;
  if (argc == 2)
    {
      if (mpx_info (&info) != 0 || info.directory == NULL)
	errx (1, "MPX is off");
      printf ("%lld\n", measure (atoi (argv[1])));
      return 0;
    }
  puts ("tables  instructions, kernel's     libc's  ratio");
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; ++i)
    {
      long long int kernel = measure_with ("kernel", sizes[i], argv);
      long long int libc = measure_with ("user", sizes[i], argv);
      printf ("%6d  %22lld  %9lld  %5.3f\n", sizes[i], kernel, libc,
	      (double) libc / kernel);
    }
  return 0;
}
