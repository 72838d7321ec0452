"""A call to a model, timed and reported."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from . import checks
from .checks import BadArgument
from .outcome import NUMBERS, Result, result_of

if TYPE_CHECKING:
    from ._native import Route

T = TypeVar("T")


class Call:
    """One call to a model. Leaving the block reports it; an exception goes on its way.

    What is said of it wrongly is told in the log and left out: it neither raises into the request nor keeps the call's
    end from being reported, without which the call would count as lost.
    """

    def __init__(self, route: Route, *, model: str | None, attempt: int, final: bool) -> None:
        self._route = route
        self._model = model
        self._attempt = attempt
        self._begun: bytes | None = None
        self._started = 0
        self._first_token = 0
        self._tokens = (0, 0, 0)
        self._cost: float | None = None
        self._result: Result | None = None
        self.final = final

    @property
    def result(self) -> Result | None:
        """How the call ended. None: `ok`, or what the exception says that ends the block."""
        return self._result

    @result.setter
    def result(self, result: Result | None) -> None:
        known = self._usable(checks.result, "result", result, "it is as if it had not been set")
        if result is None or known is not None:
            self._result = known

    def usage(self, *, input_tokens: int | None = 0, output_tokens: int | None = 0, cached_tokens: int | None = 0,
              cost_usd: float | None = None) -> None:
        """What the call took, as far as it is known."""
        self._tokens = (
            self._usable(checks.tokens, "input_tokens", input_tokens) or 0,
            self._usable(checks.tokens, "output_tokens", output_tokens) or 0,
            self._usable(checks.tokens, "cached_tokens", cached_tokens) or 0)
        self._cost = self._usable(checks.dollars, "cost_usd", cost_usd)

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
            model = self._usable(checks.text, "model", self._model) or self._route.model
            self._begun = self._route._begin(model, self._usable(checks.attempt, "attempt", self._attempt) or 1)
        except Exception as error:
            self._route._client._complain("call", error, "it is not reported")

    def end(self, latency: float | None = None, first_token: float | None = None) -> bool:
        """Reports the result, `ok` unless it was set, with times measured here unless they are given, in seconds. False
        where the report was dropped."""
        if self._begun is None:
            return False
        begun, self._begun = self._begun, None
        try:
            latency = self._usable(checks.seconds, "latency", latency)
            first_token = self._usable(checks.seconds, "first_token", first_token)
            nanoseconds = self.elapsed_ns if latency is None else max(round(latency * 1e9), 1)
            first = self._first_token if first_token is None else max(round(first_token * 1e9), 1)
            micros = -1 if self._cost is None else round(self._cost * 1e6)
            return self._route._end(
                begun, NUMBERS[self.result or "ok"], nanoseconds, first, *self._tokens, micros, not self.final)
        except Exception as error:
            self._route._client._complain("call", error, "its end is not reported")
            return False

    def __enter__(self) -> Call:
        self.begin()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        if error is not None and self.result is None:
            self.result = result_of(error)
        self.end()

    def _usable(
        self, check: Callable[[str, Any], T], name: str, value: Any, outcome: str = "it is left out of the report",
    ) -> T | None:
        """None for what was not given, and for what is of no use."""
        if value is None:
            return None
        try:
            return check(name, value)
        except BadArgument as error:
            self._route._client._complain("call", error, outcome)
            return None
