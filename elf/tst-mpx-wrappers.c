/* Each function of libmpxwrappers.so.2: what it does, allows and denies.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include <support/support.h>

#include "tst-mpx.h"

/* The types do not matter: arguments come from struct call.  */
typedef void function (void);

/* As mpx-old-calls.S has it.  */
struct call
{
  function *function;
  long int arguments[6];
  struct mpx_bounds bounds[2];
  long int result;
  struct mpx_bounds result_bounds;
};
_Static_assert (offsetof (struct call, result_bounds) == 96,
		"mpx-old-calls.S");
extern void call_with_bounds (struct call *);

extern function __mpx_wrapper_malloc, __mpx_wrapper_mmap,
  __mpx_wrapper_realloc, __mpx_wrapper_calloc, __mpx_wrapper_memset,
  __mpx_wrapper_bzero, __mpx_wrapper_memmove, __mpx_wrapper_memcpy,
  __mpx_wrapper_mempcpy, __mpx_wrapper_strncat, __mpx_wrapper_strcat,
  __mpx_wrapper_stpcpy, __mpx_wrapper_stpncpy, __mpx_wrapper_strcpy,
  __mpx_wrapper_strncpy, __mpx_wrapper_strlen;
extern void *get_bd (void);

/* An argument or a result, with the bounds that go with it.  */
struct value
{
  long int value;
  struct mpx_bounds bounds;
};

/* A pointer to SIZE bytes.  */
static struct value
pointer (const void *p, size_t size)
{
  return (struct value) { (long int) p, mpx_make (p, size) };
}

/* What is in a bounds register that belongs to no argument does not count.  */
static const struct mpx_bounds nothing = { -1UL, -1UL };

static struct value
number (long int n)
{
  return (struct value) { n, nothing };
}

static struct call
prepared (function *function, struct value a, struct value b, long int c)
{
  return (struct call) { function, { a.value, b.value, c },
			 { a.bounds, b.bounds } };
}
#define CALL(name, a, b, c) prepared (__mpx_wrapper_##name, a, b, c)

static struct value
call (struct call call)
{
  call_with_bounds (&call);
  return (struct value) { call.result, call.result_bounds };
}

static void
make_call (const void *closure)
{
  call (*(const struct call *) closure);
}

static bool
denied (struct call call)
{
  return violates (make_call, &call);
}

/* RESULT is the pointer P with BOUNDS.  */
static void
compare (int line, struct value result, const void *p,
	 struct mpx_bounds bounds)
{
  if (!MPX_LIVE)
    bounds = mpx_infinite ();
  if (result.value == (long int) p && same_bounds (result.bounds, bounds))
    return;
  support_record_failure ();
  printf ("error: line %d: %lx with %lx..%lx, not %p with %lx..%lx\n", line,
	  result.value, result.bounds.lower, mpx_upper (result.bounds), p,
	  bounds.lower, mpx_upper (bounds));
}
#define COMPARE(result, p, bounds) compare (__LINE__, result, p, bounds)

static void
allocates (void)
{
  struct value v = call (CALL (malloc, number (50), number (0), 0));
  char *p = (char *) v.value;
  TEST_VERIFY_EXIT (p != NULL);
  COMPARE (v, p, mpx_make (p, 50));
  memset (p, 1, 50);
  free (p);
  v = call (CALL (malloc, number (0), number (0), 0));
  COMPARE (v, (void *) v.value, mpx_make ((void *) v.value, 0));
  v = call (CALL (malloc, number (PTRDIFF_MAX), number (0), 0));
  COMPARE (v, NULL, nothing);

  v = call (CALL (calloc, number (5), number (10), 0));
  p = (char *) v.value;
  TEST_VERIFY_EXIT (p != NULL);
  COMPARE (v, p, mpx_make (p, 50));
  for (int i = 0; i < 50; ++i)
    TEST_COMPARE (p[i], 0);
  free (p);
  v = call (CALL (calloc, number (PTRDIFF_MAX), number (4), 0));
  COMPARE (v, NULL, nothing);
}

