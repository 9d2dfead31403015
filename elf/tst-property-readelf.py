# readelf, the reader of property_note.py and the loader's parser agree.
# This file is part of Rampart, an add-on for the GNU C Library.
#
# Rampart is free software; you can redistribute it and/or modify it
# under the terms of the GNU Lesser General Public License as published
# by the Free Software Foundation; either version 2.1 of the License, or
# (at your option) any later version.  It comes WITHOUT ANY WARRANTY; see
# the file COPYING.LIB.

"""On well-formed notes: those of the samples, and of copies with other
properties in their place."""

import argparse
import itertools
import os
import re
import subprocess
import sys

import property_note
from property_note import note, prop, word

BITS = ((property_note.IBT, 'IBT'), (property_note.SHSTK, 'SHSTK'))

# What may stand beside the features, in ascending order around them.
BEFORE = (prop(property_note.STACK_SIZE, bytes((0, 16)) + bytes(6)),
          prop(property_note.NO_COPY_ON_PROTECTED, b''),
          prop(property_note.NEEDED_1, word(1)))
BEHIND = (prop(property_note.ISA_1_NEEDED, word(1)),
          prop(property_note.ISA_1_USED, word(3)))


def subsets(items):
    return itertools.chain.from_iterable(
        itertools.combinations(items, size) for size in range(len(items) + 1))


def descriptors():
    for before, behind, features in itertools.product(
            subsets(BEFORE), subsets(BEHIND), (None, 0, 1, 2, 3)):
        feature = ([] if features is None
                   else [prop(property_note.FEATURE_1_AND, word(features))])
        result = b''.join([*before, *feature, *behind])
        if result:
            yield result


def variants(sample):
    """Copies of SAMPLE without sections, which readelf would go by, and
    without the notes of other alignments, which are overwritten."""
    place = property_note.room(sample)
    for descriptor in descriptors():
        data = note(descriptor)
        if len(data) <= place[1]:
            copy = bytearray(sample)
            property_note.put_notes(copy, place, data)
            for header in property_note.note_headers(copy):
                if header.get('align') != 8:
                    header.set('type', property_note.PT_NULL)
            copy[40:48] = bytes(8)
            copy[60:64] = bytes(4)
            yield copy


def answers(command, text=None):
    """What COMMAND says about files, one after the other."""
    return subprocess.run(command, input=text, stdout=subprocess.PIPE,
                          text=True, errors='replace', check=True,
                          env={**os.environ, 'LC_ALL': 'C'}).stdout


def readelf_bits(options, paths):
    """The feature bits that readelf prints for each of PATHS."""
    output = answers([options.readelf, '--wide', '--notes', *paths])
    for part in re.split(r'^File: .*\n', output, flags=re.M)[1:]:
        if 'NT_GNU_PROPERTY_TYPE_0' not in part or '<corrupt' in part:
            yield None
            continue
        features = re.findall(r'x86 feature: (.*)', part)
        names = re.split(r'[,\s]+', features[0]) if features else ()
        yield sum(bit for bit, name in BITS if name in names)


def parser_bits(options, paths):
    prefix = ([options.loader, '--library-path', options.library_path]
              if options.library_path else [])
    output = answers([*prefix, options.parser],
                     ''.join(path + '\n' for path in paths))
    for line in output.splitlines():
        reason, features, *_ = line.split()
        yield int(features, 16) if reason == 'none' else None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--readelf', default='readelf')
    parser.add_argument('--parser', required=True, help='property-note-file')
    parser.add_argument('--loader')
    parser.add_argument('--library-path', help='have the loader start it')
    parser.add_argument('--scratch', required=True,
                        help='folder for the files')
    parser.add_argument('samples', nargs='+')
    options = parser.parse_args()

    os.makedirs(options.scratch, exist_ok=True)
    paths = []
    expected = []
    for name in options.samples:
        with open(name, 'rb') as stream:
            sample = bytearray(stream.read())
        for file in (sample, *variants(sample)):
            paths.append(os.path.join(options.scratch,
                                      f'variant-{len(paths)}'))
            with open(paths[-1], 'wb') as stream:
                stream.write(file)
            verdict = property_note.read(file)
            expected.append(verdict.feature_1_and
                            if verdict.reason == 'none' else None)

    wrong = 0
    for who, found in (('readelf', list(readelf_bits(options, paths))),
                       ('the parser', list(parser_bits(options, paths)))):
        assert len(found) == len(paths), who
        for path, one, other in zip(paths, found, expected):
            if one is None or one != other:
                print(f'error: {path}: {who} found {one}, expected {other}')
                wrong += 1
    if wrong == 0:
        for path in paths:
            os.unlink(path)
    print(f'{len(paths)} files, {wrong} disagreements')
    # The samples are what the variants are of, and few variants prove little.
    return 1 if wrong or len(paths) < 100 else 0


if __name__ == '__main__':
    sys.exit(main())
