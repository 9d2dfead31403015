#!/bin/bash
# The system calls that MPX adds when a program starts.
# This file is part of Rampart, an add-on for the GNU C Library.
#
# tst-mpx-calls.sh GOLDEN PROGRAM...
# The golden list has what each program that does nothing makes with MPX and
# not without.
set -uo pipefail
golden=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# Leave the names of the system calls of PROGRAM in $folder/MODE.
trace ()			# MODE PROGRAM
{
  GLIBC_TUNABLES=rampart.mpx.mode=$1 strace -o "$folder/trace" "$2" || {
    echo "error: cannot trace $2"
    exit 1
  }
  sed -n 's/^\([a-z][a-z0-9_]*\)(.*/\1/p' "$folder/trace" > "$folder/$1"
}

for program in "${@:2}"; do
  trace off "$program"
  trace on "$program"
  diff "$folder/off" "$folder/on" |
    sed -n "s/^[<>]/${program##*/} &/p" >> "$folder/list"
done
if [ ! -s "$folder/list" ]; then
  echo 'MPX is not there: nothing is different'
  exit 77
fi
diff -u "$golden" "$folder/list"
