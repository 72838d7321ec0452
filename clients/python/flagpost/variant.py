"""What a variant's JSON comes to: parsed once for each snapshot, and shared read-only by all routes that lead to it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from .chain import Chain
from .prompt import Prompt

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Variant(NamedTuple):
    """The extension reads these fields by their position."""

    name: str | None
    value: Any
    model: str | None
    params: Mapping[str, Any]
    prompt: Prompt
    chain: Chain


def read(name: str, text: str) -> Variant:
    """The variant of that name, from a snapshot's JSON."""
    return describe(name, freeze(json.loads(text)))


def describe(name: str | None, value: Any) -> Variant:
    """Finds model, params and prompt in a value, which may be a caller's default and anything."""
    fields = value if isinstance(value, Mapping) else _NOTHING
    model, params = fields.get("model"), fields.get("params")
    return Variant(
        name, value, model if isinstance(model, str) else None, params if isinstance(params, Mapping) else _NOTHING,
        Prompt(fields.get("prompt")), Chain.of(value))


def read_metadata(text: str) -> Mapping[str, Any]:
    """What a flag says of itself, from a snapshot's JSON."""
    metadata = freeze(json.loads(text))
    return metadata if isinstance(metadata, Mapping) else _NOTHING


def freeze(value: Any) -> Any:
    """The same value, read-only."""
    if isinstance(value, Mapping):
        return MappingProxyType({key: freeze(inner) for key, inner in value.items()})
    if isinstance(value, list):
        return tuple(freeze(inner) for inner in value)
    return value


def thaw(value: Any) -> Any:
    """A copy of a value that may be changed, of nothing but dictionaries, lists and scalars."""
    if isinstance(value, Mapping):
        return {key: thaw(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [thaw(inner) for inner in value]
    return value
