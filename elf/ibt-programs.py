"""Debian's python3 with IBT: callbacks by libffi, extension modules, threads."""

import ctypes
import hashlib
import json
import re
import sqlite3
import subprocess
import sys
import threading
import zlib


def lines(path, start):
    with open(path) as file:
        return [line for line in file if line.startswith(start)]


assert 'ibt' in lines('/proc/self/status', 'x86_Thread_features:')[0]

# A closure of libffi is code that nobody marks but the kernel.
libc = ctypes.CDLL(None)
compare_type = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_int),
                                ctypes.POINTER(ctypes.c_int))
array = (ctypes.c_int * 5)(5, 1, 4, 2, 3)
libc.qsort(array, 5, ctypes.sizeof(ctypes.c_int),
           compare_type(lambda a, b: a[0] - b[0]))
assert list(array) == [1, 2, 3, 4, 5]

assert zlib.decompress(zlib.compress(b'rampart' * 100)) == b'rampart' * 100
assert hashlib.sha256(b'abc').hexdigest().startswith('ba7816bf')
assert sqlite3.connect(':memory:').execute('select 6 * 7').fetchone() == (42,)
assert json.loads('{"a": [1, 2]}') == {'a': [1, 2]}
assert re.sub('(r)a', r'\1o', 'rampart') == 'rompart'

threads = [threading.Thread(target=lambda: sorted(range(1000), key=str))
           for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert subprocess.run([sys.executable, '-c', 'print(6 * 7)'],
                      capture_output=True, text=True).stdout == '42\n'

with open('/proc/self/smaps') as file:
    sys.stdout.write(file.read())
