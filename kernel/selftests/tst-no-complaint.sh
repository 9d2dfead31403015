#!/bin/bash
# The last test of a guest: the kernel has found nothing wrong with itself, even
# if it went on.
pattern='BUG: |WARNING: |INFO: |Oops|UBSAN: |general protection|bad rss'
log=$(dmesg)
# A ring that has gone round may have lost the complaint.
[[ $log = *'Linux version'* ]] ||
  { echo 'the beginning of the log is missing'; exit 1; }
# Programs may run into one of their own.
! grep -v '\] traps: .*\[[0-9]*\] general protection fault ip:' <<< "$log" |
  grep -EA 40 "$pattern"
