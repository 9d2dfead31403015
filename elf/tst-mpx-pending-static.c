/* The same in a static program.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include "tst-mpx-pending.c"
