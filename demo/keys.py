"""Guard a page with a protection key, from Python, by the functions of libc."""

import ctypes
import mmap
import os
import signal

PKEY_DISABLE_ACCESS = 1
SEGV_PKUERR = 4
SI_CODE = 2		# Index into siginfo_t, taken as an array of int.

libc = ctypes.CDLL(None, use_errno=True)


def call(name, *arguments):
    result = getattr(libc, name)(*arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), f"{name}: {os.strerror(ctypes.get_errno())}")
    return result


class Siginfo(ctypes.Structure):
    # The kernel's layout: si_signo, si_errno, si_code; si_pkey at byte 32.
    _fields_ = [("words", ctypes.c_int * 32)]


def code_of_death(action):
    """Run ACTION in a child that is traced: the siginfo of what kills it."""
    PTRACE_TRACEME, PTRACE_CONT, PTRACE_GETSIGINFO = 0, 7, 0x4202
    child = os.fork()
    if child == 0:
        libc.ptrace(PTRACE_TRACEME, 0, None, None)
        action()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if not os.WIFSTOPPED(status):
        return None
    info = Siginfo()
    libc.ptrace(PTRACE_GETSIGINFO, child, None, ctypes.byref(info))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return info.words


page = mmap.mmap(-1, mmap.PAGESIZE)
address = ctypes.addressof(ctypes.c_char.from_buffer(page))
key = call("pkey_alloc", 0, 0)
call("pkey_mprotect", ctypes.c_void_p(address), ctypes.c_size_t(mmap.PAGESIZE),
     mmap.PROT_READ | mmap.PROT_WRITE, key)


def write():
    ctypes.memset(address, 1, 1)


if code_of_death(write) is not None:
    raise SystemExit("the page cannot be written although the key is open")
call("pkey_set", key, PKEY_DISABLE_ACCESS)
info = code_of_death(write)
if info is None:
    raise SystemExit("the page can be written although the key is closed")
if info[0] != signal.SIGSEGV or info[SI_CODE] != SEGV_PKUERR or info[8] != key:
    raise SystemExit(f"the wrong death: signal {info[0]}, code {info[SI_CODE]}, key {info[8]}")
call("pkey_set", key, 0)
write()
print(f"key {key} closed: SIGSEGV, SEGV_PKUERR, si_pkey {key}; open again: written")
