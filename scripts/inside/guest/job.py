"""The job: what one boot is to do, as a cpio archive behind the initramfs."""

import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent


def cpio(folder):
    names = '\n'.join(str(p.relative_to(folder))
                      for p in sorted(folder.rglob('*')))
    return subprocess.run(['cpio', '-o', '-H', 'newc', '-R', '0:0', '--quiet'],
                          cwd=folder, input=names.encode(), check=True,
                          stdout=subprocess.PIPE).stdout


def initramfs(tests, settings, variables, modules, scratch):
    """Make the initial RAM disk in the folder SCRATCH.  SETTINGS are for init
    and the runner, VARIABLES are in each test's environment, and MODULES is
    the folder of the kernel's modules, if it has any."""
    tree = scratch / 'initramfs'
    (tree / 'bin').mkdir(parents=True)
    shutil.copy('/bin/busybox', tree / 'bin')
    for script in 'init', 'runner':
        shutil.copy(HERE / script, tree)
        (tree / script).chmod(0o755)
    if modules.is_dir():
        shutil.copytree(modules, tree / 'modules')

    job = scratch / 'job'
    (job / 'job/tests').mkdir(parents=True)
    (job / 'job/settings').write_text(
        ''.join(f'{key}={value}\n' for key, value in settings.items()))
    environment = ''.join(f'export {key}={value}\n'
                          for key, value in variables.items())
    for number, test in enumerate(tests, 1):
        (job / f'job/tests/{number:05}').write_text(
            environment + test.command + '\n')

    initrd = scratch / 'initrd'
    initrd.write_bytes(cpio(tree) + cpio(job))
    return initrd
