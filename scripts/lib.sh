# Common ground of the scripts on the host side.  Sourced, never run.
# shellcheck shell=bash disable=SC2034 # What is set here is used there.
set -euo pipefail
export LC_ALL=C.UTF-8
# pivot_root and its like are not on the path of an ordinary user.
PATH=$PATH:/usr/sbin:/sbin

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# The bases that the add-on is known to build on; the first is the default.
# The Debian suites are searched in order for that version of glibc-source.
bases='2.41 2.43'
suite=trixie

# die SENTENCE [STATUS]: one clear sentence, and out.
die ()
{
  printf 'rampart: %s\n' "$1" >&2
  exit "${2:-1}"
}

# config NAME DEFAULT: what configure wrote into config.mk.
config ()
{
  local line
  line=$(sed -n "s/^$1 = //p" "$top/config.mk" 2>/dev/null || true)
  printf '%s' "${line:-$2}"
}

# The environment wins over config.mk, so that a make variable on the
# command line reaches the scripts.
base=${BASE:-$(config BASE "${bases%% *}")}
build=$(realpath -ms "${BUILD:-$(config BUILD "$top/build")}")
jobs=${JOBS:-$(config JOBS "$(nproc)")}
root=$build/root
work=$build/$base			# What depends on the base version.
# The same places as seen from within the root: see scripts/enter.
in_top=/rampart/checkout
in_build=/rampart/build
in_work=$in_build/$base
export BASE=$base BUILD=$build JOBS=$jobs

# need_space GIB: refuse to begin what cannot end.
need_space ()
{
  local free
  mkdir -p "$build" || die "cannot create the build folder $build"
  free=$(df -Pk "$build" | awk 'NR == 2 { print int ($4 / 1048576) }')
  [ "$free" -ge "$1" ] ||
    die "$build has $free GiB of free disk space, $1 GiB are needed"
}

# as_root COMMAND...: run as root, or as the root of a user namespace whose
# other identities are the caller's subordinate ones.
as_root ()
{
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    unshare --user --map-root-user --map-auto -- "$@"
  fi
}

# need_namespaces: without them there is no root folder to work in.
need_namespaces ()
{
  if [ "$(id -u)" -eq 0 ]; then
    unshare --mount --pid --fork true 2>/dev/null ||
      die 'this machine lets root create no mount and PID namespaces (a container without CAP_SYS_ADMIN?)'
  else
    command -v newuidmap > /dev/null ||
      die "newuidmap is missing, without which an ordinary user has no user namespace; ask root to run: apt-get install uidmap"
    { grep -q "^$(id -un):" /etc/subuid &&
	grep -q "^$(id -un):" /etc/subgid; } 2>/dev/null ||
      die "user $(id -un) has no subordinate ids in /etc/subuid and /etc/subgid (add them with usermod --add-subuids and --add-subgids), or run as root"
    unshare --user --map-root-user --map-auto --mount --pid --fork true \
	    2>/dev/null ||
      die 'this machine lets an ordinary user create no user namespaces (see sysctl user.max_user_namespaces and kernel.unprivileged_userns_clone), run as root instead'
  fi
}
