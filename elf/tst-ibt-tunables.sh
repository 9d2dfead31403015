#!/bin/bash
# IBT by tunables, kinds of programs and of objects: what is on, what is refused,
# and with which words.
# This file is part of Rampart, an add-on for the GNU C Library.
#
# tst-ibt-tunables.sh OBJECTS PREFIX: the folder of the programs, and what runs
# one on the libc to test, which may be empty.
set -uo pipefail
objects=$1
prefix=$2
output=$(mktemp)
trap 'rm -f "$output"' EXIT
failures=0
cd "$objects" || exit 1

# subject TUNABLES [VARIABLE=VALUE...] -- PROGRAM [ARGUMENT...]
subject ()
{
  local tunables=$1 variables=()
  shift
  while [ "$1" != -- ]; do
    variables+=("$1")
    shift
  done
  program=$objects/$2
  shift 2
  # PREFIX is several words.
  # shellcheck disable=SC2086
  env ${variables[@]+"${variables[@]}"} \
    GLIBC_TUNABLES="rampart.rtld.report=1${tunables:+:$tunables}" \
    $prefix "$program" "$@" > "$output" 2>&1
}

# expect STATUS NAME PATTERN...: what the subject has left.  A pattern that
# begins with ! must not be there.
expect ()
{
  local status=$? wanted=$1 name=$2 pattern wrong=
  shift 2
  [ "$status" = "$wanted" ] ||
    wrong="status $status where $wanted was expected; "
  for pattern; do
    case $pattern in
      !*) ! grep -qE -- "${pattern#!}" "$output" || wrong+="has '${pattern#!}'; " ;;
      *) grep -qE -- "$pattern" "$output" || wrong+="has no '$pattern'; " ;;
    esac
  done
  if [ -n "$wrong" ]; then
    failures=$((failures + 1))
    echo "FAIL: $name: $wrong"
    sed 's/^/    /' "$output"
  else
    echo "ok: $name"
  fi
}

# What it would be, without running it.
list ()
{
  # PREFIX is several words.
  # shellcheck disable=SC2086
  GLIBC_TUNABLES="rampart.rtld.report=1${1:+:$1}" \
    ${prefix:-"$objects/ld.so"} --list "$objects/$2" > "$output" 2>&1
}

refuse='rampart\.ibt\.legacy=refuse does not allow legacy code'
sealed='the process is sealed against legacy code'

subject '' -- ibt-subject
if grep -qE 'IBT off: (cpu|os|marks)-absent' "$output"; then
  expect 0 'no IBT' 'status 0, kernel 0, own code allowed, new code allowed'
  subject glibc.cpu.x86_ibt=on:rampart.ibt.legacy=refuse -- ibt-subject-mixed
  expect 0 'no IBT, and so nothing to refuse' 'status 0,' 'IBT off: (cpu|os)-absent'
  list '' ibt-subject-mixed
  expect 0 'list' 'mod-legacy\.so: IBT no, SHSTK no, legacy \(ibt-bit-clear\)' \
	 'IBT would be off: (cpu|os)-absent'
  [ "$failures" = 0 ] || exit 1
  echo 'There is no IBT here.'
  exit 77
fi
expect 0 'clean' 'status 3, kernel 5, own code denied, new code denied' \
       'IBT on; 0 of 4 objects legacy; 0\.0 of 1\.[0-9] MiB executable bytes unprotected; locked$'

subject glibc.cpu.x86_ibt=off -- ibt-subject
expect 0 'off' 'status 0, kernel 2, own code allowed, new code allowed' \
       'IBT off: tunable-off'
subject glibc.cpu.hwcaps=-IBT -- ibt-subject
expect 0 'off by hwcaps' 'status 0, kernel 2,' 'IBT off: tunable-off'
subject glibc.cpu.x86_ibt=on -- ibt-subject
expect 0 'on, clean' 'status 3, kernel 5, own code denied'
subject glibc.cpu.x86_ibt=permissive -- ibt-subject disable
expect 0 'permissive' 'status 1, kernel 1, own code denied' 'disable: done'
subject '' -- ibt-subject disable
expect 0 'locked' 'disable: EINVAL'

