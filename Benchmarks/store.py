"""What a store costs: the latency of its commits, agents at rest, and 2,000 agents on one Redis.

store-benchmark (Benchmarks/Store) does the work and prints raw times; the floors and Redis's own accounts are set beside
them here.
"""

from __future__ import annotations

import pathlib
import sqlite3
import subprocess
import tempfile
import time

import redis

from agent_footprint import processor_seconds
from figures import figure, heading, percentile, ratio, spread
from loop import Loop

REST_SECONDS = 60


def commits(binaries: pathlib.Path, flagpost: pathlib.Path, times: int) -> None:
    """From the call to the acknowledged commit, with a document of 1 KB; in Redis nothing is written to disk."""
    with Loop(flagpost) as loop:
        ours = measured(binaries, "commits", loop.redis.store, times)
        heading("a commit in Redis, over its socket: from the call to the acknowledgement")
        figure("a kill", spread(ours["kill"]))
        figure("a document", spread(ours["document"]))
        figure("SET by the same client (floor)", spread(ours["set"]))
        figure("a function that does nothing", spread(ours["call"]))
        figure("ratio of a kill to SET", ratio(ours["kill"], ours["set"]))
    with tempfile.TemporaryDirectory(prefix="flagpost-bench-") as folder:
        ours = measured(binaries, "commits", f"sqlite:{folder}/flags.db", times)
        floor = synced_inserts(pathlib.Path(folder) / "floor.db", times)
        heading("a commit in SQLite, synced to disk")
        figure("a kill", spread(ours["kill"]))
        figure("a document", spread(ours["document"]))
        figure("an INSERT by Python's sqlite3, synced (floor)", spread(floor))
        figure("ratio of a kill to it", ratio(ours["kill"], floor))


def measured(binaries: pathlib.Path, *words: object) -> dict[str, list[float]]:
    done = subprocess.run(
        [str(binaries / "store-benchmark"), *map(str, words)], text=True, stdout=subprocess.PIPE, check=True
    )
    return dict(times(line) for line in done.stdout.splitlines())


def times(line: str) -> tuple[str, list[float]]:
    name, *numbers = line.split()
    return name, [float(number) for number in numbers]


def synced_inserts(path: pathlib.Path, count: int) -> list[float]:
    delays = []
    with sqlite3.connect(path, isolation_level=None) as file:
        file.execute("PRAGMA journal_mode = WAL")
        file.execute("PRAGMA synchronous = FULL")
        file.execute("CREATE TABLE floor (body TEXT)")
        for _ in range(count):
            started = time.perf_counter()
            file.execute("INSERT INTO floor VALUES (?)", ("x" * 1000,))
            delays.append((time.perf_counter() - started) * 1000)
    file.close()
    return delays


def agents_at_rest(flagpost: pathlib.Path, count: int) -> None:
    with Loop(flagpost) as loop:
        loop.apply("support-chat")
        for number in range(count):
            loop.host(f"host-{number}")
        time.sleep(10)
        client = redis.Redis(unix_socket_path=str(loop.redis.socket))
        before = Account(client)
        time.sleep(REST_SECONDS)
        after = Account(client)
        heading(f"{count} agents at rest for {REST_SECONDS} s")
        per_agent = {
            name: calls / count * 60 / after.seconds_since(before)
            for name, calls in after.calls_since(before).items()
        }
        figure("commands that agents sent, per agent and minute", f"{sum(per_agent.values()):.0f}")
        for name, calls in sorted(per_agent.items(), key=lambda item: -item[1]):
            figure(f"  {name}", f"{calls:.1f}")
        figure("Redis's processor time", f"{after.processor_since(before):.2%} of a core")


class Account:
    """What a Redis says that it has done."""

    #: Sent by agents; what functions call inside the server counts as well in Redis's own numbers.
    SENT = ("fcall", "fcall_ro", "ping", "subscribe", "auth", "client|setname")

    def __init__(self, client: redis.Redis) -> None:
        self.at = time.monotonic()
        info = client.info("commandstats")
        self.calls = {name.removeprefix("cmdstat_"): numbers["calls"] for name, numbers in info.items()}
        about = client.info("cpu")
        self.processor = about["used_cpu_user"] + about["used_cpu_sys"]
        self.memory = client.info("memory")["used_memory"]

    def seconds_since(self, before: Account) -> float:
        return self.at - before.at

    def processor_since(self, before: Account) -> float:
        return (self.processor - before.processor) / self.seconds_since(before)

    def calls_since(self, before: Account) -> dict[str, int]:
        calls = {name: self.calls.get(name, 0) - before.calls.get(name, 0) for name in self.SENT}
        return {name: count for name, count in calls.items() if count}


def fleet(binaries: pathlib.Path, flagpost: pathlib.Path, agents: int, changes: int) -> None:
    with Loop(flagpost) as loop:
        client = redis.Redis(unix_socket_path=str(loop.redis.socket))
        process = subprocess.Popen(
            [str(binaries / "store-benchmark"), "fleet", loop.redis.store, str(agents)],
            text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        try:
            if times(process.stdout.readline())[0] != "ready":
                raise SystemExit("the fleet did not start")
            time.sleep(10)
            before = Account(client)
            used_before = processor_seconds(process.pid)
            time.sleep(REST_SECONDS)
            after = Account(client)
            heading(f"{agents:,} agents on one Redis, simulated in one process")
            figure("Redis's processor time at rest", f"{after.processor_since(before):.1%} of a core")
            figure("theirs, for comparison", f"{(processor_seconds(process.pid) - used_before) / REST_SECONDS:.1%}")
            figure("Redis's memory", f"{after.memory / 2**20:.0f} MiB")
            sent = sum(after.calls_since(before).values()) / after.seconds_since(before)
            figure("commands a second at rest", f"{sent:,.0f}")
            last, every, shares = [], [], []
            for _ in range(changes):
                begun = Account(client)
                process.stdin.write("change\n")
                process.stdin.flush()
                arrivals = times(process.stdout.readline())[1]
                time.sleep(max(0.0, 1 - (time.monotonic() - begun.at)))
                shares.append(Account(client).processor_since(begun))
                last.append(max(arrivals))
                every += arrivals
                time.sleep(1)
            figure("a change, to the last agent (goal: p99 2 s)", spread(last))
            figure("a change, to each agent", spread(every))
            figure("Redis's processor time, the second of a change", f"{percentile(shares, 0.5):.0%} of a core")
            started = time.perf_counter()
            replies = client.fcall_ro("flagpost_v2_fleet", 1, "flagpost:{bench}:meta")
            figure("one look at the whole fleet (--wait, status)", f"{(time.perf_counter() - started) * 1000:.0f} ms")
            present = len(replies[replies.index(b"records") + 1])
            if present != agents:
                raise SystemExit(f"{present} agents are present")
            # Pub/Sub taken away: the poll has to find it.
            client.execute_command("ACL", "SETUSER", "default", "resetchannels")
            late = []
            for _ in range(3):
                process.stdin.write("change\n")
                process.stdin.flush()
                late += times(process.stdout.readline())[1]
            figure("a change, to each agent, by the poll alone (5 s)", spread(late))
        finally:
            process.kill()
            process.communicate()
