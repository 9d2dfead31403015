/* Memory that is locked: not all of the bounds directory.
   This file is part of Rampart, an add-on for the GNU C Library.

   Rampart is free software; you can redistribute it and/or modify it
   under the terms of the GNU Lesser General Public License as published
   by the Free Software Foundation; either version 2.1 of the License, or
   (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
   the file COPYING.LIB.  */

#ifndef _MPX_LOCK_H
#define _MPX_LOCK_H

/* Like mlockall with FLAGS, which have MCL_CURRENT and not MCL_ONFAULT, in a
   process with MPX: of the bounds directory, only those pages are locked that
   are in use.  AS-safe.  */
int __mpx_mlockall (int flags) attribute_hidden;

#endif /* _MPX_LOCK_H */
