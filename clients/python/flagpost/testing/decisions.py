"""What a flag comes to, as it is set by hand."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from ..read_only import ReadOnlyDict
from ..variant import Variant, read

ERRORS: Final = ("NOT_READY", "FLAG_NOT_FOUND", "PARSE_ERROR", "INVALID_ARGUMENT", "GENERAL", "ERROR")
REASONS: Final = ("STATIC", "DEFAULT", "TARGETING_MATCH", "SPLIT", "DISABLED", "STALE")
CAUSES: Final = (None, "KILLED", "TRIPPED", "WITHDRAWN", "STALE")
ARMS: Final = (None, "treatment", "control")


@dataclass(frozen=True)
class Decision:
    """The variant that is served, or the caller's default, and why."""

    served: Variant | None
    reason: str
    error: str | None = None
    cause: str | None = None
    arm: str | None = None
    metadata: ReadOnlyDict | None = None


UNKNOWN: Final = Decision(None, "FLAG_NOT_FOUND", "FLAG_NOT_FOUND")
UNUSABLE: Final = Decision(None, "ERROR", "ERROR")


def variant_of(key: str, name: str, value: Any) -> Variant:
    """As a client reads it, out of JSON. Raises TypeError for a value that has none."""
    return read(name, written(key, value))


def written(key: str, value: Any) -> str:
    try:
        return json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise TypeError(f"what {key} serves should be JSON and is not: {error}") from None


def one_of(what: str, value: Any, words: tuple[str | None, ...]) -> Any:
    if value not in words:
        raise ValueError(f"{what} should be one of {', '.join(map(str, words))} and is {value!r}")
    return value
