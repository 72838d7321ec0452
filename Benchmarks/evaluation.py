"""What one decision costs in Python: Flagpost, two floors (peers/floors.py) and peers from PyPI, on one and the same
flag (peers/one_flag.py), at 10 to 100,000 flags.

Every round measures each of them in turn; a ratio is the median of the rounds' ratios. Ratios travel between machines,
times do not. Usage: evaluation.py COUNT..., with BENCHMARK_PUBLISHER naming that binary.
"""

from __future__ import annotations

import gc
import pathlib
import random
import statistics
import sys
import tempfile
import time
import uuid

from figures import figure, heading
from peers import FLOORS, OURS, PEERS, one_flag

ROUNDS = 11
ROUND_SECONDS = 0.05
PAIRS = 1000


def main() -> None:
    counts = [int(count) for count in sys.argv[1:]]
    columns = [measure(count) for count in counts]
    heading("a decision in Python: us, and ratio to the floor by hand, at so many flags")
    figure("", "".join(f"{count:>16,}" for count in counts))
    for name in columns[0]:
        cells = (f"{column[name][0]:.3f} {column[name][1]:6.2f}x" for column in columns)
        figure(name, "".join(f"{cell:>16}" for cell in cells))


def measure(count: int) -> dict[str, tuple[float, float]]:
    """Name -> microseconds and ratio."""
    generator = random.Random(count)
    keys = generator.choices(one_flag.keys(count), k=PAIRS)
    pairs = [(key, str(uuid.UUID(int=generator.getrandbits(128)))) for key in keys]
    with tempfile.TemporaryDirectory(prefix="flagpost-bench-") as folder:
        contenders = [each(pathlib.Path(folder), count) for each in (*FLOORS, *OURS, *PEERS)]
        try:
            for each in contenders:
                check(each, pairs)
            # Nobody pays for another's objects.
            gc.collect()
            gc.freeze()
            repeats = [max(1, round(ROUND_SECONDS / seconds(each, pairs, 1))) for each in contenders]
            rounds = [
                [seconds(each, pairs, times) / PAIRS * 1e6 for each, times in zip(contenders, repeats)]
                for _ in range(ROUNDS)
            ]
        finally:
            for each in contenders:
                each.close()
            gc.unfreeze()
    return {
        each.name: (
            statistics.median(line[index] for line in rounds),
            statistics.median(line[index] / line[0] for line in rounds),
        )
        for index, each in enumerate(contenders)
    }


def check(contender, pairs: list[tuple[str, str]]) -> None:
    """Nobody is measured on the way to an error."""
    if not hasattr(contender, "read"):
        return
    served = [contender.read(*pair)["model"] for pair in pairs]
    candidates = sum(model.startswith("candidate") for model in served)
    if not 0.02 * PAIRS < candidates < 0.1 * PAIRS:
        raise SystemExit(f"{contender.name} serves the candidate to {candidates} of {PAIRS}")


def seconds(contender, pairs: list[tuple[str, str]], times: int) -> float:
    """Of one pass over the pairs."""
    start = time.perf_counter()
    for _ in range(times):
        contender.read_all(pairs)
    return (time.perf_counter() - start) / times


if __name__ == "__main__":
    main()
