#!/bin/bash
# The debugger finds what a handler has interrupted that libc enters by a stub.
# This file is part of Rampart.  LGPL 2.1 or later; see COPYING.LIB.
#
# tst-pkey-gdb.sh PROGRAM
# PROGRAM is tst-pkey-signal, or that in a static program.
set -euo pipefail

command -v gdb > /dev/null || { echo 'there is no gdb'; exit 77; }
status=0
"$1" --direct > /dev/null 2>&1 || status=$?
[ "$status" != 77 ] || { echo 'there are no protection keys'; exit 77; }

# The handler runs on an alternate stack, or, where the kernel cannot write to
# that, on the thread's own.  In the interrupted function, a variable that
# lives in a register or on its stack shows that both have been found.
trace=$(timeout 100 gdb -nx -batch \
  -ex 'set debuginfod enabled off' \
  -ex 'handle all nostop noprint pass' \
  -ex 'break touch_stack' \
  -ex 'run --direct' \
  -ex 'backtrace' \
  -ex 'frame function xraise' \
  -ex 'print sig' \
  "$1" 2>&1 < /dev/null)
echo "$trace"

# find PATTERN: it is in a line of the trace after the last one found.
from=1
find ()
{
  local line
  line=$(tail -n "+$from" <<< "$trace" | grep -n -m1 -E "$1" | cut -d: -f1) ||
    { echo "error: no '$1' from line $from of the trace on"; exit 1; }
  from=$((from + line))
}
find '^#0 +touch_stack \(signal=12\)'
find '^#1 +<signal handler called>'
find '^#[0-9]+ .* in xraise \(sig=(sig@entry=)?12\)'
find '^#[0-9]+ .* in (test_stack|raise_on_stack) '
find '^\$1 = 12$'
