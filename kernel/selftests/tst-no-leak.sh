#!/bin/bash
# kmemleak finds no object that nobody points to.  It takes two scans for one to
# count, of objects that are some seconds old.
leaks=/sys/kernel/debug/kmemleak
[ -e $leaks ] || mount -t debugfs debugfs /sys/kernel/debug || exit
for _ in 1 2; do
  sleep 6
  echo scan > $leaks || exit
done
found=$(cat $leaks) || exit
echo "$found"
[ -z "$found" ]
