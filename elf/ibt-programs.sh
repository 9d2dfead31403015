#!/bin/bash
# Programs of Debian with IBT forced on: each does some work, and all of its code
# that is legacy is marked, and nothing else.
# This file is part of Rampart, an add-on for the GNU C Library.
#
# ibt-programs.sh NAME SOURCE OBJECTS: SOURCE is the folder of this script.
set -uo pipefail
name=$1
source=$2
objects=$3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
tunables=glibc.cpu.x86_ibt=on:rampart.rtld.report=1

die ()
{
  echo "FAIL: $name: $1"
  cat "$folder/report"
  exit 1
}

# Each leaves its own /proc/PID/smaps on standard output.  What it prints for
# itself and the report of what it starts may be among it.
run_python3 ()
{
  python3 "$source/ibt-programs.py"
}

run_perl ()
{
  perl "$source/ibt-programs.pl"
}

run_sqlite3 ()
{
  sqlite3 :memory: 'create table t (n);
insert into t with recursive c (n) as (values (1) union all
  select n + 1 from c where n < 1000) select n from c;
select sum (n), group_concat (n, "") like "123%" from t;' \
    '.shell cat /proc/$PPID/smaps' > all || return
  grep -q '^500500|1$' all || return
  cat all
}

run_git ()
{
  export GIT_CONFIG_GLOBAL=/dev/null HOME=$folder
  git init -q repository && cd repository || return
  echo rampart > file
  git add file
  git -c user.name=A -c user.email=a@example.org commit -qm one || return
  [ "$(git log --format=%s)" = one ] && git gc -q && git fsck --strict || return
  git -c 'alias.smaps=!cat /proc/$PPID/smaps' smaps
}

# This one is clean itself.
run_debian_libs ()
{
  GLIBC_TUNABLES=rampart.rtld.report=1 "$objects/ibt-debian-libs" --direct
}

(export GLIBC_TUNABLES=$tunables
 "run_$name") > smaps 2> report || die "status $?"

# The first verdict is its own.
grep -m1 -qE 'IBT on; [0-9]+ of [0-9]+ objects legacy; .*; mixed; locked$' report ||
  die 'IBT is not on'
legacy=$(sed -nE 's/^rampart: object ([^ ]*): .*, legacy \(.*/\1/p' report | sort -u)
clean=$(sed -nE 's/^rampart: object ([^ ]*): .*, clean.*/\1/p' report | sort -u)
if [ "$name" = debian_libs ]; then
  for library in libz.so.1 libsqlite3.so.0 libcrypto.so.3; do
    grep -q "/$library\$" <<< "$legacy" || die "$library is not legacy"
  done
  grep -q /ibt-debian-libs <<< "$clean" || die 'the program is not clean'
  grep -qvE '/lib(z|sqlite3|crypto|zstd)\.so\.[0-9]+$' <<< "$legacy" &&
    die 'more is legacy than the libraries'
fi

# Code of files: all is marked but that of Rampart's libc, and of the clean
# program.
awk -v name="$name" '
  / [r-][w-]x[ps] / { file = $6; code = file ~ /^\// }
  / [r-][w-]-[ps] / { code = 0 }
  /^VmFlags:/ && code {
    marked = / lc( |$)/
    ours = file ~ /\/(libc|libm|libdl|libpthread|libresolv|libutil|librt|ld-linux-x86-64)\.so\.[0-9]+$|\/(libc|libm|ld)\.so$|\/ibt-debian-libs$/
    if (marked == ours) {
      printf "FAIL: %s: %s is %smarked\n", name, file, marked ? "" : "not "
      wrong = 1
    }
    count++
  }
  END {
    printf "%d mappings with code\n", count
    exit wrong || count < 3
  }' smaps || die 'marks are not as they have to be'
