"""A service with nothing to do: has its reporting ring, and reads a flag once a second. Usage: idle_reader.py FEATURE"""

from __future__ import annotations

import sys
import time

import flagpost


def main() -> None:
    flags = flagpost.Client()
    flags.report(flags.route(sys.argv[1], unit="unit-1"), latency=0.1)
    print(time.monotonic_ns(), "ready", flush=True)
    while True:
        flags.route(sys.argv[1], unit="unit-1")
        time.sleep(1)


if __name__ == "__main__":
    main()
