#!/bin/bash
# The tunables of MPX, bad ones too, and what keeps it off.
# This file is part of Rampart, an add-on for the GNU C Library.
#
# tst-mpx-tunables.sh OBJECTS TABLES
# OBJECTS has the subjects.  TABLES says who makes bounds tables here: 1, the
# kernel, or 2, libc.
set -uo pipefail
objects=$1
tables=$2
out=$(mktemp)
trap 'rm -f "$out"' EXIT
ulimit -c 0
status=0

# Run SUBJECT, a program and what it is to open, with TUNABLES.  It has to end
# with STATUS, and to say each of the patterns.
expect ()			# STATUS TUNABLES SUBJECT PATTERN...
{
  local expected=$1 found words
  read -ra words <<< "$3"
  GLIBC_TUNABLES=$2 "$objects/${words[0]}" "${words[@]:1}" > "$out" 2>&1
  found=$?
  if [ "$found" != "$expected" ]; then
    echo "FAIL: $3 with '$2': status $found, expected $expected"
    cat "$out"
    status=1
  fi
  for pattern in "${@:4}"; do
    if ! grep -qE -- "$pattern" "$out"; then
      echo "FAIL: $3 with '$2': does not say '$pattern':"
      cat "$out"
      status=1
    fi
  done
}

expect_limited ()		# LIMIT, then as above
{
  # Not for what comes after.
  (ulimit -v "$1"; expect "${@:2}"; exit "$status") || status=1
}

if "$objects/mpx-subject" | grep -q '^tables 0, reason [12]$'; then
  echo 'this machine has no MPX'
  exit 77
fi

killed=139
reason_off=4 reason_not_asked=25 reason_no_memory=9 reason_no_tables=27
for subject in mpx-subject mpx-subject-static; do
  # It asks for MPX, and dies of the first violation.
  expect $killed '' $subject "^tables $tables, reason 0\$"
  expect $killed rampart.mpx.mode=auto $subject "^tables $tables, reason 0\$"
  expect 0 rampart.mpx.mode=off $subject \
	 "^tables 0, reason $reason_off\$" '^violations 0$'
  expect $killed rampart.mpx.tables=user $subject '^tables 2, reason 0$'
  if [ "$tables" = 1 ]; then
    expect $killed rampart.mpx.tables=kernel $subject '^tables 1, reason 0$'
  else
    expect 0 rampart.mpx.tables=kernel $subject \
	   "^tables 0, reason $reason_no_tables\$"
    expect 127 rampart.mpx.tables=kernel:rampart.mpx.mode=strict $subject \
	   'mode=strict, and MPX is off: tables-absent \('
  fi

  # The program goes on.
  line='^rampart: MPX violation: address 0x[0-9a-f]+ is not within '
  expect 0 rampart.mpx.violation=report $subject \
	 "${line}0x[0-9a-f]+-0x[0-9a-f]+, at " '^violations 2$'
  room=$(sed -n 's/^room \(0x[0-9a-f]*\),.*/\1/p' "$out")
  printf -v bounds '0x%x is not within 0x%x-0x%x, at ' \
	 $((room + 16)) "$room" $((room + 15))
  grep -q "address $bounds" "$out" || {
    echo "FAIL: $subject: the report is not of $bounds"
    cat "$out"
    status=1
  }
  expect 0 rampart.mpx.violation=count $subject '^violations 2$' \
	 '^rampart: MPX violations: 2$'
  grep -q 'MPX violation:' "$out" && {
    echo "FAIL: $subject: what is to be counted is reported"
    status=1
  }

  # 2 GiB of address space are not to be had.
  expect_limited 1048576 0 '' $subject "^tables 0, reason $reason_no_memory\$"
  expect_limited 1048576 127 rampart.mpx.mode=strict $subject \
		 'mode=strict, and MPX is off: no-memory \('

  # Nor is memory, if all that could be used counts.
  overcommit=/proc/sys/vm/overcommit_memory
  before=$(cat $overcommit)
  if echo 2 > $overcommit; then
    expect 0 '' $subject "^tables 0, reason $reason_no_memory\$"
    expect 127 rampart.mpx.mode=strict $subject \
	   'mode=strict, and MPX is off: no-memory \('
    echo "$before" > $overcommit
  else
    echo 'FAIL: cannot change overcommit_memory'
    status=1
  fi

  # What is wrong gets a line, and the default holds.
  for tunable in mode=maybe tables=nobody violation=shout preserve=2; do
    expect $killed "rampart.mpx.$tunable" $subject \
	   "^WARNING: ld.so: value .*rampart.mpx.${tunable%=*}.*ignored" \
	   "^tables $tables, reason 0\$"
  done
done
# Only programs with the loader have a report of what was decided.
expect $killed rampart.rtld.report=1 mpx-subject \
       '^rampart: MPX on; bounds tables by '
expect $killed rampart.rtld.report=1:rampart.mpx.preserve=1 mpx-subject \
       '^rampart: MPX on; .*; preserving$'
expect 0 rampart.rtld.report=1:rampart.mpx.mode=off mpx-subject \
       '^rampart: MPX off: tunable-off \('

# What comes later.
expect $killed rampart.rtld.report=1 \
       "mpx-subject-plain $objects/tst-mpx-mod-asks.so" \
       '^rampart: MPX off: not-asked-for \(' '^rampart: MPX on; bounds tables by '
expect 0 rampart.rtld.report=1:rampart.mpx.mode=off \
       "mpx-subject-plain $objects/tst-mpx-mod-asks.so" \
       '^rampart: MPX off: tunable-off \('
expect $killed rampart.rtld.report=1 \
       "mpx-subject $objects/tst-mpx-mod-foreign.so" \
       '^rampart: MPX weakened: foreign-runtime \('

# A program that gains privileges listens to its objects only.
secure=$(mktemp -d)
trap 'rm -rf "$out" "$secure"' EXIT
chmod 755 "$secure"
for subject in mpx-subject mpx-subject-plain mpx-subject-static; do
  cp "$objects/$subject" "$secure"
  chmod 4755 "$secure/$subject"
done
expect_as_other ()		# STATUS TUNABLES SUBJECT PATTERN
{
  GLIBC_TUNABLES=$2 \
    setpriv --reuid=65534 --clear-groups "$secure/$3" > "$out" 2>&1
  local found=$?
  if [ "$found" != "$1" ] || ! grep -q -- "$4" "$out"; then
    echo "FAIL: $3 with privileges and '$2': status $found, expected $1"
    cat "$out"
    status=1
  fi
}
for subject in mpx-subject mpx-subject-static; do
  expect_as_other $killed rampart.mpx.mode=off $subject \
		  "^tables $tables, reason 0\$"
  expect_as_other $killed rampart.mpx.violation=count $subject \
		  "^tables $tables, reason 0\$"
done
expect_as_other 0 rampart.mpx.mode=on mpx-subject-plain \
		"^tables 0, reason $reason_not_asked\$"

# Nobody asks.
expect 0 '' mpx-subject-plain "^tables 0, reason $reason_not_asked\$"
expect $killed rampart.mpx.mode=on mpx-subject-plain "^tables $tables, reason 0\$"
expect $killed rampart.mpx.mode=strict mpx-subject-plain \
       "^tables $tables, reason 0\$"
exit $status
