"""Signals in Debian's python3, whose handlers libc enters.
This file is part of Rampart, an add-on for the GNU C Library.

python3 pkey-programs.py keys|no-keys|touch
"""

import ctypes
import faulthandler
import hashlib
import mmap
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time

SYS_RT_SIGACTION = 13
libc = ctypes.CDLL(None)
libc.signal.restype = ctypes.c_void_p
raise_signal = getattr(libc, 'raise')
handler_type = ctypes.CFUNCTYPE(None, ctypes.c_int)


def kernel_handler(number):
    """The address that the kernel has."""
    action = (ctypes.c_ulong * 4)()
    assert libc.syscall(SYS_RT_SIGACTION, number, None, action, 8) == 0
    return action[0]


def is_stub(number):
    address = kernel_handler(number)
    with open('/proc/self/maps') as maps:
        for line in maps:
            start, end = (int(s, 16) for s in line.split()[0].split('-'))
            if start <= address < end:
                return line.endswith('/libc.so.6\n')
    raise AssertionError(f'{address:#x} is not mapped')


def touch():
    """A handler uses memory with a key, of which it knows nothing."""
    key = libc.pkey_alloc(0, 0)
    assert key > 0
    page = mmap.mmap(-1, mmap.PAGESIZE)
    word = ctypes.c_int.from_buffer(page)
    assert libc.pkey_mprotect(ctypes.c_void_p(ctypes.addressof(word)),
                              mmap.PAGESIZE, mmap.PROT_READ | mmap.PROT_WRITE,
                              key) == 0

    def write(number):
        word.value = number
    handler = handler_type(write)
    libc.signal(signal.SIGUSR1, handler)
    raise_signal(signal.SIGUSR1)
    assert word.value == signal.SIGUSR1
    # It still says that the program's own is there.
    assert (libc.signal(signal.SIGUSR1, None)
            == ctypes.cast(handler, ctypes.c_void_p).value)


class Counter:
    """A handler that counts."""

    def __init__(self, number):
        self.count = 0
        signal.signal(number, self)

    def __call__(self, number, frame):
        assert signal.getsignal(number) is self
        self.count += 1


def test_kill():
    counter = Counter(signal.SIGUSR1)
    for _ in range(100):
        os.kill(os.getpid(), signal.SIGUSR1)
    assert counter.count == 100
    for number in range(signal.SIGRTMIN, signal.SIGRTMAX + 1):
        counter = Counter(number)
        signal.raise_signal(number)
        assert counter.count == 1
        signal.signal(number, signal.SIG_DFL)


def test_timers():
    alarms, ticks = Counter(signal.SIGALRM), Counter(signal.SIGPROF)
    signal.setitimer(signal.ITIMER_REAL, .005, .005)
    signal.setitimer(signal.ITIMER_PROF, .005, .005)
    # Interrupted all the time, and yet not shorter.
    start = time.monotonic()
    time.sleep(.1)
    assert time.monotonic() - start >= .1
    while alarms.count < 20 or ticks.count < 5:
        # In vector registers.
        assert (hashlib.sha256(bytes(100000)).hexdigest()[:16]
                == '9192c25b734fcbad')
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.setitimer(signal.ITIMER_PROF, 0)


def test_interrupt():
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for _ in range(3):
        try:
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(100)
        except KeyboardInterrupt:
            continue
        raise AssertionError('no exception')


def test_threads():
    """Handlers in all threads, of which the first runs those of Python."""
    counter = Counter(signal.SIGUSR2)
    ends = os.pipe()
    os.set_blocking(ends[1], False)
    signal.set_wakeup_fd(ends[1])
    first = threading.get_ident()

    def work():
        for _ in range(10):
            signal.pthread_kill(threading.get_ident(), signal.SIGUSR2)
            signal.pthread_kill(first, signal.SIGUSR2)
            sorted(range(1000), key=str)
    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    signal.set_wakeup_fd(-1)
    assert counter.count > 0
    assert set(os.read(ends[0], 1000)) == {signal.SIGUSR2}


def test_children():
    counter = Counter(signal.SIGCHLD)
    child = subprocess.Popen(['sleep', '100'])
    child.terminate()
    assert child.wait() == -signal.SIGTERM
    assert counter.count > 0
    assert subprocess.run([sys.executable, '-c', 'print(6 * 7)'],
                          capture_output=True, text=True).stdout == '42\n'
    # In a child without exec, too.
    child = os.fork()
    if child == 0:
        test_kill()
        os._exit(42)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 42


def test_faults():
    """Handlers of C, on an alternate stack."""
    with tempfile.TemporaryFile('w+') as file:
        faulthandler.register(signal.SIGUSR2, file, chain=True)
        counter = Counter(signal.SIGUSR1)
        signal.raise_signal(signal.SIGUSR2)
        signal.raise_signal(signal.SIGUSR1)
        assert counter.count == 1
        file.seek(0)
        assert 'in test_faults' in file.read()
    child = subprocess.run([sys.executable, '-X', 'faulthandler', '-c',
                            'import faulthandler as f; f._stack_overflow()'],
                           stderr=subprocess.PIPE, text=True)
    assert child.returncode == -signal.SIGSEGV
    assert 'Fatal Python error: Segmentation fault' in child.stderr
    assert 'File "<string>", line 1 in <module>' in child.stderr


if sys.argv[1] != 'touch':
    test_kill()
    test_timers()
    test_interrupt()
    test_threads()
    test_children()
    test_faults()
    for used in signal.SIGINT, signal.SIGALRM, signal.SIGUSR2:
        assert is_stub(used) == (sys.argv[1] == 'keys')
if sys.argv[1] != 'no-keys':
    touch()
