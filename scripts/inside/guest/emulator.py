"""Boot a guest in QEMU or in Bochs and wait for its power-off."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import lane as lanes
import qemu_mpx

BUILD = '/rampart/build'
QEMU = 'qemu-system-x86_64'
WORDS = 'console=ttyS0 quiet panic=-1'
# Two faults of Bochs 3.0: with PKRU in use, its compacted XRSTOR reads what
# comes after from the wrong place, and so loses CET_U; and it reads the legacy
# bitmap as the supervisor, which SMAP forbids.  To reboot after a panic is the
# end there if it is by a triple fault.
BOCHS_WORDS = 'reboot=triple nopku clearcpuid=smap'


def kernel(lane):
    image = Path(BUILD) / 'kernel' / lane.kernel / 'bzImage'
    if not image.exists():
        target = 'kernel-debug' if lane.kernel == 'debug' else 'kernel'
        raise lanes.Mistake(f"there is no guest kernel '{lane.kernel}': run "
                            f"'make {target}'")
    return image


def qemu(lane, initrd, scratch):
    share = ('local,path={0},mount_tag={1},id={1},security_model=none,'
             'readonly=on,multidevs=remap')
    # Never KVM: the host's processor decides nothing.
    program = QEMU
    if lane.feature == 'mpx':
        program = qemu_mpx.copy_of(shutil.which(QEMU), Path(BUILD) / 'guest')
    accel = ','.join(filter(None, ('tcg', lane.accel)))
    icount = ['-icount', lane.icount] if lane.icount else []
    return [program, '-accel', accel, *icount, '-cpu', lane.cpu,
            '-smp', str(lane.processors), '-m', str(lane.memory),
            '-kernel', str(kernel(lane)), '-initrd', str(initrd),
            '-append', f'{WORDS} {lane.append}',
            '-nodefaults', '-display', 'none', '-no-reboot',
            '-virtfs', share.format(BUILD, 'build'),
            '-virtfs', share.format('/rampart/checkout', 'checkout'),
            '-serial', f'file:{scratch}/console',
            '-serial', f'file:{scratch}/reports']


def bochs(lane, initrd, scratch):
    boot_disc(lane, initrd, scratch)
    disk = 'type=disk, mode=volatile, cylinders=0, heads=16, spt=63'
    (scratch / 'bochsrc').write_text(f'''\
plugin_ctrl: speaker=0
config_interface: textconfig
display_library: rfb, options="timeout=0"
cpu: model={lane.cpu}, count={lane.processors}, ips=100000000, reset_on_triple_fault=0
memory: guest={lane.memory}, host={lane.memory}
romimage: file=/usr/share/bochs/BIOS-bochs-latest
vgaromimage: file=/usr/share/vgabios/vgabios.bin
clock: sync=none, time0=utc
pci: enabled=1, chipset=i440fx
ata0: enabled=1, ioaddr1=0x1f0, ioaddr2=0x3f0, irq=14
ata0-master: {disk}, path={BUILD}/guest/debian.img, journal={scratch}/debian
ata0-slave: {disk}, path={scratch}/build.img, journal={scratch}/build
ata1: enabled=1, ioaddr1=0x170, ioaddr2=0x370, irq=15
ata1-master: type=cdrom, path={scratch}/boot.iso, status=inserted
boot: cdrom
log: {scratch}/log
panic: action=fatal
error: action=ignore
info: action=ignore
debug: action=ignore
com1: enabled=1, mode=file, dev={scratch}/console
com2: enabled=1, mode=file, dev={scratch}/reports
''')
    # The packaged binary has the debugger in it.
    (scratch / 'debugger').write_text('c\n')
    # A network of its own keeps the display's port from everybody.
    return ['unshare', '--net', 'bochs', '-q', '-f', f'{scratch}/bochsrc',
            '-rc', f'{scratch}/debugger']


def boot_disc(lane, initrd, scratch):
    words = f'{WORDS} {BOCHS_WORDS} {lane.append}'
    tree = scratch / 'disc'
    tree.mkdir()
    for file in ('/usr/lib/ISOLINUX/isolinux.bin',
                 '/usr/lib/syslinux/modules/bios/ldlinux.c32'):
        shutil.copy(file, tree)
    shutil.copy(kernel(lane), tree / 'kernel')
    shutil.copy(initrd, tree / 'initrd')
    (tree / 'isolinux.cfg').write_text(
        'DEFAULT guest\nPROMPT 0\nLABEL guest\n KERNEL kernel\n'
        f' INITRD initrd\n APPEND {words}\n')
    subprocess.run(['xorriso', '-as', 'mkisofs', '-quiet', '-R',
                    '-b', 'isolinux.bin', '-c', 'boot.cat', '-no-emul-boot',
                    '-boot-load-size', '4', '-boot-info-table',
                    '-o', scratch / 'boot.iso', tree],
                   check=True, stderr=subprocess.DEVNULL)


def wait(process, reports, limit):
    """Wait for the end of the guest; it may report nothing for LIMIT seconds
    but no longer.  Return whether it ended."""
    size = 0
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline:
        try:
            process.wait(0.5)
            return True
        except subprocess.TimeoutExpired:
            pass
        now = reports.stat().st_size if reports.exists() else 0
        if now != size:
            size = now
            deadline = time.monotonic() + limit
    return False


def run(lane, initrd, scratch, limit):
    """Run the guest.  Return what went wrong with it, or None."""
    command = {'qemu': qemu, 'bochs': bochs}[lane.emulator](lane, initrd,
                                                            scratch)
    messages = scratch / 'messages'
    with messages.open('wb') as sink:
        process = subprocess.Popen(command, cwd=scratch, stdout=sink,
                                   stderr=sink, stdin=subprocess.DEVNULL,
                                   start_new_session=True)
    try:
        if not wait(process, scratch / 'reports', limit):
            return f'nothing came from the guest for {limit} seconds'
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    # Bochs has 1 for a proper power-off too.
    if lane.emulator == 'qemu' and process.returncode:
        return f'qemu ended with status {process.returncode}'
    return None
