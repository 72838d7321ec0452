"""Opens a namespace and decides. Nothing here raises into the caller's request."""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from ._native import Reader
from .route import Call, Route

_log = logging.getLogger("flagpost")


class Client:
    """Reads one namespace's flags from this host's memory: no connection, no thread of its own."""

    def __init__(self, namespace: str | None = None, runtime_dir: str | None = None) -> None:
        namespace = namespace or os.environ.get("FLAGPOST_NAMESPACE") or "default"
        self.directory = os.path.join(runtime_dir or _runtime_dir(), namespace)
        self._local = threading.local()
        self._first: Reader | None = None
        self._opening = threading.Lock()
        self._complained: set[str] = set()

    def route(self, feature: str, *, unit: str | None = None, default: Any = None, **attributes: Any) -> Route:
        """What the unit gets. Where nothing can be decided, or an argument has no usable type: the default."""
        try:
            parsed, decision = self._reader().evaluate(feature, unit, attributes)
        except Exception as error:
            self._complain(f"route: {error!r}")
            return Route(self, None, default, None, unit)
        return Route(self, parsed, default, decision, unit)

    def report(
        self, route: Route, result: str = "ok", *, latency: float | None = None, input_tokens: int = 0,
        output_tokens: int = 0, cached_tokens: int = 0, cost_usd: float | None = None, model: str | None = None,
        attempt: int = 1, final: bool = True,
    ) -> bool:
        """Reports a call that was timed elsewhere; `latency` is in seconds. False where the report was dropped."""
        call = Call(route, model=model, attempt=attempt, final=final)
        call.usage(input_tokens=input_tokens, output_tokens=output_tokens, cached_tokens=cached_tokens,
                   cost_usd=cost_usd)
        call.begin()
        call.result = result
        return call.end(latency)

    def _reader(self) -> Reader:
        reader: Reader | None = getattr(self._local, "reader", None)
        if reader is None:
            with self._opening:
                if self._first is None:
                    # Kept for good: the client inside it is shared by the readers of all threads.
                    reader = self._first = Reader(self.directory, _parse)
                else:
                    reader = Reader(self.directory, _parse, self._first)
            self._local.reader = reader
        return reader

    def _complain(self, what: str) -> None:
        """Once per kind of trouble; the set is limited, like everything that outside data can grow."""
        if what not in self._complained and len(self._complained) < 100:
            self._complained.add(what)
            _log.warning("flagpost %s; the default is used", what)


def _runtime_dir() -> str:
    named = os.environ.get("FLAGPOST_RUNTIME_DIR")
    if named:
        return named
    of_session = os.environ.get("XDG_RUNTIME_DIR")
    if of_session and not os.path.isdir("/run/flagpost"):
        return os.path.join(of_session, "flagpost")
    return "/run/flagpost"


def _parse(variant: str, value: str) -> tuple[str, Any]:
    return variant, freeze(json.loads(value))


def freeze(value: Any) -> Any:
    """The same value, read-only: it is shared by everybody who gets this variant."""
    if isinstance(value, Mapping):
        return MappingProxyType({key: freeze(inner) for key, inner in value.items()})
    if isinstance(value, list):
        return tuple(freeze(inner) for inner in value)
    return value
