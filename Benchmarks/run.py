#!/usr/bin/env python3
"""Measures the figures of docs/performance.md, each beside its floor or goal. `make bench` builds what it needs.

Nothing else should run meanwhile: of two cores, one agent, one Redis and the reading processes need most.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import platform
import subprocess
import sys

import agent_footprint
import decision
import kill_latency
import publish_time
import sizes
import store
import trip_latency


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--flagpost", type=pathlib.Path, required=True, help="the release binary, stripped")
    parser.add_argument("--bin", type=pathlib.Path, required=True, help="where the other binaries were built")
    parser.add_argument("--only", action="append", help="one of the parts; may be repeated")
    arguments = parser.parse_args()
    flagpost = arguments.flagpost.resolve()

    parts = {
        "sizes": lambda: sizes.measure(flagpost),
        "decision": lambda: decision.measure(arguments.bin),
        "replacement": lambda: decision.replacement(arguments.bin, times=20),
        "publish": lambda: publish_time.measure(arguments.bin, flagpost, counts=(1_000, 10_000), times=40),
        "kill": lambda: kill_latency.measure(arguments.bin, flagpost, times=200, polls=20),
        "trip": lambda: trip_latency.measure(flagpost, times=10),
        "agent": lambda: agent_footprint.measure(flagpost, idle_seconds=60, starts=20),
        "commits": lambda: store.commits(arguments.bin, flagpost, times=1_000),
        "rest": lambda: store.agents_at_rest(flagpost, count=10),
        "fleet": lambda: store.fleet(arguments.bin, flagpost, agents=2_000, changes=50),
    }
    if unknown := set(arguments.only or ()) - parts.keys():
        parser.error(f"no part is named {', '.join(unknown)}; there are {', '.join(parts)}")
    print(f"{os.cpu_count()} cores, {platform.machine()}, load {os.getloadavg()[0]:.1f} at the start")
    for name, measure in parts.items():
        if not arguments.only or name in arguments.only:
            measure()


if __name__ == "__main__":
    main()