subject '' -- ibt-subject-legacy
expect 0 'legacy executable' 'status 0, kernel 2, own code allowed' \
       'ibt-subject-legacy: IBT no, SHSTK no, legacy \(ibt-bit-clear\)' \
       'IBT off: executable-legacy'
subject glibc.cpu.x86_ibt=permissive -- ibt-subject-legacy
expect 0 'legacy executable, permissive' 'IBT off: executable-legacy'
subject glibc.cpu.x86_ibt=on -- ibt-subject-legacy
expect 0 'legacy executable, on' \
       'status 7, kernel 5, own code allowed, new code allowed' \
       'IBT on; 1 of 4 objects legacy; .*; mixed; locked$'

subject '' -- ibt-subject-mixed
expect 0 'legacy library' \
       'status 7, kernel 5, own code denied, new code allowed' \
       'mod-legacy\.so: IBT no, SHSTK no, legacy \(ibt-bit-clear\), 4096 bytes executable 0x[0-9a-f]*000-0x[0-9a-f]*000, needed by .*/ibt-subject-mixed$' \
       'IBT on; 1 of 5 objects legacy; .*; mixed; locked$'
subject '' LD_PRELOAD=./tst-ibt-mod-legacy.so -- ibt-subject
expect 0 'preloaded' 'status 7, kernel 5, own code denied, new code allowed' \
       'mod-legacy\.so: .* executable 0x.*, preloaded$'

subject '' -- ibt-subject dlopen ./tst-ibt-mod-return.so
expect 0 'shadow stacks alone do not make it clean' \
       'mod-return\.so: IBT no, SHSTK yes, legacy \(ibt-bit-clear\)' \
       'dlopen: status 7, its code allowed'

subject rampart.ibt.legacy=refuse -- ibt-subject-mixed
expect 127 'refused' '!status' \
       "tst-ibt-mod-legacy.so: legacy code \(ibt-bit-clear\): $refuse\$"
subject rampart.ibt.legacy=refuse:glibc.cpu.x86_ibt=on -- ibt-subject-legacy
expect 127 'refused executable' '!status' \
       "ibt-subject-legacy: legacy code \(ibt-bit-clear\): $refuse\$"
subject rampart.ibt.legacy=refuse:glibc.cpu.x86_ibt=off -- ibt-subject-mixed
expect 0 'refused only with IBT' 'status 0,'
subject rampart.ibt.legacy=refuse -- ibt-subject \
	dlopen ./tst-ibt-mod-legacy.so dlopen ./tst-ibt-mod-clean.so
expect 0 'refused at dlopen' \
       "dlopen: \./tst-ibt-mod-legacy\.so: legacy code \(ibt-bit-clear\): $refuse\$" \
       'dlopen: status 3, its code denied'
subject rampart.ibt.legacy=mark -- ibt-subject-mixed
expect 0 'marked' 'status 7,'

subject rampart.ibt.seal=1 -- ibt-subject \
	dlopen ./tst-ibt-mod-legacy.so dlopen ./tst-ibt-mod-clean.so mark
expect 0 'sealed' 'status b, kernel 5, own code denied, new code denied' \
       "dlopen: \./tst-ibt-mod-legacy\.so: legacy code \(ibt-bit-clear\): $sealed\$" \
       'dlopen: status b, its code denied' 'mark: EPERM, it is denied' \
       '; locked; sealed$'
subject rampart.ibt.seal=1 -- ibt-subject-mixed \
	dlopen ./tst-ibt-mod-resident.so dlopen ./tst-ibt-mod-clean.so mark
expect 0 'sealed when mixed' \
       'status f, kernel 5, own code denied, new code allowed' \
       "dlopen: \./tst-ibt-mod-resident\.so: legacy code .*: $sealed\$" \
       'dlopen: status f, its code denied' 'mark: EPERM, it is allowed'
subject rampart.ibt.seal=1:glibc.cpu.x86_ibt=permissive -- ibt-subject disable
expect 0 'sealed and permissive' 'status b, kernel 5' 'disable: EINVAL'