static void
reallocates (void)
{
  struct value v = call (CALL (realloc, pointer (NULL, 0), number (24), 0));
  void **p = (void **) v.value;
  TEST_VERIFY_EXIT (p != NULL);
  COMPARE (v, p, mpx_make (p, 24));
  /* Not less than the lower bound, even of a block of no bytes.  */
  TEST_COMPARE (denied (CALL (realloc, ((struct value) {
    v.value, mpx_make ((char *) p + 1, 23) }), number (48), 0)), MPX_LIVE);
  TEST_VERIFY (!denied (CALL (realloc, pointer (p, 0), number (48), 0)));

  /* In the way, so that the block moves; what is in it has its bounds.  */
  void *way = xmalloc (24);
  p[0] = p[2] = p;
  mpx_store (&p[0], p, mpx_make (p, 1));
  mpx_store (&p[2], p, mpx_make (p, 3));
  v = call (CALL (realloc, v, number (100000), 0));
  void **moved = (void **) v.value;
  TEST_VERIFY_EXIT (moved != NULL && moved != p);
  COMPARE (v, moved, mpx_make (moved, 100000));
  struct mpx_bounds expected = mpx_infinite ();
  if (MPX_LIVE)
    expected = mpx_make (moved[0], 1);
  TEST_VERIFY (same_bounds (mpx_load (&moved[0], moved[0]), expected));
  if (MPX_LIVE)
    expected = mpx_make (moved[0], 3);
  TEST_VERIFY (same_bounds (mpx_load (&moved[2], moved[2]), expected));
  free (way);

  COMPARE (call (CALL (realloc, v, number (PTRDIFF_MAX), 0)), NULL, nothing);

  /* The old place of a large one is unmapped.  */
  v = call (CALL (realloc, v, number (1000000), 0));
  moved = (void **) v.value;
  TEST_VERIFY_EXIT (moved != NULL);
  moved[100000] = moved;
  mpx_store (&moved[100000], moved, mpx_make (moved, 5));
  v = call (CALL (realloc, v, number (30000000), 0));
  moved = (void **) v.value;
  TEST_VERIFY_EXIT (moved != NULL);
  if (MPX_LIVE)
    expected = mpx_make (moved[100000], 5);
  TEST_VERIFY (same_bounds (mpx_load (&moved[100000], moved[100000]),
			    expected));

  COMPARE (call (CALL (realloc, v, number (PTRDIFF_MAX), 0)), NULL, nothing);
  COMPARE (call (CALL (realloc, v, number (0), 0)), NULL, nothing);
}

static void
maps (void)
{
  struct call mapping = CALL (mmap, number (0), number (5000),
			      PROT_READ | PROT_WRITE);
  mapping.arguments[3] = MAP_PRIVATE | MAP_ANONYMOUS;
  mapping.arguments[4] = -1;
  struct value v = call (mapping);
  char *p = (char *) v.value;
  TEST_VERIFY_EXIT (p != MAP_FAILED);
  COMPARE (v, p, mpx_make (p, 5000));
  memset (p, 1, 5000);
  /* The last argument arrives: it is no multiple of the page size.  */
  mapping.arguments[5] = 1;
  COMPARE (call (mapping), MAP_FAILED, nothing);
}

static char target[64] __attribute__ ((aligned (16)));
static char source[64] __attribute__ ((aligned (16)));

/* The calls with N bytes at TO, and FROM where there is such a thing, when the
   bounds allow as much, and when they allow less or begin later.  */
static void
denies (const char *what, function *function, bool has_source,
	long int byte, size_t n)
{
  struct value to = pointer (target, n);
  struct value from = has_source ? pointer (source, n) : number (byte);
  TEST_VERIFY (!denied (prepared (function, to, from, n)));
  struct value less[] = { pointer (target, n - 1),
			  { (long int) target, mpx_make (target + 1, n) } };
  for (int i = 0; i < 2; ++i)
    if (denied (prepared (function, less[i], from, n)) != MPX_LIVE)
      FAIL ("%s, target %d", what, i);
  if (!has_source)
    return;
  less[0] = pointer (source, n - 1);
  less[1].value = (long int) source;
  less[1].bounds = mpx_make (source + 1, n);
  for (int i = 0; i < 2; ++i)
    if (denied (prepared (function, to, less[i], n)) != MPX_LIVE)
      FAIL ("%s, source %d", what, i);
}

