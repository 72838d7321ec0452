"""From a breach to the local trip, and to the services of another host: two agents, one Redis.

A candidate with a healthy history (20 calls a second) fails 40 times at once, which makes the breach certain with the
burst itself; what is measured begins at its first failure. After each time the candidate is restored.
"""

from __future__ import annotations

from figures import figure, heading, spread
from loop import Loop, milliseconds

KEY = "support-chat"
HEALTHY_SECONDS = 4
FAILURES = 40


def measure(flagpost, times: int) -> None:
    local, remote = [], []
    with Loop(flagpost) as loop:
        loop.apply(KEY)
        hosts = [loop.host("host-a"), loop.host("host-b")]
        readers = [loop.python("watch.py", KEY, "canary", host=host) for host in hosts]
        for reader in readers:
            reader.until("canary")
        service = loop.python("reporter.py", KEY, "canary", host=hosts[0])
        for _ in range(times):
            service.tell(f"healthy {HEALTHY_SECONDS}")
            service.until("healthy")
            service.tell(f"burst {FAILURES}")
            first = service.until("burst")
            local.append(milliseconds(first, readers[0].until("stable")))
            remote.append(milliseconds(first, readers[1].until("stable")))
            loop.command("restore", KEY, "canary", "--reason", "again")
            for reader in readers:
                reader.until("canary")
    heading(f"breach ({FAILURES} failures at once in a healthy candidate) to what services read")
    figure("on the same host, by its own trip", spread(local))
    figure("on the other host, through Redis", spread(remote))
