# The loader against files whose property notes are damaged in every way.
# This file is part of Rampart, an add-on for the GNU C Library.
#
# Rampart is free software; you can redistribute it and/or modify it
# under the terms of the GNU Lesser General Public License as published
# by the Free Software Foundation; either version 2.1 of the License, or
# (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
# the file COPYING.LIB.

"""What the loader makes of each file has to agree with an independent reader,
and nothing may crash or hang.  The same seed makes the same files."""

import argparse
import collections
import multiprocessing
import os
import re
import select
import signal
import subprocess
import sys
import time

import property_note
from property_mutation import mutant, read_samples

LIMIT = 10                      # Seconds that a program may take.
CHUNK = 500                     # Files between two reports of a worker.
SHARE = 20                      # One in so many files is also run and opened.

# Running programs.

Outcome = collections.namedtuple('Outcome', 'crash status output')


def run(command, environment):
    """The outcome of COMMAND, whose standard error is the output."""
    reading, writing = os.pipe()
    actions = [(os.POSIX_SPAWN_OPEN, 0, '/dev/null', os.O_RDONLY, 0),
               (os.POSIX_SPAWN_OPEN, 1, '/dev/null', os.O_WRONLY, 0),
               (os.POSIX_SPAWN_DUP2, writing, 2)]
    process = os.posix_spawn(command[0], command, environment,
                             file_actions=actions)
    os.close(writing)
    output = b''
    end = time.monotonic() + LIMIT
    crash = None
    while True:
        left = end - time.monotonic()
        if left <= 0 or not select.select([reading], [], [], left)[0]:
            os.kill(process, signal.SIGKILL)
            crash = f'it ran for {LIMIT} seconds'
            break
        piece = os.read(reading, 1 << 16)
        if not piece:
            break
        output += piece
    os.close(reading)
    status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    if status < 0 and crash is None:
        crash = f'it died of {signal.Signals(-status).name}'
    return Outcome(crash, status, output.decode(errors='replace'))


class Failure(Exception):
    """Its argument says what was found and what was expected."""


def expect(found, expected, what):
    if found != expected:
        raise Failure(f'{what}: found {found}, expected {expected}')


def expect_end(outcome, what):
    if outcome.crash:
        raise Failure(f'{what}: {outcome.crash}')


class Parser:
    """A process of property-note-file, which answers name by name."""

    def __init__(self, command):
        self.command = command
        self.process = None

    def start(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True,
                                        bufsize=1)

    def check(self, path, verdict):
        if self.process is None:
            self.start()
        self.process.stdin.write(path + '\n')
        if not select.select([self.process.stdout], [], [], LIMIT)[0]:
            self.process.kill()
        answer = self.process.stdout.readline().split()
        if not answer:
            status = self.process.wait()
            self.process = None
            raise Failure(f'the parser ended with status {status}')
        reason, *words = answer
        expect(reason, verdict.reason, 'the parser')
        expect([int(w, 16) for w in words],
               [verdict.feature_1_and, verdict.isa_1_needed,
                verdict.needed_1, verdict.mpx], 'the words of the parser')


REPORT = re.compile(r'rampart: object (.*): IBT (yes|no), SHSTK (yes|no), '
                    r'(clean|legacy \((.*?)\))(?:,|$)')


def check_report(outcome, path, verdict):
    """The loader's line about PATH."""
    if outcome.status != 0 and verdict.isa_1_needed != 0:
        return                  # The CPU has not what the file asks for.
    expect(outcome.status, 0, 'status of --list')
    lines = [m for m in map(REPORT.match, outcome.output.splitlines())
             if m and m[1] == path]
    expect(len(lines), 1, 'lines of the report')
    ibt, shstk, judgement, reason = lines[0].groups()[1:]
    expected = verdict.reason
    if expected == 'none' and not verdict.feature_1_and & property_note.IBT:
        expected = 'ibt-bit-clear'
    # Relocations and the loader itself may have changed what is writable, but
    # it does not get better by that.
    if verdict.writable and expected != 'none' and judgement != 'clean':
        return
    expect(reason or 'none', expected, 'the report')
    for bit, answer in ((property_note.IBT, ibt),
                        (property_note.SHSTK, shstk)):
        expect(answer, 'yes' if verdict.feature_1_and & bit else 'no',
               'a bit of the report')


