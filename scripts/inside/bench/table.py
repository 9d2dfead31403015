"""The rows of figures, for the eye and for the next program."""

from dataclasses import dataclass

COLUMNS = 'benchmark', 'figure', 'pristine', 'add-on', 'ratio'


def number(value):
    return f'{value:.2f}'.rstrip('0').rstrip('.')


@dataclass(frozen=True)
class Row:
    benchmark: str
    figure: str
    baseline: float
    candidate: float
    # Not the same each time.
    noisy: bool = False

    @property
    def ratio(self):
        if self.baseline == self.candidate:
            return 1.0
        return (self.candidate / self.baseline if self.baseline
                else float('inf'))

    def cells(self):
        return (self.benchmark, self.figure, number(self.baseline),
                number(self.candidate), f'{self.ratio:.3f}')


def tsv(rows):
    return ''.join('\t'.join(cells) + '\n'
                   for cells in (COLUMNS, *(row.cells() for row in rows)))


def text(rows, candidate):
    header = [*COLUMNS[:3], candidate, COLUMNS[4]]
    lines = [header, *(row.cells() for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines)]
    notes = ['', *('  noisy' if row.noisy else '' for row in rows)]
    return ''.join('  '.join([f'{cells[0]:<{widths[0]}}',
                              f'{cells[1]:<{widths[1]}}',
                              *(f'{cell:>{width}}' for cell, width
                                in zip(cells[2:], widths[2:]))]) + note + '\n'
                   for cells, note in zip(lines, notes))
