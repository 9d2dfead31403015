#!/bin/bash
# The add-on's SDT probes are in libc.
# This file is part of Rampart.  LGPL 2.1 or later; see COPYING.LIB.
#
# tst-protection-probes.sh READELF LIBC PROBE...
set -u
readelf=$1
libc=$2
shift 2
status=0
probes=$(LC_ALL=C "$readelf" --wide --notes "$libc" \
	   | awk '$1 == "Name:" { print $2 }' | sort -u)
for probe; do
  if ! grep -qx "$probe" <<< "$probes"; then
    echo "FAIL: $libc: no probe $probe, found: ${probes//$'\n'/ }"
    status=1
  fi
done
exit $status
