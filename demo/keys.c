/* Ask for the rights to the default key: glibc dies of SIGILL where there are
   no protection keys.  */
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/mman.h>

int
main (void)
{
  int rights = pkey_get (0);
  if (rights < 0)
    perror ("pkey_get");
  else
    printf ("pkey_get: rights %d\n", rights);
  return 0;
}
