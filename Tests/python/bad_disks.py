"""State directories that take nothing: full or read-only. Root mounts them; others get a read-only folder."""

import contextlib
import os
import shutil
import subprocess

import pytest


@contextlib.contextmanager
def _mounted(path, options):
    path.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", path], capture_output=True, text=True)
    if made.returncode != 0:
        pytest.skip(f"cannot mount a file system of one's own here: {made.stderr.strip()}")
    try:
        yield path
    finally:
        subprocess.run(["umount", "-l", path], check=True)


@contextlib.contextmanager
def writable(path, size="64k", inodes=0):
    """A small file system of one's own, which `fill`, `fill_names` and `seal` spoil; `inodes` 0: any number of files."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small file system")
    with _mounted(path, f"size={size},nr_inodes={inodes}"):
        yield path


def fill(path):
    with contextlib.suppress(OSError), (path / "everything").open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))


def fill_names(path):
    """Leaves room for not one more file, however empty."""
    folder = path / "names"
    with contextlib.suppress(OSError):
        folder.mkdir(exist_ok=True)
        for number in range(1_000_000):
            (folder / str(number)).touch()
    assert os.statvfs(path).f_ffree == 0


def free_names(path):
    shutil.rmtree(path / "names")


def clear(path):
    (path / "everything").unlink()


def seal(path):
    subprocess.run(["mount", "-o", "remount,ro", path], check=True)


@contextlib.contextmanager
def full(path):
    """Without a free byte."""
    with writable(path):
        fill(path)
        yield path


@contextlib.contextmanager
def read_only(path):
    if os.geteuid() == 0:
        with _mounted(path, "ro"):
            yield path
    else:
        path.mkdir(mode=0o500)
        yield path
