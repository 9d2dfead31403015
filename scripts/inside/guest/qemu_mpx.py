"""A QEMU that finds the bounds directory of MPX where it is.

Of BNDCFGU, bits 63:12 are bits 63:12 of the directory's address.  In 64-bit
mode QEMU (7.2, 10.0, 11.1: lookup_bte64 of target/i386/tcg/mpx_helper.c) drops
the lower 20 bits instead of 12 before it shifts by 12 to the left, so that
bndldx and bndstx look at another page.  In the compiled function that is the
count of one shift.  A private copy of the program has it right.
"""

import hashlib
import os
import re
import sys
from pathlib import Path

WRONG, RIGHT = 20, 12
# The directory's index times the size of an entry: 28 bits above 3.
INDEX_MASK = (0x7ffffff8).to_bytes(4, 'little')
# What lies between the shift and that mask, at most.
REACH = 40


class NotFound(Exception):
    """The code is not what it was when this was written."""


def shifts(image):
    """Yield the places of the counts by which BNDCFGU is shifted to the right:
    before the mask, `shr $COUNT, %REG', then `shl $12' of the same."""
    for mask in re.finditer(re.escape(INDEX_MASK), image):
        start = max(0, mask.start() - REACH)
        for right in re.finditer(rb'\x48\xc1([\xe8-\xef])([\x0c\x14])',
                                 image[start:mask.start()]):
            left = bytes((0x48, 0xc1, right[1][0] - 8, 12))
            place = start + right.start(2)
            if left in image[place:place + REACH]:
                yield place


def mended(image):
    """IMAGE with the right count, or None if it has that."""
    places = set(shifts(image))
    if len(places) != 1:
        raise NotFound("QEMU's shift of the bounds directory's base was "
                       f'expected once and found {len(places)} times')
    place = places.pop()
    if image[place] == RIGHT:
        return None
    return image[:place] + bytes((RIGHT,)) + image[place + 1:]


def copy_of(program, folder):
    """The path of a QEMU that is right: PROGRAM, or a copy in FOLDER, which is
    made once per PROGRAM."""
    image = Path(program).read_bytes()
    digest = hashlib.sha256(image).hexdigest()
    copy = folder / f'qemu-mpx-{digest[:16]}'
    if copy.exists():
        return str(copy)
    new = mended(image)
    if new is None:
        return program
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob('qemu-mpx-*'):
        old.unlink()
    temporary = folder / f'new-qemu-mpx-{os.getpid()}'
    temporary.write_bytes(new)
    temporary.chmod(0o755)
    temporary.rename(copy)
    return str(copy)


def main():
    """For the scripts' own tests: say what would be done with a file."""
    try:
        new = mended(Path(sys.argv[1]).read_bytes())
    except NotFound as problem:
        sys.exit(f'rampart: {problem}')
    print('right' if new is None else 'mended')


if __name__ == '__main__':
    main()
