"""The longest single evaluation while all of 10,000 flags are replaced, in Python, beside the same loop at rest.

From the moment at which the replacement begins until the new values have been read, everybody evaluates without a
pause, one flag after the other, and the longest of these evaluations counts. Every product replaces its flags as it does
in service: Flagpost's agent in another process, the others by a thread of their own in the reader's. An evaluation
that waited for nothing, and during which the kernel gave the core to somebody else all the same, is left out: that is
nobody's work here. One that waited for a lock, or for the interpreter, counts. Python's cyclic collector is off: how
long it pauses depends on all that a service holds.
"""

from __future__ import annotations

import gc
import itertools
import pathlib
import resource
import sys
import tempfile
import time

from figures import figure, heading, percentile
from peers import OURS, PEERS, one_flag
from peers.floors import ByHand

COUNT = 10_000
SETTLE_SECONDS = 0.5
# Where runtime directories are: a file system in memory.
MEMORY = "/dev/shm"


def main() -> None:
    times = int(sys.argv[1])
    gc.disable()
    heading(f"longest evaluation while {COUNT:,} flags are replaced, {times} times: median and most")
    with tempfile.TemporaryDirectory(prefix="flagpost-bench-", dir=MEMORY) as folder:
        floor = ByHand(pathlib.Path(folder), COUNT)
        show(floor.name + ", at rest", [longest(floor, seconds=0.5) for _ in range(times)])
        for kind in (*OURS, *PEERS):
            contender = kind(pathlib.Path(folder), COUNT)
            show(f"{contender.name}, at rest", [longest(contender, seconds=0.5) for _ in range(times)])
            show(contender.name, [replaced(contender, release) for release in range(2, times + 2)])
            contender.close()


def show(name: str, longest: list[float]) -> None:
    figure(name, f"{percentile(longest, 0.5):.3f} ms, {max(longest):.3f} ms")


def replaced(contender, release: int) -> float:
    contender.replace(release)
    return longest(contender, release=release)


def longest(contender, release: int | None = None, seconds: float = 60) -> float:
    """Milliseconds, until the release has been read and a little longer; without one, over so many seconds."""
    read, clock = contender.read, time.perf_counter_ns
    deadline = clock() + int(seconds * 1e9)
    most = 0
    for key in itertools.cycle(one_flag.keys(COUNT)):
        before = switches()
        start = clock()
        served = read(key, "unit-1")
        end = clock()
        if end - start > most:
            after = switches()
            if after.ru_nivcsw == before.ru_nivcsw or after.ru_nvcsw > before.ru_nvcsw:
                most = end - start
        if release and one_flag.release_of(served) == release:
            release, deadline = None, end + int(SETTLE_SECONDS * 1e9)
        if end > deadline:
            break
    if release:
        raise SystemExit(f"{contender.name} did not serve release {release} within {seconds} s")
    return most / 1e6


def switches() -> resource.struct_rusage:
    """How often this thread gave its core away (ru_nvcsw), and how often it was taken away (ru_nivcsw)."""
    return resource.getrusage(resource.RUSAGE_THREAD)


if __name__ == "__main__":
    main()
