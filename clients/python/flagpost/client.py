"""Opens a namespace and decides. Nothing here raises into the caller's request."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING, Any

from . import _native, variant
from ._native import Route
from .call import Call
from .variant import Variant

if TYPE_CHECKING:
    from typing_extensions import Self

_log = logging.getLogger("flagpost")


class Client(_native.Client):
    """Reads one namespace's flags from this host's memory: no connection, no thread of its own.

    `route`, which the extension has, asks the methods below where it cannot answer by itself.
    """

    directory: str
    _complained: set[str]

    def __new__(cls, namespace: str | None = None, runtime_dir: str | None = None) -> Self:
        namespace = namespace or os.environ.get("FLAGPOST_NAMESPACE") or "default"
        directory = os.path.join(runtime_dir or _runtime_dir(), namespace)
        self = super().__new__(cls, directory)
        self.directory = directory
        self._complained = set()
        return self

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

    def _read_variant(self, name: str, value: str) -> Variant:
        return variant.read(name, value)

    def _describe(self, default: Any) -> Variant:
        return variant.describe(None, default)

    def _attempt(self, route: Route, *, model: str | None = None, number: int = 1, final: bool = True) -> Call:
        return Call(route, model=model, attempt=number, final=final)

    def _complain(self, what: str, error: Exception) -> None:
        """Once per kind of trouble; the set is limited, like everything that outside data can grow."""
        complaint = f"{what}: {error!r}"
        if complaint not in self._complained and len(self._complained) < 100:
            self._complained.add(complaint)
            _log.warning("flagpost %s; the default is used", complaint)


def _runtime_dir() -> str:
    named = os.environ.get("FLAGPOST_RUNTIME_DIR")
    if named:
        return named
    of_session = os.environ.get("XDG_RUNTIME_DIR")
    if of_session and not os.path.isdir("/run/flagpost"):
        return os.path.join(of_session, "flagpost")
    return "/run/flagpost"
