#!/bin/bash
# The system calls that IBT adds: two at startup, one at dlopen, none at dlclose.
# This file is part of Rampart, an add-on for the GNU C Library.
#
# tst-ibt-calls.sh OBJECTS PREFIX: as tst-ibt-tunables.sh.
set -uo pipefail
objects=$1
prefix=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failures=0
cd "$objects" || exit 1

# Leave the names of the system calls that the program makes, and in $folder/cfi
# those of IBT: PR_SET_CFI, and PR_MARK_CODE_AS_LEGACY with its operation.
calls ()
{
  # PREFIX is several words.
  # shellcheck disable=SC2086
  GLIBC_TUNABLES=$1 strace -X raw -o "$folder/trace" \
    $prefix "$objects/$2" "${@:3}" > "$folder/output" 2>&1 || {
    echo "FAIL: $*: status $?"
    cat "$folder/output"
    exit 1
  }
  sed -nE 's/^prctl\(0x51, 0, (0x[0-9a-f]+).*= (-?[0-9]+).*/set \1 = \2/p
	   s/^prctl\(0x4c474359, (0x[0-9a-f]+),.*= (-?[0-9]+).*/mark \1 = \2/p' \
    "$folder/trace" > "$folder/cfi"
  # Not what the program asks for itself, nor its violations and that it goes on
  # after them.
  sed -E '/^prctl\(0x5[01]/d; /^prctl\(0x4c474359/d; /^---/d
	  /^rt_sigprocmask/d; s/\(.*//' "$folder/trace" > "$folder/names"
}

# expect NAME CALL...: those of IBT, in order.
expect ()
{
  if [ "$(paste -sd , "$folder/cfi")" != "$(IFS=,; echo "${*:2}")" ]; then
    failures=$((failures + 1))
    echo "FAIL: $1: $(paste -sd , "$folder/cfi") where ${*:2} was expected"
  else
    echo "ok: $1"
  fi
}

calls glibc.cpu.x86_ibt=off ibt-subject
expect 'off'
cp "$folder/names" "$folder/names-off"
calls '' ibt-subject
if grep -q '^status 0,' "$folder/output"; then
  # At most one call, which fails: for the vDSO, or to enable it.
  grep -q '^mark' "$folder/cfi" && expect 'no marks' 'mark 0x1 = -1'
  grep -q '^set' "$folder/cfi" && expect 'no IBT' 'set 0x5 = -1'
  calls '' ibt-subject-mixed
  [ -s "$folder/cfi" ] && expect 'no IBT, mixed' 'mark 0x5 = -1'
  [ "$failures" = 0 ] || exit 1
  echo 'There is no IBT here.'
  exit 77
fi
expect 'strict' 'set 0x5 = 0'
if ! diff "$folder/names-off" "$folder/names"; then
  failures=$((failures + 1))
  echo 'FAIL: IBT has made other system calls than its own'
fi

calls '' ibt-subject-legacy
expect 'an executable without IBT'
calls '' ibt-subject-mixed
expect 'mixed' 'mark 0x5 = 0' 'set 0x5 = 0'
calls rampart.ibt.seal=1 ibt-subject-mixed
expect 'mixed and sealed' 'mark 0xd = 0' 'set 0x5 = 0'
calls rampart.ibt.seal=1 ibt-subject
expect 'strict and sealed' 'mark 0x8 = 0' 'set 0x5 = 0'
calls '' ibt-subject dlopen ./tst-ibt-mod-clean.so close
expect 'a clean module in a strict process' 'set 0x5 = 0'
calls '' ibt-subject dlopen ./tst-ibt-mod-legacy.so close
expect 'the first legacy module' 'set 0x5 = 0' 'mark 0x5 = 0'
calls '' ibt-subject-mixed dlopen ./tst-ibt-mod-clean.so close
expect 'a clean module in a mixed process' 'mark 0x5 = 0' 'set 0x5 = 0' \
       'mark 0x2 = 0'
calls '' ibt-subject-mixed dlopen ./tst-ibt-mod-resident.so close
expect 'a legacy module in a mixed process' 'mark 0x5 = 0' 'set 0x5 = 0' \
       'mark 0x1 = 0'
calls '' ibt-subject-static
expect 'static' 'set 0x5 = 0'
calls glibc.cpu.x86_ibt=on ibt-subject-legacy-static
expect 'static and legacy' 'mark 0x5 = 0' 'set 0x5 = 0'

[ "$failures" = 0 ]
