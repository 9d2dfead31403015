/* A stand-in for libsqlite3.so.0 at link time: its name and functions.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

int
sqlite3_open (const char *name, void **database)
{
  return -1;
}

int
sqlite3_exec (void *database, const char *sql,
	      int (*callback) (void *, int, char **, char **), void *closure,
	      char **error)
{
  return -1;
}

int
sqlite3_close (void *database)
{
  return -1;
}
