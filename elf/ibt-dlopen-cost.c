/* What dlopen and dlclose of a module cost: ibt-dlopen-cost MODULE...
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

/* The unit is that of RDTSC: in an emulator whose clock is the number of its
   instructions, those are instructions, of kernel and user mode together.  No
   symbol of the add-on is used, so that pristine glibc runs it too, in one
   boot:

   b=/rampart/build/2.41; e=$b/addon/elf
   scripts/guest --feature ibt --files "$e/ibt-dlopen-cost
     $e/tst-ibt-mod-clean.so $e/tst-ibt-mod-legacy.so
     $e/tst-ibt-mod-resident.so $b/pristine/elf/ld.so $b/pristine/libc.so" -- \
     "cd $e; ln -s libc.so $b/pristine/libc.so.6
      for program in '$b/pristine/elf/ld.so --library-path $b/pristine' \
        'env GLIBC_TUNABLES=glibc.cpu.x86_ibt=off' env \
        'env LD_PRELOAD=./tst-ibt-mod-resident.so'; do
        echo \"\$program\"
        for module in clean legacy; do
          setarch -R \$program ./ibt-dlopen-cost ./tst-ibt-mod-\$module.so
        done
      done"

   That is pristine, IBT off, on, and on in a mixed process.  */

#include <dlfcn.h>
#include <inttypes.h>
#include <stdio.h>

static inline uint64_t
now (void)
{
  uint32_t low, high;
  asm volatile ("lfence; rdtsc" : "=a" (low), "=d" (high) : : "memory");
  return (uint64_t) high << 32 | low;
}

int
main (int argc, char **argv)
{
  for (int i = 1; i < argc; ++i)
    {
      uint64_t least = UINT64_MAX;
      for (int round = 0; round < 30; ++round)
	{
	  uint64_t start = now ();
	  void *handle = dlopen (argv[i], RTLD_NOW);
	  if (handle == NULL || dlclose (handle) != 0)
	    {
	      printf ("%s: %s\n", argv[i], dlerror ());
	      return 1;
	    }
	  uint64_t end = now ();
	  if (end - start < least)
	    least = end - start;
	}
      printf ("%" PRIu64 " %s\n", least, argv[i]);
    }
  return 0;
}
