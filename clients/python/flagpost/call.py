"""A call to a model, timed and reported."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING

from .outcome import NUMBERS, Result, result_of

if TYPE_CHECKING:
    from ._native import Route


class Call:
    """One call to a model. Leaving the block reports it; an exception goes on its way."""

    def __init__(self, route: Route, *, model: str | None, attempt: int, final: bool) -> None:
        self._route = route
        self._model = model
        self._attempt = attempt
        self._begun: bytes | None = None
        self._started = 0
        self._first_token = 0
        self._tokens: tuple[int | None, ...] = (0, 0, 0)
        self._cost: float | None = None
        self.final = final
        self.result: Result | None = None

    def usage(self, *, input_tokens: int | None = 0, output_tokens: int | None = 0, cached_tokens: int | None = 0,
              cost_usd: float | None = None) -> None:
        """What the call took, as far as it is known."""
        self._tokens = (input_tokens, output_tokens, cached_tokens)
        self._cost = cost_usd

    def first_token(self) -> None:
        """The first token of a stream is here; later ones change nothing."""
        if self._first_token == 0:
            self._first_token = self.elapsed_ns

    @property
    def elapsed_ns(self) -> int:
        """Nanoseconds since the call began, at least 1."""
        return max(time.monotonic_ns() - self._started, 1)

    def begin(self) -> None:
        self._started = time.monotonic_ns()
        try:
            self._begun = self._route._begin(self._model or self._route.model, min(max(self._attempt, 1), 255))
        except Exception as error:
            self._route._client._complain("begin", error)

    def end(self, latency: float | None = None, first_token: float | None = None) -> bool:
        """Reports the result, `ok` unless it was set, with times measured here unless they are given, in seconds. False
        where the report was dropped."""
        if self._begun is None:
            return False
        begun, self._begun = self._begun, None
        try:
            read, written, cached = map(_count, self._tokens)
            nanoseconds = self.elapsed_ns if latency is None else max(round(latency * 1e9), 1)
            first = self._first_token if first_token is None else max(round(first_token * 1e9), 1)
            return self._route._end(
                begun, NUMBERS[self.result or "ok"], nanoseconds, first, read, written, cached,
                _micros(self._cost), not self.final)
        except Exception as error:
            self._route._client._complain("end", error)
            return False

    def __enter__(self) -> Call:
        self.begin()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        if error is not None and self.result is None:
            self.result = result_of(error)
        self.end()


def _count(tokens: int | None) -> int:
    return min(max(int(tokens or 0), 0), 2**32 - 1)


def _micros(cost: float | None) -> int:
    """-1: not known. A cost that is none does not take the report with it."""
    return round(cost * 1e6) if cost is not None and 0 <= cost < 1e12 else -1
