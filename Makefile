# Rampart: make help.

MAKEFLAGS += --no-print-directory --no-builtin-rules
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

# Only what builds has to be configured.
ifneq ($(filter-out help clean distclean,$(or $(MAKECMDGOALS),help)),)
include config.mk
endif

export BASE BUILD JOBS
# As it was typed: a $ in a command is the shell's.
override export CMD := $(value CMD)
STEP = scripts/step

# What a command that fails gets said; make's own status is 2 then.
SAY_STATUS = || { status=$$?; \
  echo "rampart: the command ended with status $$status" >&2; exit $$status; }

.PHONY: help all demo run check soak check-fast check-guest guest baseline \
  bench lint root source pristine kernel clean distclean want-cmd want-feature \
  want-lane

help:
	@sed -n 's/^#: \{0,1\}//p' Makefile

#: Rampart, an add-on for glibc on x86-64 Linux.
#:
#: make demo                  build, and show it at work on real programs
#: make all                   build glibc with the add-on
#: make run CMD='...'         run a program of Debian 13 on the add-on's libc
#: make guest FEATURE=F CMD='...'
#:                            run it in a machine that has F: pku, mpx, ibt
#: make check                 all tests; the last line counts them
#: make check LANE=L          those of one lane: host, pku, mpx, ibt
#: make check LANE=unit       the add-on's own tests and the check of the ABI
#: make check LANE=debug      the companion kernel's tests, with KASAN and its
#:                            like; slow, and not among the others
#: make soak                  races that the lane pku looks for, for half an hour
#: make check-fast            the inner loop: the lanes unit and pku
#: make check-guest           the lanes that run in guests
#: make bench                 figures, the add-on against pristine glibc
#: make baseline              record pristine glibc's verdicts
#: make lint                  shellcheck and glibc's own lint
#: make clean                 remove the builds, keep the Debian root
#: make distclean             remove the whole build folder
#:
#: Variables: BASE (glibc version), BUILD (build folder), JOBS; see
#: ./configure --help.  In all of them, an interrupted call is resumed by the
#: next one.

config.mk:
	@./configure

root: config.mk
	@$(STEP) 'Debian 13 root' root scripts/root

source: root
	@$(STEP) 'source of glibc $(BASE) with the add-on laid in' source-$(BASE) \
	  scripts/source

all: source
	@$(STEP) 'glibc $(BASE) with the add-on' addon-$(BASE) \
	  scripts/enter -- scripts/inside/build-glibc addon
	@$(STEP) 'its installation as a system' system-$(BASE) \
	  scripts/enter -- scripts/inside/install-system
	@scripts/drift-check || true

demo: all kernel
	@scripts/demo

# One program on the add-on's libc, in a system of which it is the libc.
run: want-cmd all
	@scripts/enter --system -- bash -c "$$CMD" $(SAY_STATUS)

# Debian's kernel, the one that does its part for IBT and MPX, and Debian 12's,
# which is older.
kernel: root
	@$(STEP) 'guest kernel' kernel \
	  scripts/enter -- scripts/inside/build-kernel stock
	@$(STEP) 'guest kernel with the patches of kernel/' kernel-companion \
	  scripts/enter -- scripts/inside/build-kernel companion
	@$(STEP) 'guest kernel of Debian 12' kernel-debian12 \
	  scripts/debian12-kernel

# The companion with all that finds mistakes in it.
kernel-debug: kernel
	@$(STEP) 'guest kernel that finds its own mistakes' kernel-debug \
	  scripts/enter -- scripts/inside/build-kernel debug

guest: want-feature want-cmd all kernel
	@scripts/guest --feature "$(FEATURE)" -- bash -c "$$CMD" $(SAY_STATUS)

check: want-lane all kernel $(if $(filter debug,$(LANE)),kernel-debug)
	@scripts/check $(LANE)

soak: all kernel
	@scripts/check soak

check-fast: all kernel
	@scripts/check fast

check-guest: all kernel
	@scripts/check guest

pristine: source
	@$(STEP) 'pristine glibc $(BASE)' pristine-$(BASE) \
	  scripts/enter -- scripts/inside/build-glibc pristine

baseline: pristine
	@$(STEP) "the verdicts of pristine glibc $(BASE)" baseline-$(BASE) \
	  scripts/baseline-record

bench: all pristine kernel
	@scripts/bench

lint: root
	@scripts/enter -- scripts/inside/lint

# Asked before anything is built.
want-cmd:
	@test -n "$$CMD" || { echo "rampart: CMD='...' is missing" >&2; exit 2; }
want-feature:
	@case "$(FEATURE)" in pku|mpx|ibt) ;; *) \
	  echo "rampart: unknown FEATURE '$(FEATURE)' (known: pku, mpx, ibt)" >&2; \
	  exit 2 ;; esac
want-lane:
	@scripts/check --verify $(LANE)

clean:
	@scripts/clean
distclean:
	@scripts/clean --all
