# Give the PLT of a program BND prefixes, as ld -z bndplt did before 2.40.
# This file is part of Rampart.  LGPL 2.1 or later; see COPYING.LIB.
#
# mpx-lazy-plt.py OBJDUMP PROGRAM
# The program has to be linked with -z ibtplt: its PLT entries are padded.  It
# is changed in place, and removed if that fails.

import os
import re
import struct
import subprocess
import sys

import glibcelf

SIZE = 16
BND = b'\xf2'
# The entry to the resolver, an entry that goes there, and one of .plt.sec:
# what stays, the branch, its displacement, and padding less than before.
ENTRIES = [
    (rb'(\xff\x35.{4})(\xff\x25)(.{4})\x0f\x1f\x40\x00', b'\x0f\x1f\x00'),
    (rb'(\xf3\x0f\x1e\xfa\x68.{4})(\xe9)(.{4})\x66\x90', b'\x90'),
    (rb'(\xf3\x0f\x1e\xfa)(\xff\x25)(.{4})\x66\x0f\x1f\x44\x00\x00',
     b'\x0f\x1f\x44\x00\x00'),
]


def with_prefix(entry):
    for pattern, padding in ENTRIES:
        if match := re.fullmatch(pattern, entry, re.DOTALL):
            before, branch, displacement = match.groups()
            # From the end of the branch, which is a byte later.
            target, = struct.unpack('<i', displacement)
            displacement = struct.pack('<i', target - 1)
            return before + BND + branch + displacement + padding
    sys.exit(f'error: not a PLT entry that is known: {entry.hex(" ")}')


def prefix(path):
    """Return the number of entries."""
    with open(path, 'r+b') as file:
        count = 0
        for section in glibcelf.Image(file.read()).shdrs():
            if section.sh_name in (b'.plt', b'.plt.sec'):
                for place in range(section.sh_offset,
                                   section.sh_offset + section.sh_size, SIZE):
                    file.seek(place)
                    entry = with_prefix(file.read(SIZE))
                    file.seek(place)
                    file.write(entry)
                    count += 1
    return count


def check(objdump, path, count):
    """Each entry has one branch, which is with the prefix."""
    code = subprocess.run([objdump, '-d', '-j.plt', '-j.plt.sec', path],
                          check=True, capture_output=True, text=True).stdout
    branches = re.findall(r'\t(\w+ )?jmp\s', code)
    if not count or branches != count * ['bnd ']:
        sys.exit(f'error: {count} entries should have the prefix:\n{code}')


objdump, program = sys.argv[1:]
try:
    check(objdump, program, prefix(program))
except BaseException:
    os.unlink(program)
    raise
