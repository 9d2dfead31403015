"""Where indirect branches may arrive: at getpid, but not behind its ENDBR64."""

import ctypes
import os
import re
import signal

with open('/proc/self/status') as file:
    status = file.read()


def field(name):
    match = re.search(rf'^{name}:\s*(.*)$', status, re.MULTILINE)
    return match[1].split()[0] if match and match[1].split() else 'none'


getpid = ctypes.CDLL(None).getpid
address = ctypes.cast(getpid, ctypes.c_void_p).value
assert ctypes.CFUNCTYPE(ctypes.c_int)(address)() == os.getpid()

child = os.fork()
if child == 0:
    ctypes.CFUNCTYPE(ctypes.c_int)(address + 4)()
    os._exit(0)
code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
death = signal.Signals(-code).name if code < 0 else 'nothing'

print(f'{field("x86_Thread_features")} on, a call of getpid+4: {death}; '
      f'{field("x86_Legacy_code_pages")} pages of legacy code exempt')
