"""One boot of a guest, from the lane to the records."""

import re
import shutil
import string
import tempfile
from pathlib import Path
from typing import NamedTuple

import disk
import emulator
import job
import lane as lanes
import proof
import records

# What a boot or a power-off may take, in seconds.
BOOT = {'qemu': 60, 'bochs': 120}


class Outcome(NamedTuple):
    records: dict       # Of the tests that came to their end, by number.
    unproved: str       # Why nothing of this counts, or None.
    trouble: str        # Why there are no more records, or None.
    console: list       # The last lines of the kernel or of the emulator.


def boot(lane, base, system, factor):
    scratch = Path(tempfile.mkdtemp(prefix='guest.'))
    try:
        return attempt(lane, Path(base), system, factor, scratch)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def attempt(lane, base, system, factor, scratch):
    on_disk = lane.emulator == 'bochs'
    timeout = lane.timeout * factor
    settings = {'system': system.relative_to(emulator.BUILD),
                'files': 'disk' if on_disk else '9p',
                'timeout': timeout, 'linger': 1 if on_disk else 0}
    variables = {'base': base, 'source': base / 'source',
                 'objects': base / lane.objects,
                 'selftests': base / 'selftests', 'TIMEOUTFACTOR': 2 * factor}
    modules = emulator.kernel(lane).parent / 'modules'
    initrd = job.initramfs(lane.tests, settings, variables, modules, scratch)
    if on_disk:
        disk.make(system, files(lane, variables), scratch)

    # A boot, a test's time, the end: nothing is silent for longer.
    limit = BOOT[lane.emulator] * factor + timeout
    trouble = emulator.run(lane, initrd, scratch, limit)
    found, damage = records.parse(read(scratch / 'reports'))
    if not damage and len(found) != len(lane.tests) + 1:
        damage = f'there are {len(found)} reports'
    if damage:
        trouble = f'{trouble}; {damage}' if trouble else damage
    facts = found.pop(0, None)
    unproved = facts and proof.missing(lane.flags, facts.output)
    return Outcome(found, unproved, trouble, last_words(scratch))


def files(lane, variables):
    """What of the build folder a guest without 9p gets to see."""
    programs = [test.program for test in lane.tests if test.program]
    for pattern in programs + lane.files:
        pattern = string.Template(pattern).safe_substitute(variables)
        found = list(Path('/').glob(pattern.lstrip('/')))
        if not found:
            raise lanes.Mistake(f'there is no file {pattern}')
        yield from found


def last_words(scratch):
    """The end of the console's log, from the panic on if there was one; of a
    guest that never got there, what the emulator said."""
    text = read(scratch / 'console') or read(scratch / 'messages')
    lines = [line for line in text.decode(errors='replace').splitlines()
             if not re.match(r'\d+i\[', line)]      # Bochs on its way.
    panics = [n for n, line in enumerate(lines) if 'Kernel panic' in line]
    return lines[min(panics + [len(lines) - 20]) if len(lines) > 20 else 0:]


def read(file):
    return file.read_bytes() if file.exists() else b''
