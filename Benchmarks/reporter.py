"""A service process: reports calls that went well to the candidate, and on request a burst of failures at once.

Reads lines `healthy SECONDS` and `burst COUNT` on standard input; answers each with
`<CLOCK_MONOTONIC nanoseconds> <word>`, for a burst that of its first failure. Usage: reporter.py FEATURE CANDIDATE
"""

from __future__ import annotations

import itertools
import sys
import time

import flagpost

PER_SECOND = 20


def main() -> None:
    feature, candidate = sys.argv[1:]
    flags = flagpost.Client()
    units = (f"unit-{number}" for number in itertools.count())

    def next_of_candidate() -> flagpost.Route:
        while True:
            route = flags.route(feature, unit=next(units))
            if route.variant == candidate:
                return route

    for line in sys.stdin:
        word, amount = line.split()
        if word == "healthy":
            for _ in range(int(amount) * PER_SECOND):
                flags.report(next_of_candidate(), latency=0.5)
                time.sleep(1 / PER_SECOND)
            print(time.monotonic_ns(), "healthy", flush=True)
        else:
            routes = [next_of_candidate() for _ in range(int(amount))]
            first = time.monotonic_ns()
            for route in routes:
                flags.report(route, "error", latency=0.5)
            print(first, "burst", flush=True)


if __name__ == "__main__":
    main()