class Worker:
    def __init__(self, options, samples, number):
        self.options = options
        self.samples = samples
        self.path = os.path.join(options.scratch, f'mutant-{number}')
        prefix = ([options.loader, '--library-path', options.library_path]
                  if options.library_path else [])
        self.parser = options.parser and Parser([*prefix, options.parser])
        self.dlopen = options.dlopen and [*prefix, options.dlopen]
        self.environment = {'GLIBC_TUNABLES': 'rampart.rtld.report=1'}
        self.failures = []
        self.counts = collections.Counter()

    def fail(self, index, file, failure):
        kept = os.path.join(self.options.scratch, f'failed-{index}')
        with open(kept, 'wb') as stream:
            stream.write(file)
        self.failures.append(f'seed {self.options.seed}, index {index}: '
                             f'{failure} (kept as {kept})')
        self.counts['crashes'] += 'died of' in str(failure)

    def check(self, index, sample, file, verdict):
        with open(self.path, 'wb') as stream:
            stream.write(file)
        if self.parser:
            self.parser.check(self.path, verdict)
        loader = self.options.loader
        if not loader:
            return
        outcome = run([loader, '--list', self.path], self.environment)
        expect_end(outcome, '--list')
        if not self.options.loader_only_crashes:
            check_report(outcome, self.path, verdict)
        if index % SHARE == 0:
            expect_end(run([loader, '--verify', self.path], {}), '--verify')
            if sample.program:
                outcome = run([loader, self.path], {})
                expect_end(outcome, 'the program')
                if (verdict.isa_1_needed == 0
                        and not self.options.loader_only_crashes):
                    expect(outcome.status, 0, 'status of the program')

    def check_dlopen(self, files):
        """Open what is in FILES, index and contents and verdict, in a row."""
        while files:
            paths = []
            for index, file, _ in files:
                paths.append(f'{self.path}-{index}')
                with open(paths[-1], 'wb') as stream:
                    stream.write(file)
            with subprocess.Popen(self.dlopen, text=True,
                                  stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE) as process:
                try:
                    answers = process.communicate(
                        ''.join(p + '\n' for p in paths), LIMIT)[0]
                except subprocess.TimeoutExpired:
                    process.kill()
                    answers = process.communicate()[0]
            answers = answers.splitlines()
            for (index, file, verdict), answer in zip(files, answers):
                if (answer != 'loaded' and verdict.isa_1_needed == 0
                        and not self.options.loader_only_crashes):
                    self.fail(index, file, f'dlopen: {answer}')
            for path in paths:
                os.unlink(path)
            left = files[len(answers):]
            if left or process.returncode != 0:
                how = (signal.Signals(-process.returncode).name
                       if process.returncode < 0
                       else f'status {process.returncode}')
                # Where all are done, it is of the last, or of all.
                index, file, _ = left.pop(0) if left else files[-1]
                self.fail(index, file, f'dlopen: it died of {how}')
            files = left

    def work(self, indices):
        opened = []
        for index in indices:
            sample, file = mutant(self.samples, self.options.seed, index)
            verdict = property_note.read(file)
            self.counts[verdict.reason] += 1
            try:
                self.check(index, sample, file, verdict)
            except Failure as failure:
                self.fail(index, file, failure)
            if self.dlopen and index % SHARE == 0 and not sample.program:
                opened.append((index, file, verdict))
        self.check_dlopen(opened)
        if os.path.exists(self.path):
            os.unlink(self.path)


def work(job):
    options, samples, number, indices = job
    worker = Worker(options, samples, number)
    worker.work(indices)
    if worker.parser and worker.parser.process:
        worker.parser.process.communicate()
    return worker.failures, worker.counts


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--loader', help='asked about every file')
    parser.add_argument('--loader-only-crashes', action='store_true',
                        help='for a loader that writes no report')
    parser.add_argument('--parser', help='property-note-file, the same')
    parser.add_argument('--dlopen', help='property-note-dlopen')
    parser.add_argument('--library-path',
                        help='have the loader start the other two with it')
    parser.add_argument('--count', type=int, default=20000)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--only', type=int, help='one index')
    parser.add_argument('--jobs', type=int, default=os.cpu_count())
    parser.add_argument('--scratch', required=True,
                        help='folder for the files')
    parser.add_argument('samples', nargs='+')
    return parser.parse_args()


def main():
    options = arguments()
    os.makedirs(options.scratch, exist_ok=True)
    for name in os.listdir(options.scratch):
        if name.startswith(('failed-', 'mutant-')):
            os.unlink(os.path.join(options.scratch, name))
    samples = list(read_samples(options.samples))
    indices = (range(options.count) if options.only is None
               else range(options.only, options.only + 1))
    jobs = [(options, samples, i, indices[i:i + CHUNK])
            for i in range(0, len(indices), CHUNK)]
    failures = []
    counts = collections.Counter()
    start = time.monotonic()
    with multiprocessing.Pool(options.jobs) as pool:
        for some, more in pool.imap(work, jobs):
            for failure in some:
                print('error:', failure, flush=True)
            failures += some
            counts += more

    crashes = counts.pop('crashes', 0)
    print(f'{len(indices)} files of seed {options.seed} in '
          f'{time.monotonic() - start:.0f} s: '
          + ', '.join(f'{count} {reason}'
                      for reason, count in sorted(counts.items()))
          + f'; {crashes} crashes, {len(failures)} failures')
    # Each verdict has to be seen, or the mutations are not what they were.
    if options.only is None and options.count >= 1000:
        for reason in ('none', 'note-absent', 'note-out-of-segment',
                       'note-misaligned', 'note-truncated', 'note-duplicate',
                       'descsz-wrong', 'datasz-wrong', 'order'):
            if counts[reason] < options.count // 200:
                failures.append(reason)
                print(f'error: only {counts[reason]} files are {reason}')
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main())
