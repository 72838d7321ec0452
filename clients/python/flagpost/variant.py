"""What a variant's JSON comes to: parsed once for each snapshot, and shared read-only by all routes that lead to it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Prompt(NamedTuple):
    """A prompt as the variant carries it."""

    text: str
    value: Any


class Variant(NamedTuple):
    """The extension reads these fields by their position."""

    name: str | None
    value: Any
    model: str | None
    params: Mapping[str, Any]
    prompt: Prompt


def read(name: str, text: str) -> Variant:
    """The variant of that name, from a snapshot's JSON."""
    return describe(name, freeze(json.loads(text)))


def describe(name: str | None, value: Any) -> Variant:
    """Finds model, params and prompt in a value, which may be a caller's default and anything."""
    fields = value if isinstance(value, Mapping) else _NOTHING
    model, params, prompt = fields.get("model"), fields.get("params"), fields.get("prompt")
    text = prompt.get("text") if isinstance(prompt, Mapping) else prompt
    return Variant(
        name, value, model if isinstance(model, str) else None, params if isinstance(params, Mapping) else _NOTHING,
        Prompt(text if isinstance(text, str) else "", prompt))


def freeze(value: Any) -> Any:
    """The same value, read-only."""
    if isinstance(value, Mapping):
        return MappingProxyType({key: freeze(inner) for key, inner in value.items()})
    if isinstance(value, list):
        return tuple(freeze(inner) for inner in value)
    return value
