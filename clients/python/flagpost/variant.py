"""What a variant's JSON comes to: parsed once for each snapshot, and shared read-only by all routes that lead to it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

from .chain import Chain
from .prompt import Prompt
from .read_only import NOTHING, ReadOnlyDict, freeze, object_of

_DECODER = json.JSONDecoder(object_hook=ReadOnlyDict)


class _Served(NamedTuple):
    name: str | None
    value: Any


class Variant(_Served):
    """A name, which is None for a caller's default, and a value, which may then be anything.

    The extension reads these two by their position, and the rest by name. What is found in the value is looked for when it
    is first asked for: whoever reads a flag as it is replaced waits for no more than it wants.
    """

    @property
    def _fields_of_value(self) -> Mapping[str, Any]:
        return self.value if isinstance(self.value, Mapping) else NOTHING

    @cached_property
    def model(self) -> str | None:
        model = self._fields_of_value.get("model")
        return model if isinstance(model, str) else None

    @property
    def ai(self) -> bool:
        return self.model is not None

    @cached_property
    def static(self) -> str | None:
        text = self.value if isinstance(self.value, str) else self._fields_of_value.get("static")
        return text if isinstance(text, str) and not self.ai else None

    @cached_property
    def data(self) -> ReadOnlyDict | None:
        return None if self.ai else object_of(self._fields_of_value.get("data"))

    @cached_property
    def params(self) -> ReadOnlyDict:
        return object_of(self._fields_of_value.get("params")) or NOTHING

    @cached_property
    def prompt(self) -> Prompt:
        return Prompt(self._fields_of_value.get("prompt"))

    @cached_property
    def chain(self) -> Chain:
        return Chain.of(self.value)


def read(name: str, text: str) -> Variant:
    """The variant of that name, from a snapshot's JSON."""
    # Past the named tuple's own constructor, which takes as long as the rest: see `_parse`.
    return tuple.__new__(Variant, (name, _parse(text)))


def read_metadata(text: str) -> ReadOnlyDict:
    """What a flag says of itself, from a snapshot's JSON."""
    return object_of(_parse(text)) or NOTHING


def _parse(text: str) -> Any:
    """Read-only. The parser sees to objects; only a text with lists is gone through again. Mostly run for the first time in
    a while, while a request waits: what is not in the processor's caches takes ten times as long, so it is little."""
    value, end = _DECODER.raw_decode(text)
    if end != len(text):
        raise json.JSONDecodeError("Extra data", text, end)
    return freeze(value) if "[" in text else value

