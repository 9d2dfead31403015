#!/bin/bash
# ld.so --list-diagnostics says for each protection who has it and why not.
# This file is part of Rampart.  LGPL 2.1 or later; see COPYING.LIB.
#
# tst-protection-list.sh LD.SO [NAME:CPU:OS:LIBC:REASON...]
# Each protection has to have all its lines, with a reason that fits them; for
# those that are named, the lines have to say just that.
set -u
ldso=$1
shift
status=0

fail ()
{
  echo "FAIL: $*"
  status=1
}

list=$("$ldso" --list-diagnostics) || fail "$ldso: status $?"

value ()
{
  sed -n "s/^rampart\.$1=//p" <<< "$list" | tr -d '"'
}

for name in pku ibt shstk mpx; do
  cpu=$(value $name.cpu) os=$(value $name.os) libc=$(value $name.libc)
  reason=$(value $name.reason)
  echo "$name: cpu $cpu os $os libc $libc reason $reason" \
       "($(value $name.explanation))"
  case $cpu$os$libc:$reason in
    0x0??????:cpu-absent) ;;
    0x10x0???:os-absent) ;;
    0x10x10x0:libc-absent) ;;
    0x10x10x1:none|0x10x10x1:tunable-off) ;;
    *) fail "$name: the reason does not fit" ;;
  esac
  [ -n "$(value $name.explanation)" ] || fail "$name: no explanation"
done

for expected; do
  name=${expected%%:*}
  found=$name
  for key in cpu os libc reason; do
    found+=:$(value "$name.$key")
  done
  found=${found//:0x/:}
  [ "$found" = "$expected" ] || fail "expected $expected, found $found"
done
exit $status
