#!/bin/bash
# libc and ld.so are themselves built for IBT and shadow stacks.
# This file is part of Rampart.  LGPL 2.1 or later; see COPYING.LIB.
#
# tst-protection-notes.sh READELF OBJECT...
set -u
readelf=$1
shift
status=0
for object; do
  notes=$(LC_ALL=C "$readelf" --wide --notes "$object" \
	    | grep 'x86 feature: ')
  echo "$object:$notes"
  case $notes in
    *IBT*SHSTK*) ;;
    *) echo "FAIL: $object: expected IBT and SHSTK"; status=1 ;;
  esac
done
exit $status
