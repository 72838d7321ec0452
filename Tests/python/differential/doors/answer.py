from __future__ import annotations

from typing import Any, NamedTuple


class Question(NamedTuple):
    flag: str
    kind: str
    """boolean, string, integer, float or object"""
    unit: str | None
    attributes: dict[str, Any]


class Answer(NamedTuple):
    variant: str | None
    """None: the caller's own default, or an error"""
    value: Any
    reason: str
    error: str | None = None


# What callers hand in as their own default: of the kind, and no variant's value.
DEFAULTS: dict[str, Any] = {
    "boolean": False, "string": "the caller's", "integer": 4711, "float": 47.11, "object": {"the caller's": True}
}  # fmt: skip


def failed(code: str) -> Answer:
    return Answer(None, None, "ERROR", code)


def thawed(value: Any) -> Any:
    """Plain JSON again, from a client's read-only values."""
    if hasattr(value, "items"):
        return {name: thawed(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [thawed(inner) for inner in value]
    return value
