"""From the commit of one changed feature to the first read of it, with 1,000 and with 10,000 features in the namespace.

Beside it, in turn, a kill on the same host, which takes the same way except for compiling and publishing: what lies
between the two is what those cost.
"""

from __future__ import annotations

import json
import pathlib

from figures import figure, heading, percentile, spread
from kill_latency import CHANGES, Stage
from loop import Loop, milliseconds

APPLIED_AT_ONCE = 500
# Two documents: what the reading unit gets under each.
SPLITS = {"stable": {"stable": "100%"}, "canary": {"canary": "50%", "stable": "50%"}}


def measure(binaries: pathlib.Path, flagpost: pathlib.Path, counts: tuple[int, ...], times: int) -> None:
    for count in counts:
        with Loop(flagpost) as loop:
            others = [f"feature-{number}" for number in range(count - 1)]
            for first in range(0, len(others), APPLIED_AT_ONCE):
                loop.apply(*others[first : first + APPLIED_AT_ONCE])
            stage = Stage(loop, binaries)
            changed, killed = [], []
            for _ in range(times // 2):
                for variant, split in SPLITS.items():
                    committed = stage.commit(f"split {json.dumps(split)}")
                    changed.append(milliseconds(committed, stage.reader.until(variant)))
                for change, expected in CHANGES:
                    killed.append(milliseconds(stage.commit(change), stage.reader.until(expected)))
            heading(f"one of {count:,} features changed: from the commit's return to the first read")
            figure("the change", spread(changed))
            figure("a kill, for comparison", spread(killed))
            between = percentile(changed, 0.5) - percentile(killed, 0.5)
            figure("compiling and publishing, at p50", f"{between:.2f} ms")