static void
sets (void)
{
  COMPARE (call (CALL (memset, pointer (target, 60), number ('x'), 3)),
	   target, mpx_make (target, 60));
  TEST_COMPARE_BLOB (target, 4, "xxx", 4);
  call (prepared (__mpx_wrapper_bzero, pointer (target, 60), number (2), 0));
  TEST_COMPARE_BLOB (target, 4, "\0\0x", 4);
  denies ("memset", __mpx_wrapper_memset, false, 'y', 5);
  TEST_VERIFY (!denied (CALL (bzero, pointer (target, 5), number (5), 0)));
  TEST_COMPARE (denied (CALL (bzero, pointer (target, 4), number (5), 0)),
		MPX_LIVE);
  /* Of nothing, everything is within bounds.  */
  TEST_VERIFY (!denied (CALL (memset, pointer (target, 0), number (1), 0)));
  TEST_VERIFY (!denied (CALL (bzero, pointer (target, 0), number (0), 0)));
}

static void
copies (const char *what, function *function, size_t advance)
{
  void **from = (void **) source, **to = (void **) target;
  memset (target, 0, sizeof target);
  from[0] = from[1] = source;
  mpx_store (&from[1], source, mpx_make (source, 7));
  COMPARE (call (prepared (function, pointer (target, 60),
			   pointer (source, 60), 16)),
	   target + advance * 16, mpx_make (target, 60));
  TEST_VERIFY (to[0] == source && to[1] == source && to[2] == NULL);
  TEST_VERIFY (same_bounds (mpx_load (&to[0], source), mpx_infinite ()));
  TEST_VERIFY (same_bounds (mpx_load (&to[1], source),
			    MPX_LIVE ? mpx_make (source, 7)
			    : mpx_infinite ()));
  denies (what, function, true, 0, 16);
  TEST_VERIFY (!denied (prepared (function, pointer (target, 0),
				  pointer (source, 0), 0)));
}

static void
overlaps (void)
{
  void **cells = (void **) target;
  for (int i = 0; i < 4; ++i)
    {
      cells[i] = target + i;
      mpx_store (&cells[i], cells[i], mpx_make (cells[i], 10 + i));
    }
  call (CALL (memmove, pointer (cells + 1, 24), pointer (cells, 24), 24));
  for (int i = 0; i < 3; ++i)
    {
      TEST_VERIFY (cells[i + 1] == target + i);
      TEST_VERIFY (same_bounds (mpx_load (&cells[i + 1], cells[i + 1]),
				MPX_LIVE ? mpx_make (target + i, 10 + i)
				: mpx_infinite ()));
    }
}

/* FUNCTION is called with a buffer that has BEFORE in it, the string FROM, and
   LIMIT.  It returns the ADVANCE-th byte of the buffer and has used USED
   bytes of it, which are EXPECTED; of FROM it has read READ bytes.  */
