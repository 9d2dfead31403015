"""Compare what programs cost with two glibc builds.

Within the root: setarch -R python3 bench --place PLACE --guest FILE
  --lists FOLDER --table FILE [--tsv FILE] BASELINE CANDIDATE

The last two are folders made by build-bench.  Without --tsv they hold the
same build, and a figure that is not noisy has to be the same in both.
"""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

import compare
import table
from figures import Failure
from programs import BENCHMARKS


def parse_arguments():
    parser = argparse.ArgumentParser(prog='bench', allow_abbrev=False)
    parser.add_argument('--place', required=True)
    for name in 'guest', 'lists', 'table':
        parser.add_argument(f'--{name}', type=Path, required=True)
    parser.add_argument('--tsv', type=Path)
    parser.add_argument('folders', type=Path, nargs=2)
    return parser.parse_args()


def measure(folders, arguments):
    """The rows of all benchmarks, and how the lists of calls differ."""
    rows = list(compare.guest_rows(arguments.guest, folders))
    differences = []
    for benchmark in BENCHMARKS:
        print(benchmark.name, flush=True)
        rows += compare.counted_rows(benchmark, folders, arguments.place)
        rows += compare.sampled_rows(benchmark, folders, arguments.place)
        differences += compare.list_calls(benchmark, folders, arguments.place,
                                          arguments.lists)
    return rows, differences


def expect_no_difference(rows):
    for row in rows:
        if not row.noisy and row.baseline != row.candidate:
            raise Failure(f'two copies of one build differ in the '
                          f'{row.figure} of {row.benchmark}')


def main():
    arguments = parse_arguments()
    # From a disk, the page faults depend on how the page cache came to hold
    # the files.
    memory = Path(tempfile.mkdtemp(dir='/dev/shm'))
    folders = [shutil.copytree(folder, memory / folder.name)
               for folder in arguments.folders]
    arguments.lists.mkdir(parents=True, exist_ok=True)

    rows, differences = measure(folders, arguments)
    text = table.text(rows, 'add-on' if arguments.tsv else folders[1].name)
    print(text, *differences, sep='\n')
    if not arguments.tsv:
        expect_no_difference(rows)
    arguments.table.write_text('\n'.join([text, *differences]))
    if arguments.tsv:
        new = arguments.tsv.with_suffix('.new')
        new.write_text(table.tsv(rows))
        new.rename(arguments.tsv)


try:
    main()
except Failure as failure:
    sys.exit(f'rampart: {failure}')
