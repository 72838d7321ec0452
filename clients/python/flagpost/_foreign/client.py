"""As native/client.c."""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .library import (
    BOOL, MAXIMUM_ATTRIBUTES, NOT_READY, NUMBER, OK, STRING, Attribute, Decision, library, message, reported)
from .reader import OpenClient, Readers
from .route import Route

if TYPE_CHECKING:
    from typing_extensions import Self

    from ..checks import Unit
    from ..client import Client as PythonClient

REFERENCE = struct.Struct("=5Q")


class Client:
    """One namespace. The class built on it has the methods that native.h names."""

    _readers: Readers
    _cache: _Cache

    def __new__(cls, directory: str, /) -> Self:
        self = super().__new__(cls)
        self._readers = Readers(OpenClient(directory))
        self._cache = _Cache()
        return self

    def route(
        self, /, feature: str, *, unit: Unit | None = None, default: Any = None,
        attributes: Mapping[str, Any] | None = None, **named: Any,
    ) -> Route:
        return self._decide(feature, unit, default, named, attributes)

    def _decide(
        self: Any, feature: str, unit: Unit | None, default: Any, named: dict[str, Any],
        attributes: Mapping[str, Any] | None, /,
    ) -> Route:
        route = Route(self, unit, default)
        try:
            self._fill(route, feature, named if attributes is None else self._merged(named, attributes))
        except Exception as error:
            self._complain("route", error)
        return route

    def _fill(self: Any, route: Route, feature: str, attributes: dict[str, Any]) -> None:
        reader = self._readers.reader
        if reader.handle is None:
            raise OSError(message(reader.status))
        key = _text(feature, "feature")
        if route._unit is not None and not isinstance(route._unit, str):
            route._unit = self._unit_text(route._unit)
        unit = None if route._unit is None else route._unit.encode()
        given = [(name.encode(), value) for name, value in attributes.items() if value is not None]
        if len(given) > MAXIMUM_ATTRIBUTES:
            raise ValueError(f"more than {MAXIMUM_ATTRIBUTES} attributes")
        array = (Attribute * len(given))()
        for slot, (name, value) in zip(array, given):
            _set(self, slot, name, value)
        decision = Decision()
        library.flagpost_evaluate(
            reader.handle, key, len(key), unit, 0 if unit is None else len(unit), array, len(given),
            ctypes.byref(decision))
        # Copied at once: they are gone with this thread's next evaluation, which Python code may run.
        name = _copied(decision.variant, decision.variant_length)
        value = _copied(decision.value, decision.value_length)
        metadata = _copied(decision.metadata, decision.metadata_length)
        served = None
        if decision.status == OK:
            served = self._cache.get(
                decision, decision.variant_hash, lambda: self._read_variant(name.decode(), value.decode()))
        if metadata:
            route.metadata = self._cache.get(decision, 0, lambda: self._read_metadata(metadata.decode()))
        route._decide(decision, served)
        if decision.status == NOT_READY:
            self._not_ready()

    @property
    def generation(self) -> int:
        generation: int = library.flagpost_generation(self._readers.reader.handle)
        return generation

    def _feedback(self, reference: bytes, unit: str | None, kind: str, /) -> bool:
        decision, unit_bytes, word = _decision(reference), _bytes(unit), kind.encode()
        return reported(library.flagpost_feedback(
            self._readers.reader.handle, ctypes.byref(decision), unit_bytes, len(unit_bytes), word, len(word)))

    def _score(self, reference: bytes, unit: str | None, name: str, dimension: str, value: float, /) -> bool:
        decision, unit_bytes, word, where = _decision(reference), _bytes(unit), name.encode(), dimension.encode()
        return reported(library.flagpost_score(
            self._readers.reader.handle, ctypes.byref(decision), unit_bytes, len(unit_bytes), word, len(word), where,
            len(where), value))


class _Cache:
    """What variants and metadata came to when they were parsed, for one snapshot."""

    def __init__(self) -> None:
        self._generation = 0
        self._objects: dict[tuple[int, int], Any] = {}

    def get(self, decision: Decision, variant: int, read: Any) -> Any:
        if decision.generation != self._generation:
            self._generation, self._objects = decision.generation, {}
        objects, key = self._objects, (decision.feature_hash, variant)
        found = objects.get(key)
        return objects.setdefault(key, read()) if found is None else found


def _set(client: PythonClient, slot: Attribute, name: bytes, value: Any) -> None:
    slot.name, slot.name_length = name, len(name)
    if isinstance(value, str):
        kind, text = STRING, value
    elif isinstance(value, bool):
        slot.type, slot.number = BOOL, float(value)
        return
    else:
        try:
            slot.type, slot.number = NUMBER, float(value) if hasattr(type(value), "__float__") else value.__index__()
            return
        except (AttributeError, TypeError):
            kind, text = client._attribute(value)
    encoded = text.encode()
    slot.type, slot.string, slot.string_length = kind, encoded, len(encoded)


def _text(value: Any, what: str) -> bytes:
    if not isinstance(value, str):
        raise TypeError(f"{what} has to be a string and is a {type(value)}")
    return value.encode()


def _bytes(unit: str | None) -> bytes:
    return b"" if unit is None else unit.encode()


def _copied(start: int | None, length: int) -> bytes:
    return b"" if start is None else ctypes.string_at(start, length)


def _decision(reference: bytes) -> Decision:
    if len(reference) != REFERENCE.size:
        raise ValueError("not the token of a route")
    feature, variant, revision, high, low = REFERENCE.unpack(reference)
    return Decision(
        feature_hash=feature, variant_hash=variant, revision=revision, decision_high=high, decision_low=low)
