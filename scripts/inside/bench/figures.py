"""The figures: what one run of a command costs.

Commands run in an empty environment, and without address space randomisation
as long as this process does.
"""

import os
import re
import subprocess
import tempfile
from time import perf_counter_ns


class Failure(Exception):
    """Why there are no figures, in a sentence."""


def run(command):
    done = subprocess.run(command, env={}, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True)
    if done.returncode:
        raise Failure(f'{" ".join(command)} has failed (status '
                      f'{done.returncode}): {done.stderr.strip()[-500:]}')


def output_of(tool, command):
    """What the TOOL, whose last word takes a file's name, writes there."""
    with tempfile.NamedTemporaryFile('r') as file:
        run([*tool[:-1], tool[-1] + file.name, *command])
        return file.read()


def count_once(command):
    # Debian's wrapper around valgrind.bin sets LD_LIBRARY_PATH.  libc writes
    # the number of a thread out, so it has to have as many digits each time.
    profile = output_of(['/usr/bin/unshare', '--pid', '--fork',
                         '/usr/bin/valgrind.bin', '-q', '--vgdb=no',
                         '--tool=callgrind', '--callgrind-out-file='],
                        command)
    return int(re.search(r'^totals: (\d+)$', profile, re.M)[1])


def instructions(command):
    """All of the process.  In a dynamic program that includes the loading of
    a small object that Valgrind preloads, the same in each variant."""
    first, second = count_once(command), count_once(command)
    if first != second:
        raise Failure(f'the instruction count of {" ".join(command)} is not '
                      f'reproducible: {first}, then {second}')
    return first


def calls(command):
    """The system calls, of one thread after the other, in order: a name, and
    the error of one that fails."""
    trace = output_of(['/usr/bin/strace', '-f', '-o'], command)
    found = re.findall(r'^(\d+) +(\w+)\(.*?(?: = -1 (E\w+) .*)?$', trace, re.M)
    return [' '.join(filter(None, call))
            for thread, *call in sorted(found, key=lambda line: int(line[0]))]


def system_calls(command):
    return len(calls(command))


def failed_calls(command):
    return sum(' ' in call for call in calls(command))


def start(command):
    """The figures that the kernel and the clock have of a run.

    posix_spawn shares its memory with the new process until that is the
    program: it has no page faults of its own to begin with.
    """
    begin = perf_counter_ns()
    process = os.posix_spawn(command[0], command, {})
    _, status, usage = os.wait4(process, 0)
    end = perf_counter_ns()
    if status:
        raise Failure(f'{" ".join(command)} has failed (status {status:#x})')
    return {'page-faults': usage.ru_minflt,
            'microseconds': (end - begin) / 1000}
