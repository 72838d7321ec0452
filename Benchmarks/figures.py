"""How the benchmarks tell what they measured: percentiles, and a line for each figure with what it stands beside."""

from __future__ import annotations

import math
from collections.abc import Sequence


def percentile(values: Sequence[float], share: float) -> float:
    """By the nearest rank: a value that was measured, never one in between."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def spread(values: Sequence[float]) -> str:
    """Of milliseconds."""
    return (
        f"p50 {percentile(values, 0.5):.2f} ms, p99 {percentile(values, 0.99):.2f} ms, "
        f"max {max(values):.2f} ms ({len(values)} times)"
    )


def ratio(values: Sequence[float], others: Sequence[float]) -> str:
    by_share = [percentile(values, share) / percentile(others, share) for share in (0.5, 0.99)]
    return f"{by_share[0]:.1f}x at p50, {by_share[1]:.1f}x at p99"


def heading(text: str) -> None:
    print(f"\n{text}", flush=True)


def figure(name: str, value: str) -> None:
    print(f"  {name:<50}{value}", flush=True)
