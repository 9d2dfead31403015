"""The figures of two builds side by side.

A build is the folder that build-bench has made; for the time of a
measurement it is mounted at the PLACE that its programs were linked for.
"""

import difflib
import random
import subprocess
from collections import defaultdict
from contextlib import contextmanager
from statistics import median

import figures
from table import Row

COUNTED = {
    'instructions': figures.instructions,
    'system-calls': figures.system_calls,
    'failed-calls': figures.failed_calls,
}
# The builds take turns, so that a machine that slows down slows both.
TURNS = 100
RUNS_PER_TURN = 3


@contextmanager
def mounted(folder, place):
    subprocess.run(['mount', '--bind', folder, place], check=True)
    try:
        yield
    finally:
        subprocess.run(['umount', place], check=True)


def counted_rows(benchmark, folders, place):
    found = []
    for folder in folders:
        with mounted(folder, place):
            found.append([benchmark.figure(place, measure)
                          for measure in COUNTED.values()])
    for figure, *values in zip(COUNTED, *found):
        yield Row(benchmark.name, figure, *values)


def sampled_rows(benchmark, folders, place):
    samples = [defaultdict(list) for _ in folders]
    pairs = list(zip(folders, samples))
    for _ in range(TURNS):
        # Not in step with whatever else the machine does.
        random.shuffle(pairs)
        for folder, sample in pairs:
            with mounted(folder, place):
                for command in benchmark.commands(place):
                    sample[tuple(command)] += [
                        figures.start(command) for _ in range(RUNS_PER_TURN)]

    def row(figure, of, **noise):
        return Row(benchmark.name, figure, *(
            benchmark.figure(place, lambda command: of(
                run[figure] for run in sample[tuple(command)]))
            for sample in samples), **noise)

    # Whoever else uses a page at the moment can cost a fault more, not less.
    yield row('page-faults', min)
    yield row('microseconds', median, noisy=True)


def guest_rows(file, folders):
    """What programs in a guest have said of each build, below its name."""
    found = defaultdict(dict)
    for line in file.read_text().splitlines():
        match line.split():
            case [build]:
                counts = found[build]
            case [benchmark, figure, count]:
                counts[benchmark, figure] = int(count)
    first, second = (found[folder.name] for folder in folders)
    if not first or first.keys() != second.keys():
        raise figures.Failure(f'{file} lacks counts of a build')
    for (benchmark, figure), count in first.items():
        yield Row(benchmark, figure, count, second[benchmark, figure])


def list_calls(benchmark, folders, place, lists):
    """Write the lists of system calls; return how they differ."""
    found = []
    for folder in folders:
        with mounted(folder, place):
            calls = figures.calls(benchmark.commands(place)[0])
        file = lists / f'{benchmark.name}.{folder.name}.calls'
        file.write_text(''.join(call + '\n' for call in calls))
        found.append((file.name, calls))
    (name, calls), (other_name, other_calls) = found
    return list(difflib.unified_diff(calls, other_calls, name, other_name,
                                     lineterm=''))