subject '' -- ibt-subject dlopen ./tst-ibt-mod-clean.so \
	dlopen ./tst-ibt-mod-legacy.so
expect 0 'opened' 'dlopen: status 3, its code denied' \
       'dlopen: status 7, its code allowed' \
       'mod-legacy\.so: .* executable 0x.*, opened by the program$' \
       'IBT on; 1 of 6 objects legacy; .*; mixed; locked$'

subject rampart.ibt.legacy=nonsense:rampart.ibt.seal=7 -- ibt-subject
expect 0 'nonsense' 'status 3,' \
       "value \`nonsense' for option \`rampart\.ibt\.legacy' is neither" \
       "value 7 for option \`rampart\.ibt\.seal' is not in 0 to 1"

subject '' LD_AUDIT=./tst-ibt-mod-audit.so -- ibt-subject
expect 0 'audited' '!IBT off' 'status 7, kernel 5, own code denied, new code allowed' \
       'mod-audit\.so: .*legacy .* for auditing$'
subject '' LD_AUDIT=./tst-ibt-mod-audit.so TST_IBT_AUDIT_THREAD=1 -- ibt-subject
expect 0 'a thread before it' 'status 0, kernel 2, own code allowed' \
       'IBT off: threads-before-enable'

subject '' -- ibt-subject-static
expect 0 'static' 'status 3, kernel 5, own code denied, new code denied' \
       'ibt-subject-static: IBT yes, .* clean, .* the program$' \
       'IBT on; 0 of 2 objects legacy; .*; locked$'
subject '' -- ibt-subject-legacy-static
expect 0 'static and legacy' 'status 0,' 'IBT off: executable-legacy'
subject glibc.cpu.x86_ibt=on -- ibt-subject-legacy-static
expect 0 'static and legacy, on' 'status 7, kernel 5, own code allowed'
subject rampart.ibt.seal=1 -- ibt-subject-static mark
expect 0 'static and sealed' 'status b, kernel 5' 'mark: EPERM, it is denied'
subject rampart.ibt.legacy=refuse:glibc.cpu.x86_ibt=on \
	-- ibt-subject-legacy-static
expect 127 'static and refused' '!status' \
       "ibt-subject-legacy-static: legacy code .*: $refuse\$"
# A module that a module brings along while it comes.  The process becomes
# mixed between the mapping of the first and its relocation.
subject '' LD_AUDIT=./tst-ibt-mod-nested.so -- ibt-subject \
	dlopen ./tst-ibt-mod-legacy.so
expect 0 'nested' 'status 3,' 'dlopen: status 7, its code allowed' \
       'mod-resident\.so: .*legacy' '!IBT off'

# Memory beyond the file is code of its object, and what is read-only is none.
subject '' LD_PRELOAD=./tst-ibt-mod-beyond-legacy.so -- ibt-subject \
	exempt beyond_file
expect 0 'a legacy object beyond its file' 'status 7,' \
       'exempt: beyond_file 1 ibt-bit-clear'
subject '' LD_PRELOAD=./tst-ibt-mod-beyond.so:./tst-ibt-mod-legacy.so \
	-- ibt-subject exempt beyond_file
expect 0 'a clean object beyond its file, at startup' 'status 7,' \
       'exempt: beyond_file 0 none'
subject '' LD_PRELOAD=./tst-ibt-mod-beyond.so -- ibt-subject \
	exempt beyond_file dlopen ./tst-ibt-mod-legacy.so exempt beyond_file
expect 0 'a clean object beyond its file, at dlopen' 'status 3,' \
       'dlopen: status 7,' 'exempt: beyond_file 0 none' '!beyond_file 1'

