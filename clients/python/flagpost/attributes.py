"""Attributes that are neither text, number nor boolean."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timezone
from enum import Enum
from typing import Any

from .checks import BadArgument

MAXIMUM = 65_536
STRING = 0
JSON = 3
_LIMIT = 64 * 1024


def merged(named: dict[str, Any], attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Those that were given as keywords, and those of a mapping, which count where both have a name."""
    if not isinstance(attributes, Mapping):
        raise BadArgument("attributes", "a mapping of names to values", attributes)
    together = {**named, **attributes}
    for name in together:
        if not isinstance(name, str):
            raise BadArgument("attributes", "a mapping whose names are texts", name)
    return together


def checked(attributes: dict[str, Any]) -> dict[str, Any]:
    """Raises what a decision by them would: for their number, or a value of no use."""
    given = {name: value for name, value in attributes.items() if value is not None}
    if len(given) > MAXIMUM:
        raise ValueError(f"more than {MAXIMUM} attributes")
    for value in given.values():
        if not isinstance(value, (str, bool)) and not hasattr(type(value), "__float__"):
            encode(value)
    return given


def encode(value: Any) -> tuple[int, str]:
    """As the library takes it: times as RFC 3339 (without a zone they are taken for UTC), lists and mappings as JSON.

    Raises TypeError or ValueError for what JSON has no word for, is nested too deep or comes to more than 64 KiB.
    """
    if isinstance(value, datetime):
        return STRING, _time(value)
    if isinstance(value, date):
        return STRING, value.isoformat()
    if isinstance(value, Enum):
        return (STRING, value.value) if isinstance(value.value, str) else encode(value.value)
    try:
        text = json.dumps(value, default=_plain, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    except RecursionError:
        raise ValueError("an attribute is nested too deep") from None
    if len(text.encode()) > _LIMIT:
        raise ValueError(f"an attribute's JSON is longer than {_LIMIT} bytes")
    return JSON, text


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return _time(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (Sequence, set, frozenset)) and not isinstance(value, (bytes, bytearray, memoryview)):
        return list(value)
    raise TypeError(f"an attribute has no JSON for {type(value).__name__}")


def _time(value: datetime) -> str:
    return (value if value.tzinfo is not None else value.replace(tzinfo=timezone.utc)).isoformat()
