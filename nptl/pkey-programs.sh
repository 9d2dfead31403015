#!/bin/bash
# Programs whose signal handlers libc enters, by a tunable: each does with
# signals what its language can.  In the end a handler uses memory with a key,
# of which without the tunable the program has to die.
# This file is part of Rampart, an add-on for the GNU C Library.
#
# pkey-programs.sh NAME SOURCE OBJECTS [no-keys]
# SOURCE is the folder of this script.  With no-keys there are none, and the
# tunable has changed nothing.
set -uo pipefail
name=$1
source=$2
objects=$3
mode=${4:-keys}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
ulimit -c 0

die ()
{
  echo "FAIL: $name: $1"
  exit 1
}

case $name in
  python3) program=(python3 "$source/pkey-programs.py") ;;
  perl) program=(perl "$source/pkey-programs.pl") ;;
  go) program=("$objects/pkey-programs-go") ;;
  # One compiler and one collector, for machines that are emulated.
  java) program=(java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx64m
		 --enable-preview --enable-native-access=ALL-UNNAMED
		 -cp "$objects" PkeyPrograms) ;;
  *) die 'no such program' ;;
esac

GLIBC_TUNABLES=rampart.pkey.signal=1 "${program[@]}" "$mode" ||
  die "status $?"
[ "$mode" = keys ] || exit 0

# What a runtime says of such a death, or else this shell.
{ env -u GLIBC_TUNABLES "${program[@]}" touch; } > death 2>&1 &&
  die 'the handler may use the memory without the tunable'
grep -qE 'SIGSEGV|Segmentation fault' death || {
  cat death
  die 'without the tunable it did not die of the memory'
}
