/* A module of the tests of IBT; built with landing pads and without.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <setjmp.h>
#include <stddef.h>

/* Set by code of the module that runs before dlopen returns, and by way of a
   pointer: 1 the constructor, 2 the IFUNC resolver.  */
int mod_ran;

static void __attribute__ ((constructor))
construct (void)
{
  mod_ran |= 1;
}

int
mod_answer (void)
{
  return 11;
}

static int
chosen (void)
{
  return 11;
}

/* The resolver cannot store anything: it runs amid the relocation.  That it
   has run is what makes the function return.  */
static void *
resolve (void)
{
  return chosen;
}
extern int mod_ifunc (void) __attribute__ ((ifunc ("resolve")));

/* A reference, so that the resolver runs at dlopen.  */
int (*mod_ifunc_pointer) (void) = mod_ifunc;

int
mod_call (int (*function) (void))
{
  return function () + 0 * mod_ran;
}

/* longjmp to here lands after the call of setjmp.  */
int
mod_setjmp (jmp_buf buffer, void (*function) (jmp_buf))
{
  int value = setjmp (buffer);
  if (value == 0)
    function (buffer);
  return value;
}

void
mod_longjmp (jmp_buf buffer)
{
  longjmp (buffer, 11);
}

volatile int mod_signals;

void
mod_handler (int signal)
{
  ++mod_signals;
}

void
mod_siglongjmp (sigjmp_buf buffer)
{
  siglongjmp (buffer, 11);
}

/* No compiler gives this one a landing pad.  */
extern int mod_padless (void);
asm (".pushsection .text\n"
     ".globl mod_padless\n"
     ".type mod_padless, @function\n"
     "mod_padless: mov $11, %eax\n\tret\n"
     ".size mod_padless, . - mod_padless\n"
     ".popsection");
