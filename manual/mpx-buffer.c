/* A buffer whose users cannot write beyond its end, and a handler that tells
   who has tried.  The exit status is 0 if that is so, 77 if there is no MPX,
   and 1 otherwise.  */

#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mpx.h>

MPX_WANTED;

struct buffer
{
  char *data;			/* With bounds.  */
  size_t used;
};

static void
check (int good, const char *what)
{
  if (!good)
    {
      fprintf (stderr, "failed: %s\n", what);
      exit (1);
    }
}

static void
create (struct buffer *buffer, size_t size)
{
  buffer->used = 0;
  buffer->data = malloc (size);
  check (buffer->data != NULL, "malloc");
  mpx_store (&buffer->data, buffer->data, mpx_make (buffer->data, size));
}

/* There is no size here to compare with: the pointer knows it.  */
static void
append (struct buffer *buffer, const char *string)
{
  size_t length = strlen (string);
  char *end = buffer->data + buffer->used;
  mpx_check (end, length, mpx_load (&buffer->data, buffer->data));
  memcpy (end, string, length);
  buffer->used += length;
}

/* Memory that is copied takes its bounds along.  */
static void
copy (struct buffer *to, const struct buffer *from)
{
  mpx_copy_bounds (to, from, sizeof *from);
  *to = *from;
}

static sigjmp_buf caught;
static siginfo_t violation;

static void
handle (int signal, siginfo_t *info, void *context)
{
  (void) signal;
  (void) context;
  violation = *info;
  siglongjmp (caught, 1);
}

/* Return whether appending STRING would go beyond the end.  */
static int
is_too_long (struct buffer *buffer, const char *string)
{
  if (sigsetjmp (caught, 1) == 0)
    {
      append (buffer, string);
      return 0;
    }
  check (violation.si_code == SEGV_BNDERR, "not a violation of bounds");
  return 1;
}

int
main (void)
{
  struct mpx_info info;
  if (mpx_info (&info) != 0 || info.directory == NULL)
    return 77;
  struct sigaction action;
  memset (&action, 0, sizeof action);
  action.sa_sigaction = handle;
  action.sa_flags = SA_SIGINFO;
  check (sigaction (SIGSEGV, &action, NULL) == 0, "sigaction");

  struct buffer buffer, other;
  create (&buffer, 8);
  check (!is_too_long (&buffer, "1234567"), "7 of 8");
  check (is_too_long (&buffer, "89"), "9 of 8");
  check (violation.si_addr == buffer.data + 8, "the address");
  check (violation.si_lower == buffer.data, "the lower bound");
  check (violation.si_upper == buffer.data + 7, "the upper bound");

  /* Bounds are checked again after the jump out of the handler.  */
  copy (&other, &buffer);
  check (is_too_long (&other, "89"), "9 of 8, copied");
  check (!is_too_long (&other, "8"), "8 of 8");
  check (memcmp (buffer.data, "12345678", 8) == 0, "what is in it");
  free (buffer.data);
  return 0;
}
