"""The guest's reports, as the runner writes them on the serial port."""

from typing import NamedTuple


class Record(NamedTuple):
    status: int
    milliseconds: int
    output: bytes


class Damaged(Exception):
    """The reports break off or contradict themselves."""


def parse(data):
    """Return the records by index and what is wrong with the rest, if
    anything.  Nothing that a test prints can be taken for a report: its length
    was said before."""
    records = {}
    try:
        position = 0
        while position < len(data):
            index, record, position = take(data, position)
            if index == 'end':
                if position != len(data):
                    raise Damaged('there are reports after the last one')
                return records, None
            # In order and each once: a second one is a guest that rebooted.
            if index != len(records):
                raise Damaged(f'report {index} came where {len(records)} was due')
            records[index] = record
        raise Damaged('it died before its last report')
    except Damaged as damage:
        return records, str(damage)


def take(data, start):
    newline = data.find(b'\n', start)
    words = data[start:newline].split() if newline >= 0 else []
    try:
        magic, index, status, milliseconds, size = words
        index = 'end' if index == b'end' else int(index)
        status, milliseconds, size = int(status), int(milliseconds), int(size)
        if magic != b'rampart' or size < 0:
            raise ValueError
    except ValueError:
        raise Damaged('a report breaks off or has no proper head') from None
    begin = newline + 1
    if index == 'end':
        return index, None, begin
    end = begin + size
    if data[end:end + 1] != b'\n':
        raise Damaged(f'report {index} breaks off')
    return index, Record(status, milliseconds, data[begin:end]), end + 1
