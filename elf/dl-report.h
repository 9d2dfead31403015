/* What the loader has decided about the objects of the process.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _DL_REPORT_H
#define _DL_REPORT_H

#include <elf/protection-reason.h>

/* With rampart.rtld.report=1, print a line for each object and the verdict:
   of the process at its start, of what dlopen has mapped and not relocated
   yet, and of what the process would be.  */
void _dl_report_startup (void) attribute_hidden;
void _dl_report_dlopen (void) attribute_hidden;
void _dl_report_list (void) attribute_hidden;

/* For REASON, MPX does not check all that it should.  AS-safe.  */
void _dl_report_mpx_weakened (enum protection_reason reason) attribute_hidden;

#endif /* _DL_REPORT_H */
