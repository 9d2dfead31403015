#!/bin/bash
# The last test of a guest: the kernel has found nothing wrong with itself, even
# if it went on.
pattern='BUG: |WARNING: |INFO: |Oops|UBSAN: |general protection|bad rss'
log=$(dmesg)
[ -n "$log" ] || { echo 'there is no log'; exit 1; }
! grep -EA 40 "$pattern" <<< "$log"
