"""State directories that take nothing: full or read-only. Root mounts them; others get a read-only folder."""

import contextlib
import os
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
def full(path):
    """A file system without a free byte."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small file system")
    with _mounted(path, "size=64k"):
        fill(path)
        yield path


def fill(path):
    with contextlib.suppress(OSError), (path / "everything").open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))


@contextlib.contextmanager
def read_only(path):
    if os.geteuid() == 0:
        with _mounted(path, "ro"):
            yield path
    else:
        path.mkdir(mode=0o500)
        yield path


KINDS = {"full": full, "read-only": read_only}
