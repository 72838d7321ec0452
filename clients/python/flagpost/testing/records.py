"""What a test can look at afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ..outcome import Result


@dataclass(frozen=True)
class Asked:
    """A decision that was asked for."""

    key: str
    unit: str | None
    attributes: Mapping[str, Any]


@dataclass
class Reported:
    """A call to a model that has ended. What it took grows where more is said later, as of one that was left behind."""

    feature: str
    variant: str | None
    unit: str | None
    model: str | None
    attempt: int
    result: Result | None = None
    """None: it has not ended."""
    final: bool = False
    latency: float = 0.0
    """Seconds."""
    first_token: float | None = None
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    cost_usd: float | None = None


@dataclass(frozen=True)
class Judged:
    """Feedback, whose name is its kind, or a score."""

    kind: Literal["feedback", "score"]
    feature: str
    variant: str | None
    unit: str | None
    name: str
    value: float | None = None
    dimension: str = ""
