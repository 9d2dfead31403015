#!/bin/bash
# Each branch in the PLT trampolines of the loader has the BND prefix.
# This file is part of Rampart.  LGPL 2.1 or later; see COPYING.LIB.
#
# tst-mpx-lazy-branches.sh OBJDUMP LD.SO
set -u
code=$("$1" -d --no-show-raw-insn "$2" |
	 awk '/^[0-9a-f]+ </ { inside = $2 ~ /<_dl_runtime_(resolve|profile)/ }
	      inside') || exit 1
branches=$(grep -E $'\t(bnd )?(j|call|ret)' <<< "$code")
echo "$(grep -c '>:$' <<< "$code") trampolines," \
     "$(grep -c . <<< "$branches") branches, without the prefix:"
# Were there none, it would have looked at nothing.
[ -n "$branches" ] && ! grep -v $'\tbnd ' <<< "$branches"
