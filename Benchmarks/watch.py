"""A reading process: asks again and again for the variant of a unit that gets VARIANT, and writes down each change.

Each line is `<CLOCK_MONOTONIC nanoseconds> <variant>`. It rests for some 0.1 ms between two reads: one that spun would
take half of a two-core machine from what is measured. Usage: watch.py FEATURE VARIANT
"""

from __future__ import annotations

import itertools
import sys
import time

import flagpost


def main() -> None:
    feature, first = sys.argv[1:]
    flags = flagpost.Client()
    units = (f"unit-{number}" for number in itertools.count())
    unit = next(unit for unit in units if flags.route(feature, unit=unit).variant == first)
    seen = None
    while True:
        variant = flags.route(feature, unit=unit).variant
        if variant != seen:
            print(time.monotonic_ns(), variant, flush=True)
            seen = variant
        time.sleep(50e-6)


if __name__ == "__main__":
    main()
