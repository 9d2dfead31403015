# Files whose property notes are damaged, made from good ones.
# This file is part of Rampart, an add-on for the GNU C Library.
#
# Rampart is free software; you can redistribute it and/or modify it
# under the terms of the GNU Lesser General Public License as published
# by the Free Software Foundation; either version 2.1 of the License, or
# (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
# the file COPYING.LIB.

"""Only notes, and the program headers that lead to them, are changed."""

import collections
import random
import struct

import property_note
from property_note import note, prop, word

INTERESTING = sorted(
    {(base + step) % (1 << 64)
     for base in (0, 1 << 12, 1 << 31, 1 << 32, 1 << 63, 0x3000)
     for step in (-8, -4, -1, 0, 1, 4, 8)}
    | {5, 11, 12, 16, 20, 24, 32, 0x554e47, (1 << 32) - 16})
TYPES = (0, 1, 2, 3, property_note.NEEDED_1, property_note.NEEDED_1 + 1,
         property_note.FEATURE_1_AND - 1, property_note.FEATURE_1_AND,
         property_note.FEATURE_1_AND + 1, property_note.ISA_1_NEEDED,
         property_note.MPX, property_note.ISA_1_USED, 0xe0000000,
         0xffffffff)


def changed(rng, old, bits):
    """Another number in the place of OLD."""
    kind = rng.randrange(4)
    if kind == 0:
        new = rng.choice(INTERESTING)
    elif kind == 1:
        new = old ^ 1 << rng.randrange(bits)
    elif kind == 2:
        new = old + rng.choice((-4096, -16, -8, -4, -1, 1, 4, 8, 16, 4096))
    else:
        new = old + rng.choice(INTERESTING)
    return new % (1 << bits)


def change_field(rng, file, room):
    header = rng.choice(property_note.note_headers(file))
    field = rng.choice(('offset', 'vaddr', 'filesz', 'memsz', 'align'))
    header.set(field, changed(rng, header.get(field), 64))


def move_segment(rng, file, room):
    """In file and memory alike; often into another segment."""
    header = rng.choice(property_note.note_headers(file))
    if rng.randrange(2):
        step = 8 * rng.randint(-20, 20)
        target = header
    else:
        target = rng.choice(property_note.headers(file))
        step = rng.choice((0, 8, 16, target.get('filesz') & -8))
    offset, vaddr = target.get('offset') + step, target.get('vaddr') + step
    header.set('offset', offset)
    header.set('vaddr', vaddr)


def resize_segment(rng, file, room):
    header = rng.choice(property_note.note_headers(file))
    size = changed(rng, header.get('filesz'), 64)
    header.set('filesz', size)
    header.set('memsz', size)


def realign_segment(rng, file, room):
    rng.choice(property_note.note_headers(file)).set('align',
                                                     rng.choice((4, 8)))


def change_word(rng, file, room):
    start, size = room
    places = range(start, start + size - 3, 4)
    if rng.randrange(4):
        # Not the padding.
        places = [p for p in places if any(file[p:p + 4])] or places
    place = rng.choice(places)
    old, = struct.unpack_from('<I', file, place)
    new = rng.choice(TYPES) if rng.randrange(4) == 0 else changed(rng, old, 32)
    struct.pack_into('<I', file, place, new)


def move_bytes(rng, file, room):
    """A property, a header or a note over another, or in exchange with it."""
    start, size = room
    length = rng.choice((8, 16, 32))
    one, other = (start + 8 * rng.randint(0, (size - length) // 8)
                  for _ in range(2))
    first, second = file[one:one + length], file[other:other + length]
    file[other:other + length] = first
    if rng.randrange(2) and abs(one - other) >= length:
        file[one:one + length] = second


def random_property(rng, kind):
    if kind in (property_note.FEATURE_1_AND, property_note.ISA_1_NEEDED,
                property_note.NEEDED_1, property_note.MPX):
        return prop(kind, word(rng.choice((0, 1, 1, 2, 3, 3, 1 << 31))))
    return prop(kind, bytes(rng.choice((0, 1, 4, 5, 8, 12))))


def random_notes(rng):
    """Mostly well-formed."""
    result = b''
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3))):
        if rng.randrange(4) == 0:
            result += note(bytes(8 * rng.randrange(3)), rng.choice((1, 4, 6)),
                           rng.choice((b'GNU\0', b'Rampart\0', b'')))
            continue
        kinds = rng.sample(TYPES, rng.choice((1, 1, 2, 2, 3, 4)))
        if rng.randrange(5):
            kinds.append(property_note.FEATURE_1_AND)
        if rng.randrange(10):
            kinds = sorted(set(kinds))
        descriptor = b''.join(random_property(rng, kind) for kind in kinds)
        if rng.randrange(10) == 0:
            descriptor = descriptor[:rng.randrange(len(descriptor))]
        result = result.ljust(property_note.up(len(result)), b'\0')
        result += note(descriptor)
    return result


def new_notes(rng, file, room):
    property_note.put_notes(file, room, random_notes(rng))


# What changes much comes first, so that the others change its outcome.
LARGE = (new_notes, move_segment)
SMALL = (change_field, resize_segment, realign_segment, change_word,
         change_word, change_word, move_bytes, move_segment)


def mutant(samples, seed, index):
    """File INDEX of SEED, and the sample that it comes from."""
    rng = random.Random(f'{seed}/{index}')
    sample = rng.choice(samples)
    file = bytearray(sample.file)
    changes = [rng.choice(SMALL) for _ in range(rng.choice((0, 1, 1, 2, 3)))]
    if not changes or rng.randrange(2):
        changes.insert(0, rng.choice(LARGE))
    for change in changes:
        change(rng, file, sample.room)
    return sample, file


# The room is where the notes are, whatever the headers say later.
Sample = collections.namedtuple('Sample', 'file room program')


def read_samples(names):
    """Each with PT_GNU_PROPERTY, and with PT_NOTE only."""
    for name in names:
        with open(name, 'rb') as stream:
            file = bytearray(stream.read())
        program = any(h.get('type') == 3 for h in property_note.headers(file))
        room = property_note.room(file)
        yield Sample(file, room, program)
        yield Sample(property_note.without_property_segment(file), room,
                     program)
