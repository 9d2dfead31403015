#!/bin/bash
# Starting a program costs no system call more than in pristine glibc.
# This file is part of Rampart.  LGPL 2.1 or later; see COPYING.LIB.
#
# tst-startup-calls.sh GOLDEN PROGRAM...
# The golden list was taken from pristine glibc.  Calls that fail are left out:
# how many folders are searched for libraries depends on the CPU.
set -u
golden=$1
shift
trace=$(mktemp)
trap 'rm -f "$trace"' EXIT
for program; do
  strace -o "$trace" "$program" ||
    { echo "error: cannot strace $program"; exit 77; }
  sed -n "/ = -1 E/d; s/^\([a-z][a-z0-9_]*\)(.*/${program##*/} \1/p" "$trace"
done | diff -u "$golden" - || exit 1
