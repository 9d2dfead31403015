/* The dynamic loader as a program: report what --list has found.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#include <ldsodefs.h>

#include <elf/dl-report.h>

/* As in <dl-prop.h>: _rtld_main_check reads the notes of the executable.  */
#define _dl_process_pt_gnu_property(l, fd, ph) ((void) 0)

/* ld.so --list leaves through one of these: what rtld.c calls _exit is a macro
   for this name.  */
#define exit_internal(status) (_dl_report_list (), exit_internal (status))

#include <elf/rtld.c>
