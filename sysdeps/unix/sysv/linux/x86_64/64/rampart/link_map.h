/* Additional fields in struct link_map: what the property note says.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

/* enum protection_reason: why its property note does not count.  */
unsigned int l_note_reason : 8;

/* IBT is on, and its pages are exempt or tracked as they have to be.  */
unsigned int l_ibt_settled : 1;

/* Its property note asks for MPX.  */
unsigned int l_mpx_wanted : 1;

#include_next <link_map.h>
