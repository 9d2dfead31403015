"""Which libc this process runs on: the build ID of the one it has mapped."""

import ctypes
import re
import subprocess

path = next(line.split()[-1] for line in open("/proc/self/maps") if "/libc.so.6" in line)
notes = subprocess.run(["readelf", "--notes", path], capture_output=True, text=True).stdout
print(re.search(r"Build ID: (\w+)", notes)[1])
