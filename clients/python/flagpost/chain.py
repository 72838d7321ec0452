"""The steps of a variant: its own call, then its fallbacks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .prompt import Prompt
from .read_only import NOTHING, ReadOnlyDict, freeze, object_of

_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


@dataclass(frozen=True)
class ModelStep:
    """Calls a model."""

    model: str
    params: ReadOnlyDict
    prompt: Prompt
    timeout: float | None
    """Seconds; of a stream, until its first token. None: no limit."""


@dataclass(frozen=True)
class CachedStep:
    """Asks the caller's cache."""


@dataclass(frozen=True)
class FixedStep:
    """Answers with what stands in the document, or with the caller's default. Cannot fail."""

    value: Any
    data: ReadOnlyDict | None
    is_default: bool = False


@dataclass(frozen=True)
class Chain:
    """Steps in the order in which they are tried."""

    steps: tuple[ModelStep | CachedStep | FixedStep, ...]
    min_confidence: float

    @staticmethod
    def of(value: Any) -> Chain:
        """Of a variant's value. What has no known step is itself the answer, as a caller's default may be."""
        fields = value if isinstance(value, Mapping) else NOTHING
        own = _step(fields, fields)
        fallback = fields.get("fallback")
        written = fallback if own is not None and isinstance(fallback, (list, tuple)) else ()
        steps = [own or FixedStep(value, None, is_default=True)]
        steps += [step for step in (_step(step, fields) for step in written) if step is not None]
        confidence = fields.get("minConfidence")
        return Chain(tuple(steps), float(confidence) if isinstance(confidence, (int, float)) else 0.0)


def _step(fields: Any, variant: Mapping[str, Any]) -> ModelStep | CachedStep | FixedStep | None:
    """What a later agent may have added is no step."""
    if not isinstance(fields, Mapping):
        return None
    if isinstance(model := fields.get("model"), str):
        return ModelStep(
            model, _params(fields, variant), Prompt(fields.get("prompt", variant.get("prompt"))),
            seconds(fields.get("timeout", variant.get("timeout"))))
    if fields.get("cached") is True:
        return CachedStep()
    if "static" in fields or "data" in fields:
        return FixedStep(fields.get("static"), object_of(fields.get("data")))
    return None


def _params(fields: Mapping[str, Any], variant: Mapping[str, Any]) -> ReadOnlyDict:
    """The step's own come before its variant's."""
    mine, inherited = fields.get("params"), variant.get("params")
    merged = {**(inherited if isinstance(inherited, Mapping) else {}), **(mine if isinstance(mine, Mapping) else {})}
    return ReadOnlyDict({name: freeze(value) for name, value in merged.items()})


def seconds(duration: Any) -> float | None:
    """`1.5s`, `200ms`, `2m`, or a number of seconds; None for anything else."""
    if isinstance(duration, bool):
        return None
    if isinstance(duration, (int, float)):
        return float(duration) if duration > 0 else None
    match = _DURATION.fullmatch(duration) if isinstance(duration, str) else None
    return float(match[1]) * _SECONDS[match[2]] if match else None
