"""Run one command, or the tests of a list, in a guest.

Within the root: python3 guest (--list | --command) [--KEY VALUE...]
The list or the command is read from standard input.  The verdicts or the
command's output go to standard output, everything else to standard error.
"""

import argparse
import os
import sys
from pathlib import Path

import boot
import lane as lanes
import qemu_mpx

BUILD = Path('/rampart/build')
# The status where there is none of the command's own.
GUEST_DIED = 125
UNSUPPORTED = 77
KILLED = 137


def say(text):
    print(f'rampart: {text}', file=sys.stderr, flush=True)


def show(outcome):
    if outcome.trouble:
        say(f'the guest did not come to its end: {outcome.trouble}; the last '
            'lines of its console:')
        print(*outcome.console, sep='\n', file=sys.stderr)


def failure(record, outcome, limit):
    """Why a test has failed, or None."""
    if outcome.unproved:
        return outcome.unproved
    if record is None:
        return f'no report of this test: {outcome.trouble}'
    if record.status == KILLED and record.milliseconds >= limit * 1000 - 1000:
        return f'killed after {limit} seconds'
    if record.status == UNSUPPORTED:
        return 'status 77: unsupported in the guest that is there to support it'
    return f'status {record.status}' if record.status else None


def judge(lane, outcome, limit):
    """Yield name, output and reason of failure of each test, and of the boot
    as a whole: that the feature was live and the guest came to its end."""
    yield (f'{lane.prefix or lane.feature}/guest', b'',
           outcome.unproved or outcome.trouble)
    for number, test in enumerate(lane.tests, 1):
        record = outcome.records.get(number)
        yield (test.name, record.output if record else b'',
               failure(record, outcome, limit))


def run_list(lane, outcome, limit):
    show(outcome)
    verdicts = []
    for name, output, reason in judge(lane, outcome, limit):
        if reason:
            say(f'{name}: {reason}')
            output += f'rampart: {reason}\n'.encode()
        file = BUILD / f'results/guest/{lane.feature}/{name}.out'
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(output)
        verdicts.append(f'{"FAIL" if reason else "PASS"}: {name}')
    print(*verdicts, sep='\n')
    return int(any(verdict.startswith('FAIL') for verdict in verdicts))


def run_command(outcome):
    show(outcome)
    record = outcome.records.get(1)
    if outcome.unproved:
        say(outcome.unproved)
    if outcome.unproved or outcome.trouble or not record:
        return GUEST_DIED
    sys.stdout.buffer.write(record.output)
    return record.status


def main():
    parser = argparse.ArgumentParser(prog='guest', allow_abbrev=False)
    mode = parser.add_mutually_exclusive_group(required=True)
    mode.add_argument('--list', action='store_true')
    mode.add_argument('--command', action='store_true')
    for key in lanes.DIRECTIVES + ('system',):
        parser.add_argument(f'--{key}')
    arguments = {key: value
                 for key, value in vars(parser.parse_args()).items() if value}
    factor = int(os.environ.get('TIMEOUTFACTOR', '1'))
    base = BUILD / os.environ['BASE']
    system = BUILD / arguments.pop('system', base / 'system')
    is_list = arguments.pop('list', False)
    arguments.pop('command', False)
    text = sys.stdin.read()
    if is_list:
        lane = lanes.parse(text, arguments)
    else:
        lane = lanes.make({'timeout': '600'} | arguments)
        lane.tests.append(lanes.Test('command', text))
    if not system.is_dir():
        raise lanes.Mistake(f'there is no system in {system}')
    outcome = boot.boot(lane, base, system, factor)
    if is_list:
        return run_list(lane, outcome, lane.timeout * factor)
    return run_command(outcome)


try:
    sys.exit(main())
except (lanes.Mistake, qemu_mpx.NotFound) as mistake:
    say(mistake)
    sys.exit(2)