static void
string (const char *what, function *function, const char *before,
	const char *from, size_t limit, size_t advance, const char *expected,
	size_t used, size_t read)
{
  memset (target, '-', sizeof target);
  memcpy (target, before, strlen (before) + 1);
  memset (source, '-', sizeof source);
  memcpy (source, from, strlen (from) + 1);
  struct value to = pointer (target, used), with = pointer (source, read);
  struct value result = call (prepared (function, to, with, limit));
  COMPARE (result, target + advance, to.bounds);
  TEST_COMPARE_BLOB (target, used, expected, used);
  TEST_COMPARE (target[used], '-');

  /* In reach of the children, the string in TARGET begins anew.  */
  memcpy (target, before, strlen (before) + 1);
  TEST_VERIFY (!denied (prepared (function, to, with, limit)));
  if (denied (prepared (function, pointer (target, used - 1), with, limit))
      != MPX_LIVE)
    FAIL ("%s, target", what);
  to.bounds = mpx_make (target + 1, used);
  if (denied (prepared (function, to, with, limit)) != MPX_LIVE)
    FAIL ("%s, start of the target", what);
  to.bounds = mpx_make (target, used);
  if (read == 0)
    return;
  if (denied (prepared (function, to, pointer (source, read - 1), limit))
      != MPX_LIVE)
    FAIL ("%s, source", what);
  with.bounds = mpx_make (source + 1, read);
  if (denied (prepared (function, to, with, limit)) != MPX_LIVE)
    FAIL ("%s, start of the source", what);
}
#define STRING(name, ...) string (#name, __mpx_wrapper_##name, __VA_ARGS__)

static void
strings (void)
{
  STRING (strcpy, "", "abc", 0, 0, "abc", 4, 4);
  STRING (strcpy, "", "", 0, 0, "", 1, 1);
  STRING (stpcpy, "", "abc", 0, 3, "abc", 4, 4);
  STRING (strncpy, "", "abc", 2, 0, "ab", 2, 2);
  STRING (strncpy, "", "abc", 3, 0, "abc", 3, 3);
  STRING (strncpy, "", "abc", 6, 0, "abc\0\0", 6, 4);
  STRING (stpncpy, "", "abc", 2, 2, "ab", 2, 2);
  STRING (stpncpy, "", "abc", 6, 3, "abc\0\0", 6, 4);
  STRING (strcat, "ab", "cd", 0, 0, "abcd", 5, 3);
  STRING (strcat, "", "", 0, 0, "", 1, 1);
  STRING (strncat, "ab", "cde", 2, 0, "abcd", 5, 2);
  STRING (strncat, "ab", "cd", 9, 0, "abcd", 5, 3);
  STRING (strncat, "ab", "cd", 0, 0, "ab", 3, 0);
  STRING (strncat, "ab", "cd", -1UL, 0, "abcd", 5, 3);

  strcpy (source, "abc");
  TEST_COMPARE (call (CALL (strlen, pointer (source, 4), number (0), 0)).value,
		3);
  TEST_COMPARE (call (CALL (strlen, ((struct value)
    { (long int) source, mpx_infinite () }), number (0), 0)).value, 3);
  TEST_COMPARE (denied (CALL (strlen, pointer (source, 3), number (0), 0)),
		MPX_LIVE);
  TEST_COMPARE (denied (CALL (strlen, pointer (source, 0), number (0), 0)),
		MPX_LIVE);
  TEST_COMPARE (denied (CALL (strlen, ((struct value)
    { (long int) source, mpx_make (source + 1, 9) }), number (0), 0)),
		MPX_LIVE);
  if (!MPX_LIVE)
    return;
  /* A string without an end is not followed beyond its bounds.  */
  long int page = sysconf (_SC_PAGESIZE);
  char *pages = xmmap (NULL, 2 * page, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1);
  xmprotect (pages + page, page, PROT_NONE);
  memset (pages, 'x', page);
  TEST_VERIFY (denied (CALL (strlen, pointer (pages + page - 9, 9),
			     number (0), 0)));
  TEST_VERIFY (denied (CALL (strcpy, pointer (pages, 99),
			     pointer (pages + page - 9, 9), 0)));
}

static int
do_test (void)
{
  want_mpx ();
  struct mpx_info info;
  TEST_COMPARE (mpx_info (&info), 0);
  TEST_VERIFY (get_bd () == info.directory);

  allocates ();
  reallocates ();
  maps ();
  sets ();
  copies ("memcpy", __mpx_wrapper_memcpy, 0);
  copies ("memmove", __mpx_wrapper_memmove, 0);
  copies ("mempcpy", __mpx_wrapper_mempcpy, 1);
  overlaps ();
  strings ();
  return 0;
}

#include <support/test-driver.c>
