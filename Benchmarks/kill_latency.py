"""From a kill to the new variant being read by a process on mapped memory, beside Redis SET + PUBLISH to a subscriber.

Two beginnings: the return of the store's commit (by the command's own store, in a process that stays), and the start of
the operator's command. Kill and restore alternate, and each counts. Then the same with Pub/Sub taken away from the
agent, where the poll has to find the change.
"""

from __future__ import annotations

import pathlib
import random
import subprocess
import time

import redis

from figures import figure, heading, ratio, spread
from loop import Loop, Notes, milliseconds

KEY = "support-chat"
CHANNEL = "floor"


class Stage:
    """One host, a process that reads a unit of the candidate, an operator, and a subscriber."""

    def __init__(self, loop: Loop, binaries: pathlib.Path) -> None:
        loop.apply(KEY)
        self.loop = loop
        self.client = redis.Redis(unix_socket_path=str(loop.redis.socket))
        self.operator = Notes([str(binaries / "store-benchmark"), "operate", loop.redis.store, KEY], loop.environment)
        loop.started.append(self.operator)
        self.reader = loop.python("watch.py", KEY, "canary", host=loop.host("host-a"))
        self.reader.until("canary")
        self.subscriber = loop.python("subscriber.py", str(loop.redis.socket), CHANNEL)
        self.subscriber.until("subscribe")

    def commit(self, change: str) -> int:
        """The monotonic time at which the change was acknowledged."""
        self.operator.tell(change)
        return self.operator.until("committed")


# What the operator does, and what is then read.
CHANGES = [("kill", "off"), ("restore", "canary")]


def by_push(stage: Stage, times: int) -> None:
    ours, floor = [], []
    for _ in range(times // 2):
        for change, expected in CHANGES:
            committed = stage.commit(change)
            ours.append(milliseconds(committed, stage.reader.until(expected)))
            floor.append(to_subscriber(stage.client, stage.subscriber))
    heading("kill, by push: from the commit's return to the first read of the new variant")
    figure("flagpost", spread(ours))
    figure("Redis SET + PUBLISH to redis-py (floor)", spread(floor))
    figure("ratio", ratio(ours, floor))


def to_subscriber(client: redis.Redis, subscriber: Notes) -> float:
    client.set("floor", "1")
    client.publish(CHANNEL, "1")
    returned = time.monotonic_ns()
    return milliseconds(returned, subscriber.until("message"))


def by_command(stage: Stage, times: int) -> None:
    read, ended = [], []
    for _ in range(times // 2):
        for verb, expected in CHANGES:
            started = time.monotonic_ns()
            command = subprocess.Popen(
                [str(stage.loop.flagpost), verb, KEY, "--reason", "latency"], env=stage.loop.environment,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            read.append(milliseconds(started, stage.reader.until(expected)))
            if command.wait() != 0:
                raise SystemExit(f"flagpost {verb} failed")
            ended.append(milliseconds(started, time.monotonic_ns()))
    heading("kill, by push: from the start of the operator's command")
    figure("to the first read of the new variant", spread(read))
    figure("to the command's end (floor: a process's life)", spread(ended))


def by_poll(stage: Stage, times: int, generator: random.Random) -> None:
    stage.subscriber.stop()
    # Ends the subscription of the agent, and refuses every further one.
    stage.client.execute_command("ACL", "SETUSER", "default", "resetchannels")
    delays = []
    for _ in range(times // 2):
        for change, expected in CHANGES:
            # Not always at the same moment between two polls.
            time.sleep(generator.uniform(0, 5))
            committed = stage.commit(change)
            delays.append(milliseconds(committed, stage.reader.until(expected)))
    heading("kill, Pub/Sub taken away from the agent, poll interval 5 s")
    figure("from the commit's return to the first read", spread(delays))
    figure("ratio", f"{max(delays) / 5000:.2f}x of the poll interval at most")


def measure(binaries: pathlib.Path, flagpost: pathlib.Path, times: int, polls: int) -> None:
    with Loop(flagpost) as loop:
        stage = Stage(loop, binaries)
        by_push(stage, times)
        by_command(stage, times)
        by_poll(stage, polls, random.Random(1))
