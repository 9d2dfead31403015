/* A module that builds code on the stack: a trampoline for a nested function.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

extern int trampoline_call (int (*) (int (*) (void)), int);

/* FUNCTION calls what it is given, which is on the stack of this one.  */
int
trampoline_call (int (*function) (int (*) (void)), int value)
{
  int nested (void)
  {
    return value;
  }
  return function (nested);
}
