"""The benchmarks: what is run, and how a figure comes out of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Benchmark:
    name: str
    command: tuple
    # Two numbers of rounds, one of which is the last argument of the command:
    # the figures are those of one round, without the start of the program and
    # the first rounds, which are dearer.
    rounds: tuple = ()

    def commands(self, place):
        command = [f'{place}/{word}' for word in self.command]
        return [[*command, str(number)]
                for number in self.rounds] or [command]

    def figure(self, place, measure):
        """The figure, given a function for that of a command."""
        found = [measure(command) for command in self.commands(place)]
        if not self.rounds:
            return found[0]
        return (found[1] - found[0]) / (self.rounds[1] - self.rounds[0])


BENCHMARKS = (
    Benchmark('empty-dynamic', ('empty-dynamic',)),
    Benchmark('empty-static', ('empty-static',)),
    Benchmark('20-objects', ('20-objects',)),
    Benchmark('dlopen-dlclose', ('dlopen-loop', 'object01.so'), (10, 110)),
    Benchmark('thread-create-join', ('thread-loop',), (10, 110)),
    Benchmark('sigaction', ('sigaction-loop',), (100, 10100)),
)
