"""The POSIX lock on a ring, by which the agent tells whether the ring's process lives. A process does not see its own
locks, so another one asks."""

import fcntl
import os
import pathlib
import subprocess
import sys

import flagpost
import pytest

FLOCK = "hhqqi4x"  # struct flock on 64-bit Linux: type, whence, start, length, process

ASK = f"""
import fcntl, struct, sys
with open(sys.argv[1], "rb") as ring:
    asked = struct.pack({FLOCK!r}, fcntl.F_WRLCK, 0, 0, 0, 0)
    answer = struct.unpack({FLOCK!r}, fcntl.fcntl(ring, fcntl.F_GETLK, asked))
    print(*answer)
"""

REPORT_AND_WAIT = """
import flagpost, sys
flags = flagpost.Client(runtime_dir=sys.argv[1])
with flags.route("chat").attempt(): pass
print("ready", flush=True)
sys.stdin.read()
"""


def lock_of(ring: pathlib.Path) -> list[int]:
    answer = subprocess.run([sys.executable, "-c", ASK, ring], check=True, capture_output=True, text=True)
    return [int(word) for word in answer.stdout.split()]


def only_ring(tmp_path: pathlib.Path) -> pathlib.Path:
    (ring,) = (tmp_path / "default" / "rings").iterdir()
    return ring


def test_a_living_process_holds_its_whole_ring(flags, tmp_path):
    flags.route("chat")
    assert lock_of(only_ring(tmp_path)) == [fcntl.F_WRLCK, 0, 0, 0, os.getpid()]


def test_a_forked_child_neither_takes_nor_drops_the_lock(flags, tmp_path):
    flags.route("chat")
    ring = only_ring(tmp_path)
    if (child := os.fork()) == 0:
        os._exit(0)
    os.waitpid(child, 0)
    assert lock_of(ring)[4] == os.getpid()


@pytest.mark.parametrize("end", [subprocess.Popen.kill, lambda process: process.stdin.close()])
def test_the_lock_ends_with_its_process_however_that_ends(agent, tmp_path, end):
    agent.tell("publish canary")
    process = subprocess.Popen(
        [sys.executable, "-c", REPORT_AND_WAIT, tmp_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONPATH": str(pathlib.Path(flagpost.__file__).parents[1])})
    with process:
        assert process.stdout.readline() == "ready\n"
        assert lock_of(only_ring(tmp_path))[4] == process.pid
        end(process)
        process.wait(timeout=10)
    assert lock_of(only_ring(tmp_path))[0] == fcntl.F_UNLCK
    assert len(agent.records()) == 2
