# The rules of property-note.h for files, and files to try them on.
# This file is part of Rampart, an add-on for the GNU C Library.
#
# Rampart is free software; you can redistribute it and/or modify it
# under the terms of the GNU Lesser General Public License as published
# by the Free Software Foundation; either version 2.1 of the License, or
# (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
# the file COPYING.LIB.

"""The reader shares nothing with the loader's: it reads files instead of
memory, and its numbers do not overflow."""

import dataclasses
import struct

PT_NULL, PT_LOAD, PT_NOTE, PT_GNU_PROPERTY = 0, 1, 4, 0x6474e553
PF_W, PF_R = 2, 4

STACK_SIZE, NO_COPY_ON_PROTECTED = 1, 2
NEEDED_1 = 0xb0008000
FEATURE_1_AND = 0xc0000002
ISA_1_NEEDED, ISA_1_USED = 0xc0008002, 0xc0010002
MPX = 0xc0008042
IBT, SHSTK = 1, 2


class Malformed(Exception):
    """Its argument is the name of the reason."""


class Header:
    """One program header, which changes with the file that it is part of."""
    FIELDS = {'type': (0, 'I'), 'flags': (4, 'I'), 'offset': (8, 'Q'),
              'vaddr': (16, 'Q'), 'filesz': (32, 'Q'), 'memsz': (40, 'Q'),
              'align': (48, 'Q')}

    def __init__(self, file, position):
        self.file = file
        self.position = position

    def get(self, field):
        place, code = self.FIELDS[field]
        return struct.unpack_from('<' + code, self.file,
                                  self.position + place)[0]

    def set(self, field, value):
        place, code = self.FIELDS[field]
        struct.pack_into('<' + code, self.file, self.position + place,
                         value % (1 << 8 * struct.calcsize(code)))


def headers(file):
    """The program headers of FILE, a bytearray."""
    start, = struct.unpack_from('<Q', file, 32)
    size, count = struct.unpack_from('<HH', file, 54)
    return [Header(file, start + i * size) for i in range(count)]


def up(number):
    """NUMBER rounded up to a multiple of 8."""
    return -(-number // 8) * 8


# The reader.

@dataclasses.dataclass
class Verdict:
    reason: str = 'none'
    feature_1_and: int = 0
    isa_1_needed: int = 0
    needed_1: int = 0
    mpx: int = 0
    # Whether what was read can have been written to when the loader reads it.
    writable: bool = False


def contents(segment, loads):
    """The bytes of SEGMENT, and whether they are writable."""
    offset, vaddr = segment.get('offset'), segment.get('vaddr')
    filesz = segment.get('filesz')
    if segment.get('align') != 8 or vaddr % 8 != 0:
        raise Malformed('note-misaligned')
    for load in loads:
        start = load.get('vaddr')
        if (start <= vaddr and vaddr + filesz <= start + load.get('filesz')
                and offset - load.get('offset') == vaddr - start):
            break
    else:
        raise Malformed('note-out-of-segment')
    if (filesz != segment.get('memsz')
            or segment.get('type') == PT_GNU_PROPERTY and filesz == 0):
        raise Malformed('note-truncated')
    return (bytes(segment.file[offset:offset + filesz]),
            load.get('flags') & PF_W != 0)


def notes(data):
    """Type, name and descriptor of each note in DATA."""
    while data:
        if len(data) < 12:
            raise Malformed('note-truncated')
        namesz, descsz, kind = struct.unpack('<III', data[:12])
        descriptor = up(12 + namesz)
        if descriptor + descsz > len(data):
            raise Malformed('note-truncated')
        yield (kind, data[12:12 + namesz],
               data[descriptor:descriptor + descsz])
        data = data[up(descriptor + descsz):]


def properties(descriptor):
    """Type and data of each property in DESCRIPTOR."""
    if len(descriptor) < 8 or len(descriptor) % 8 != 0:
        raise Malformed('descsz-wrong')
    before = -1
    while descriptor:
        kind, datasz = struct.unpack('<II', descriptor[:8])
        if kind <= before:
            raise Malformed('order')
        before = kind
        if 8 + up(datasz) > len(descriptor):
            raise Malformed('datasz-wrong')
        yield kind, descriptor[8:8 + datasz]
        descriptor = descriptor[8 + up(datasz):]


def judge(file, verdict):
    every = headers(file)
    loads = [h for h in every
             if h.get('type') == PT_LOAD and h.get('flags') & PF_R]
    segments = [h for h in every if h.get('type') == PT_GNU_PROPERTY]
    if len(segments) > 1:
        raise Malformed('note-duplicate')
    if not segments:
        segments = [h for h in every
                    if h.get('type') == PT_NOTE and h.get('align') == 8]
    words = None
    for segment in segments:
        data, writable = contents(segment, loads)
        verdict.writable |= writable
        for kind, name, descriptor in notes(data):
            if kind != 5 or name != b'GNU\0':
                continue
            if words is not None:
                raise Malformed('note-duplicate')
            words = {NEEDED_1: 0, FEATURE_1_AND: 0, ISA_1_NEEDED: 0, MPX: 0}
            for kind, value in properties(descriptor):
                if kind in words:
                    if len(value) != 4:
                        raise Malformed('datasz-wrong')
                    words[kind], = struct.unpack('<I', value)
    if words is None:
        raise Malformed('note-absent')
    verdict.feature_1_and = words[FEATURE_1_AND]
    verdict.isa_1_needed = words[ISA_1_NEEDED]
    verdict.needed_1 = words[NEEDED_1]
    verdict.mpx = words[MPX]


def read(file):
    """The verdict on FILE, a bytearray."""
    verdict = Verdict()
    try:
        judge(file, verdict)
    except Malformed as malformed:
        verdict.reason, = malformed.args
    return verdict


# Files to try.

def note(descriptor, kind=5, name=b'GNU\0'):
    header = struct.pack('<III', len(name), len(descriptor), kind) + name
    return header.ljust(up(len(header)), b'\0') + descriptor


def prop(kind, data):
    return (struct.pack('<II', kind, len(data))
            + data.ljust(up(len(data)), b'\0'))


def word(value):
    return struct.pack('<I', value)


def note_headers(file):
    """The headers that lead to notes."""
    return [h for h in headers(file)
            if h.get('type') in (PT_NOTE, PT_GNU_PROPERTY)]


def without_property_segment(file):
    """A copy of FILE that has only the PT_NOTEs left."""
    copy = bytearray(file)
    for header in headers(copy):
        if header.get('type') == PT_GNU_PROPERTY:
            header.set('type', PT_NULL)
    return copy


def room(file):
    """Where in FILE the first notes of alignment 8 begin, and how many bytes
    from there on belong to notes."""
    spans = sorted((h.get('offset'), h.get('offset') + h.get('filesz'))
                   for h in note_headers(file))
    start = min(h.get('offset') for h in note_headers(file)
                if h.get('align') == 8)
    end = start
    for first, behind in spans:
        if start <= first <= end:
            end = max(end, behind)
    return start, end - start


def put_notes(file, place, data):
    """Let FILE have DATA for notes of alignment 8, as far as they fit into the
    PLACE that room has found, and all such segments lead there."""
    start, size = place
    data = data[:size]
    file[start:start + len(data)] = data
    for header in note_headers(file):
        if header.get('align') == 8:
            header.set('vaddr', header.get('vaddr') + start
                       - header.get('offset'))
            header.set('offset', start)
            header.set('filesz', len(data))
            header.set('memsz', len(data))
