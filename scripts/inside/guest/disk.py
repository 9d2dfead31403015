"""The disk that stands for the build folder where there is no 9p."""

import re
import shutil
import subprocess
from pathlib import Path

import emulator

BUILD = Path(emulator.BUILD)
# The emulated geometry: whole cylinders of 16 heads and 63 sectors.
CYLINDER = 16 * 63 * 512
# Of the installed files, what runs.
SYSTEM = ('usr/bin', 'usr/sbin', 'usr/lib64', 'usr/lib/x86_64-linux-gnu/*.so*',
          'etc')


def needs(program):
    """The files below the build folder that ELF file PROGRAM is bound to: its
    interpreter, and what it needs and finds there."""
    text = subprocess.run(['readelf', '-ldW', program], text=True,
                          stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL).stdout
    if match := re.search(r'program interpreter: (/.*)\]', text):
        yield Path(match[1])
    paths = re.findall(r'\((?:RUNPATH|RPATH)\).*\[(.*)\]', text)
    for name in re.findall(r'\(NEEDED\).*\[(.*)\]', text):
        for folder in ':'.join(paths).split(':'):
            if folder and (Path(folder) / name).exists():
                yield Path(folder) / name
                break


def closure(files):
    seen, rest = set(), list(files)
    while rest:
        file = rest.pop()
        if file not in seen and file.is_file() and BUILD in file.parents:
            seen.add(file)
            rest += needs(file)
    return seen


def tree(system, files, target):
    """Lay the files out below TARGET as they lie in the build folder."""
    place = target / system.relative_to(BUILD)
    place.mkdir(parents=True)
    for link in system.iterdir():
        if link.is_symlink():
            (place / link.name).symlink_to(link.readlink())
    for pattern in SYSTEM:
        for file in system.glob(pattern):
            copy = place / file.relative_to(system)
            copy.parent.mkdir(parents=True, exist_ok=True)
            if file.is_dir():
                shutil.copytree(file, copy, symlinks=True)
            else:
                shutil.copy2(file, copy, follow_symlinks=False)
    for file in closure(files):
        copy = target / file.relative_to(BUILD)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, copy)
    # What is left of a file by strip loads as the whole did.
    shared = [p for p in target.rglob('*.so*')
              if p.is_file() and not p.is_symlink()]
    subprocess.run(['strip', '--strip-debug', *shared], check=False,
                   stderr=subprocess.DEVNULL)


def image(folder, file):
    used = int(subprocess.run(['du', '-sk', '--apparent-size', folder],
                              check=True, text=True,
                              stdout=subprocess.PIPE).stdout.split()[0])
    size = (used * 1024 * 5 // 4 + (8 << 20)) // CYLINDER * CYLINDER
    with open(file, 'wb') as new:
        new.truncate(size)
    subprocess.run(['mke2fs', '-q', '-t', 'ext2', '-b', '4096', '-m', '0',
                    '-E', 'root_owner=0:0', '-d', folder, file], check=True)


def make(system, files, scratch):
    tree(system, files, scratch / 'build')
    image(scratch / 'build', scratch / 'build.img')
