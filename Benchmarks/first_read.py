"""Writes down when a new process could first read a feature. Usage: first_read.py FEATURE, then a line for each try"""

from __future__ import annotations

import sys
import time

import flagpost


def main() -> None:
    for _ in sys.stdin:
        print(time.monotonic_ns(), "looking", flush=True)
        # A client of its own each time: one that finds nothing looks again only a second later.
        while flagpost.Client().route(sys.argv[1], unit="unit-1").variant is None:
            time.sleep(200e-6)
        print(time.monotonic_ns(), "read", flush=True)


if __name__ == "__main__":
    main()
