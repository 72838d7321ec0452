"""A call to a model, timed and reported."""

from __future__ import annotations

import asyncio
import time
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._native import Route

_RESULTS = {"ok": 0, "error": 1, "timeout": 2, "rate_limited": 3, "content_policy": 4, "cancelled": 5}


class Call:
    """One call to a model. Leaving the block reports it; an exception goes on its way."""

    def __init__(self, route: Route, *, model: str | None, attempt: int, final: bool) -> None:
        self._route = route
        self._model = model
        self._attempt = attempt
        self._final = final
        self._begun: bytes | None = None
        self._started = 0
        self._tokens = (0, 0, 0)
        self._cost = -1
        self.result: str | None = None

    def usage(self, *, input_tokens: int = 0, output_tokens: int = 0, cached_tokens: int = 0,
              cost_usd: float | None = None) -> None:
        self._tokens = (input_tokens, output_tokens, cached_tokens)
        self._cost = -1 if cost_usd is None else round(cost_usd * 1e6)

    def begin(self) -> None:
        self._started = time.monotonic_ns()
        try:
            self._begun = self._route._begin(self._model or self._route.model, self._attempt)
        except Exception as error:
            self._route._client._complain("begin", error)

    def end(self, latency: float | None = None) -> bool:
        """Reports the result, `ok` unless it was set."""
        if self._begun is None:
            return False
        begun, self._begun = self._begun, None
        try:
            read, written, cached = map(_count, self._tokens)
            nanoseconds = time.monotonic_ns() - self._started if latency is None else round(latency * 1e9)
            return self._route._end(
                begun, _RESULTS[self.result or "ok"], max(nanoseconds, 1), read, written, cached, self._cost,
                not self._final)
        except Exception as error:
            self._route._client._complain("end", error)
            return False

    def __enter__(self) -> Call:
        self.begin()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        if kind is not None and self.result is None:
            if issubclass(kind, (TimeoutError, asyncio.TimeoutError)):
                self.result = "timeout"
            elif issubclass(kind, asyncio.CancelledError):
                self.result = "cancelled"
            else:
                self.result = "error"
        self.end()


def _count(tokens: int) -> int:
    return min(max(int(tokens), 0), 2**32 - 1)