# Each half of CET goes its own way, but for the lock of permissive processes.
if grep -q '^flags.* user_shstk' /proc/cpuinfo; then
  subject glibc.cpu.hwcaps=SHSTK -- ibt-subject features \
	  dlopen ./tst-ibt-mod-clean.so
  expect 0 'with shadow stacks' 'status 3, kernel 5, own code denied' \
	 'features:.*shstk.* ibt' 'features_locked:.*shstk.* ibt' \
	 'dlopen: status 3, its code denied'
  subject glibc.cpu.hwcaps=SHSTK:glibc.cpu.x86_ibt=off -- ibt-subject features
  expect 0 'shadow stacks only' 'status 0, kernel 2, own code allowed' \
	 'features:.*shstk' '!features:.*ibt' 'features_locked:.*shstk'
  subject glibc.cpu.hwcaps=SHSTK -- ibt-subject-mixed features
  expect 0 'no shadow stack for a legacy library' 'status 7, kernel 5' \
	 '!features:.*shstk' 'features:.*ibt' 'features_locked:.*ibt'
  subject glibc.cpu.hwcaps=SHSTK:glibc.cpu.x86_ibt=permissive \
	  -- ibt-subject disable features
  expect 0 'IBT goes, shadow stacks stay' 'disable: done' \
	 'features:.*shstk' '!features:.*ibt'
  subject glibc.cpu.hwcaps=SHSTK:glibc.cpu.x86_shstk=permissive \
	  -- ibt-subject active dlopen ./tst-ibt-mod-branch.so active features
  expect 0 'shadow stacks go, IBT stays' 'dlopen: status 3, its code denied' \
	 'active: IBT 1' '!active: IBT 0' '!features:.*shstk' 'features:.*ibt'
  subject glibc.cpu.hwcaps=SHSTK -- ibt-subject-static features
  expect 0 'static with shadow stacks' 'status 3, kernel 5' \
	 'features_locked:.*shstk.* ibt'
else
  subject '' -- ibt-subject features
  expect 0 'without shadow stacks' 'features:.*ibt' 'features_locked:.*ibt'
fi

# A program that gains privileges asks nobody.
if [ "$(id -u)" = 0 ] && [ -z "$prefix" ]; then
  secure=$(mktemp -d)
  trap 'rm -rf "$output" "$secure"' EXIT
  chmod 755 "$secure"
  cp ibt-subject "$secure/"
  chmod 4755 "$secure/ibt-subject"
  GLIBC_TUNABLES=glibc.cpu.x86_ibt=off:rampart.rtld.report=1:rampart.ibt.seal=1 \
    setpriv --reuid=65534 --clear-groups "$secure/ibt-subject" > "$output" 2>&1
  expect 0 'setuid' 'status 3, kernel 5, own code denied' \
	 '!rampart: object .*/ibt-subject:'
fi

list '' ibt-subject
expect 0 'list' '!status' 'libc\.so\.6 => ' \
       'ibt-subject: IBT yes, .* clean, .* the program$' \
       'IBT would be on; 0 of 4 objects legacy;'
list '' ibt-subject-mixed
expect 0 'list, mixed' 'IBT would be on; 1 of 5 objects legacy;' \
       'mod-legacy\.so: .*, needed by .*/ibt-subject-mixed$'
list '' ibt-subject-legacy
expect 0 'list, legacy' 'IBT would be off: executable-legacy'
list rampart.ibt.legacy=refuse ibt-subject-mixed
expect 0 'list, refused' 'the program would be refused: legacy-refused'
list rampart.ibt.legacy=refuse:glibc.cpu.x86_ibt=off ibt-subject-mixed
expect 0 'list, off' 'IBT would be off: tunable-off'

# The libc that the module needs is another than the one that is linked in.
subject '' LD_LIBRARY_PATH="$objects/..:$objects" -- ibt-subject-static \
	dlopen ./tst-ibt-mod-clean.so dlopen ./tst-ibt-mod-legacy.so
expect 0 'static, dlopen' 'status 3,' 'dlopen: status 3, its code denied' \
       'dlopen: status 7, its code allowed' \
       'libc\.so\.6: IBT yes, .*, needed by \./tst-ibt-mod-clean\.so$' \
       'mod-legacy\.so: .* legacy .*, opened by'
subject glibc.cpu.x86_ibt=on LD_LIBRARY_PATH="$objects/..:$objects" \
	-- ibt-subject-legacy-static dlopen ./tst-ibt-mod-clean.so
expect 0 'static and mixed, dlopen' 'status 7,' \
       'dlopen: status 7, its code denied'

[ "$failures" = 0 ]
