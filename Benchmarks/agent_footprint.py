"""What an agent costs its host while nothing happens, and how soon services can read after its start.

1,000 features, 20 processes with reporting rings. The starts are those of a host that has rebooted while the store is
away: the runtime directory is empty, the state directory holds what was kept.
"""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import time

from figures import figure, heading, percentile, spread
from loop import Host, Loop, milliseconds

FEATURES = 1000
PROCESSES = 20
SETTLE_SECONDS = 15


def measure(flagpost: pathlib.Path, idle_seconds: int, starts: int) -> None:
    with Loop(flagpost) as loop:
        keys = [f"feature-{number}" for number in range(FEATURES)]
        for first in range(0, FEATURES, 100):
            loop.apply(*keys[first : first + 100])
        host = loop.host("host-a")
        for _ in range(PROCESSES):
            loop.python("idle_reader.py", keys[0], host=host).until("ready")
        time.sleep(SETTLE_SECONDS)
        heading(f"agent with {FEATURES} features and {PROCESSES} idle processes that read")
        before = processor_seconds(host.process.pid)
        time.sleep(idle_seconds)
        used = processor_seconds(host.process.pid) - before
        figure("processor time", f"{used / idle_seconds:.2%} of one core over {idle_seconds} s")
        memory = resident(host.process.pid)
        figure("resident memory", f"{memory['Rss'] / 1024:.1f} MiB")
        figure("of it private", f"{(memory['Private_Clean'] + memory['Private_Dirty']) / 1024:.1f} MiB")
        figure("of it anonymous", f"{memory['Anonymous'] / 1024:.1f} MiB")
        start_without_store(loop, host, keys[-1], starts)


def start_without_store(loop: Loop, host: Host, feature: str, times: int) -> None:
    host.stop()
    loop.redis.stop()
    reader = loop.python("first_read.py", feature, host=host)
    host.log = open(os.devnull, "wb")
    starts, floor = [], []
    for _ in range(times):
        shutil.rmtree(host.environment["FLAGPOST_RUNTIME_DIR"])
        reader.tell("look")
        reader.until("looking")
        started = time.monotonic_ns()
        host.start()
        starts.append(milliseconds(started, reader.until("read")))
        host.process.kill()
        host.process.wait()
        started = time.monotonic_ns()
        subprocess.run([str(loop.flagpost), "--version"], stdout=subprocess.DEVNULL, check=True)
        floor.append(milliseconds(started, time.monotonic_ns()))
    heading(f"agent's start with the store away, to the first read of one of {FEATURES} features")
    figure("from the start of its process", spread(starts))
    figure("flagpost --version (floor: a process's life)", spread(floor))
    figure("ratio", f"{percentile(starts, 0.5) / percentile(floor, 0.5):.1f}x at p50")


def processor_seconds(process: int) -> float:
    """User and system time (proc(5): fields 14 and 15; the name, field 2, may hold spaces)."""
    fields = pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident(process: int) -> dict[str, int]:
    """KiB by kind."""
    lines = pathlib.Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]
    return {name.rstrip(":"): int(size) for name, size, *_ in map(str.split, lines)}
