"""What must outlive a loss of power is on the disk, name and all, before it counts.

The agent runs under strace, which shows the order of its calls: the file's bytes are synced before it gets its name, and
its folder after that.
"""

import re
import shutil
import subprocess

import pytest
from features import TRIPPED, failures, publish
from waiting import until

CALL = re.compile(r"^(\d+) +(\w+)\((.*)$")
RESUMED = re.compile(r"^(\d+) +<\.\.\. (\w+) resumed>")


def can_trace():
    strace = shutil.which("strace")
    return strace and subprocess.run([strace, "-o", "/dev/null", "true"], capture_output=True).returncode == 0


pytestmark = pytest.mark.skipif(not can_trace(), reason="strace (Debian package strace) cannot trace here")


@pytest.fixture
def traced(folder, redis, new_host):
    """An agent with a record of what it syncs and renames, in the order in which the calls ended."""
    host = new_host(redis.location)
    host.do("store", "init")
    host.trace = folder / "trace"
    calls = "fsync,fdatasync,rename,renameat,renameat2"
    host.start("--poll", "1", before=("strace", "-f", "-y", "-qq", "-e", f"trace={calls}", "-o", host.trace))
    yield host


def ended(host):
    """Calls in the order in which they ended: name and arguments."""
    begun, calls = {}, []
    for line in host.trace.read_text().splitlines():
        if call := CALL.match(line):
            if "<unfinished ...>" in line:
                begun[call[1]] = call[2], call[3]
            else:
                calls.append((call[2], call[3]))
        elif (resumed := RESUMED.match(line)) and resumed[1] in begun:
            calls.append(begun.pop(resumed[1]))
    return calls


def is_synced(host, name):
    """Whether the file's last writing was synced, renamed, and its folder synced, in this order."""
    folder = str(host.state / "test")
    steps = []
    for call, arguments in ended(host):
        if "sync" in call and f"<{folder}/{name}.new>" in arguments:
            steps = ["file"]
        elif "rename" in call and f'"{folder}/{name}"' in arguments:
            steps = [*steps, "name"] if steps == ["file"] else ["name"]
        elif "sync" in call and f"<{folder}>" in arguments and steps == ["file", "name"]:
            steps = [*steps, "folder"]
    return steps == ["file", "name", "folder"]


def renames(host, name):
    return [call for call, arguments in ended(host) if "rename" in call and f'/{name}"' in arguments]


def test_the_agents_id_and_the_last_good_flags_are_synced_with_their_names(traced):
    publish(traced, "chat")
    until(lambda: is_synced(traced, "agent-id"))
    until(lambda: is_synced(traced, "last-good"))
    until(lambda: is_synced(traced, "last-good.snapshot"))


def test_a_trip_counts_as_kept_once_it_is_synced_and_checkpoints_are_not_synced_every_second(traced):
    host = traced
    publish(host, "chat")
    host.report(failures(40))
    until(lambda: host.serves(side="canary") == TRIPPED)
    until(lambda: [trip["kept"] for trip in host.status()["trips"]] == [True])
    assert is_synced(host, "trips")
    until(lambda: len(renames(host, "checkpoint")) > 0)
    assert not is_synced(host, "checkpoint")
