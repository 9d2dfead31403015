"""What a lane is, and the lists of its tests."""

import re
from dataclasses import dataclass, field

# Where a feature is to be had: the emulator, its processor and how many, the
# kernel, the memory in MiB, and what of it the guest must show.
FEATURES = {
    'pku': dict(emulator='qemu', cpu='max', processors='2', kernel='stock',
                memory='1024', flags='pku ospke xstate:9'),
    'mpx': dict(emulator='qemu', cpu='max,-la57,vendor=GenuineIntel',
                processors='2', kernel='companion', memory='3072',
                flags='mpx xstate:3 xstate:4'),
    # Two processors of Bochs take turns, and more than twice the time.
    'ibt': dict(emulator='bochs', cpu='tigerlake', processors='1',
                kernel='companion', memory='512',
                flags='user_shstk xstate:11'),
}
# As scripts/inside/build-kernel builds them and scripts/debian12-kernel gets
# it, and what they add to that.
KERNELS = {'stock': {}, 'companion': {'ibt': 'user_ibt'},
           'debug': {'ibt': 'user_ibt'}, 'debian12': {}}

DIRECTIVES = ('feature', 'cpu', 'accel', 'icount', 'processors', 'kernel',
              'append', 'memory', 'flags', 'timeout', 'prefix', 'objects',
              'files', 'environment')

# In a folder where it may write.  It wants to switch IBT on itself.
KERNEL_TEST = ('exec env GLIBC_TUNABLES=glibc.cpu.x86_ibt=off {environment} '
               '"{program}"')
# As glibc's own makefiles run it.
GLIBC_TEST = ('cd "$objects/{folder}" && '
              'exec env GCONV_PATH="$objects/iconvdata" '
              'LOCPATH="$objects/localedata" LC_ALL=C {environment} '
              '"{program}"')


class Mistake(Exception):
    """Something that whoever called has to put right."""


@dataclass
class Test:
    name: str                   # As in the verdict.
    command: str                # For bash.
    program: str | None = None  # The file that it runs.


@dataclass
class Lane:
    feature: str
    emulator: str
    cpu: str
    accel: str
    icount: str
    processors: int
    kernel: str
    append: str
    memory: int
    flags: list
    timeout: int
    prefix: str
    objects: str
    environment: str            # Of tests of glibc and the kernel.
    files: list = field(default_factory=list)
    tests: list = field(default_factory=list)


def make(settings):
    """A lane without tests from a dictionary of directives; what it leaves
    open is the feature's default."""
    feature = settings.get('feature')
    if feature not in FEATURES:
        known = ', '.join(FEATURES)
        raise Mistake(f"unknown feature '{feature}' (known: {known})" if feature
                      else f'no feature is named (known: {known})')
    merged = dict(accel='', icount='', timeout='60', append='', prefix='',
                  objects='addon', files='', environment='')
    merged |= FEATURES[feature]
    kernel = settings.get('kernel', merged['kernel'])
    if kernel not in KERNELS:
        raise Mistake(f"unknown kernel '{kernel}' (known: "
                      f"{', '.join(KERNELS)})")
    if kernel == 'debian12' and merged['emulator'] != 'qemu':
        raise Mistake("kernel 'debian12' finds no disk in the emulator of "
                      f'{feature}')
    merged['flags'] += ' ' + KERNELS[kernel].get(feature, '')
    merged |= settings
    for number in 'processors', 'memory', 'timeout':
        if not re.fullmatch('[1-9][0-9]*', merged[number]):
            raise Mistake(f"{number} is no positive number: '{merged[number]}'")
        merged[number] = int(merged[number])
    for words in 'accel', 'icount':
        if merged[words] and merged['emulator'] != 'qemu':
            raise Mistake(f"the emulator of {feature} has no {words}")
    for several in 'flags', 'files':
        merged[several] = merged[several].split()
    return Lane(**merged)


def parse(text, options):
    """The lane of a list.  Directives stand in comments, '# KEY: VALUE', and
    OPTIONS win over them.  The other lines are

      SUBDIR/TEST [VARIABLE=VALUE...]  glibc's test of that name
      kernel/TEST [VARIABLE=VALUE...]  the kernel's selftest of that name
      NAME: COMMAND                    success is the command's status 0
    """
    settings, lines = {}, []
    for number, line in enumerate(text.splitlines(), 1):
        directive = re.fullmatch(r'#\s*(\w+):\s*(.*?)\s*', line)
        if directive and directive[1] in DIRECTIVES:
            key, value = directive.groups()
            # Files may take several lines.
            if key == 'files' and key in settings:
                value = settings[key] + ' ' + value
            settings[key] = value
        elif line.strip() and not line.startswith('#'):
            lines.append((number, line.strip()))
    lane = make(settings | options)
    for number, line in lines:
        lane.tests.append(test(lane, number, line))
    names = [test.name for test in lane.tests]
    for name in names:
        if names.count(name) > 1:
            raise Mistake(f'the list names {name} twice')
    if not lane.tests:
        raise Mistake('the list names no test')
    return lane


def test(lane, number, line):
    name = r'[A-Za-z0-9_.+/-]+'
    prefix = lane.prefix and lane.prefix + '/'
    if match := re.fullmatch(rf'({name}):\s+(.+)', line):
        return Test(prefix + match[1], match[2])
    if match := re.fullmatch(rf'({name}/{name})((?:\s+\w+=\S*)*)', line):
        folder, _, base = match[1].rpartition('/')
        if folder == 'kernel':
            command, program = KERNEL_TEST, f'$selftests/{base}'
        else:
            command, program = GLIBC_TEST, f'$objects/{match[1]}'
        # Quoted so that $objects and $source may stand in a value.
        words = f'{lane.environment} {match[2]}'.strip()
        environment = re.sub(r'=(\S*)', r'="\1"', words)
        return Test(prefix + match[1],
                    command.format(folder=folder, program=program,
                                   environment=environment), program)
    raise Mistake(f'line {number} of the list is neither a test of glibc or of '
                  f"the kernel nor 'NAME: COMMAND': '{line}'")
