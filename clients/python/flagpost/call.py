"""A call to a model, timed and reported."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from . import checks
from .checks import BadArgument
from .exits import exits
from .open_calls import open_calls
from .outcome import NUMBERS, Result, result_of

if TYPE_CHECKING:
    from ._native import Route

T = TypeVar("T")


class Call:
    """One call to a model. Leaving the block reports it; an exception goes on its way.

    What is said of it wrongly is told in the log and left out: it neither raises into the request nor keeps the call's
    end from being reported, without which the call would count as lost. One that nobody ends is cancelled: where it is
    dropped, where its client is closed, where the process ends.
    """

    def __init__(self, route: Route, *, model: str | None, attempt: int, final: bool) -> None:
        self._route = route
        self._model = model
        self._attempt = attempt
        self._begun: bytes | None = None
        # The right to end it, which somebody takes: of a thread, a signal's handler and a finaliser only one does.
        self._unended: list[object] = []
        self._process: object = None
        self.is_awaited = False
        """It was begun by a thread that the interpreter waits for before it ends."""
        self._started = 0
        self._latency: float | None = None
        self._first_token = 0
        self._tokens = (0, 0, 0)
        self._cost: float | None = None
        self._result: Result | None = None
        # Of usage and end. Taken again by a signal's handler on the thread that holds it.
        self._lock = threading.RLock()
        # What was reported of them.
        self._told: tuple[tuple[int, int, int], float] | None = None
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
        """What the call took, as far as it is known. What comes after its end, as of a call that was left behind, is
        reported then: it is paid for all the same."""
        tokens = (
            self._usable(checks.tokens, "input_tokens", input_tokens) or 0,
            self._usable(checks.tokens, "output_tokens", output_tokens) or 0,
            self._usable(checks.tokens, "cached_tokens", cached_tokens) or 0)
        cost = self._usable(checks.dollars, "cost_usd", cost_usd)
        with self._lock:
            self._tokens, self._cost = tokens, cost
            self._tell_late()

    def first_token(self) -> None:
        """The first token of a stream is here; later ones change nothing."""
        if self._first_token == 0:
            self._first_token = self.elapsed_ns

    @property
    def elapsed_ns(self) -> int:
        """Nanoseconds since the call began, at least 1."""
        return max(time.monotonic_ns() - self._started, 1)

    @property
    def client(self) -> object:
        return self._route._client

    @property
    def is_of_this_process(self) -> bool:
        """False in a forked child: the call is its parent's, who ends it."""
        return self._process is open_calls.process

    def begin(self) -> None:
        self._started = time.monotonic_ns()
        self._process = open_calls.process
        thread = threading.current_thread()
        self.is_awaited = not thread.daemon and thread is not threading.main_thread()
        if open_calls.is_over:
            # Begun now, it might be lost.
            self._begun = None
        else:
            exits.watch()
            self._begun = self._announced()
            open_calls.add(self)
        self._told = None
        self._unended = [None]

    def _announced(self) -> bytes | None:
        """None where nothing is to be reported, and where that failed."""
        try:
            model = self._usable(checks.text, "model", self._model) or self._route.model
            return self._route._begin(model, self._usable(checks.attempt, "attempt", self._attempt) or 1)
        except Exception as error:
            self._route._client._complain("call", error, "it is not reported")
            return None

    def end(self, latency: float | None = None, first_token: float | None = None) -> bool:
        """Reports the result, `ok` unless it was set, with times measured here unless they are given, in seconds. False
        where the report was dropped."""
        return self._is_taken() and self._end(latency, first_token)

    def cancel(self) -> None:
        """Ends it as cancelled, unless it has ended or it is known how."""
        if self._is_taken():
            if self._result is None and self._latency is None:
                self._result = "cancelled"
            self._end(self._latency, None)

    def _is_taken(self) -> bool:
        """True for the first who asks, who has to end the call then."""
        if not self.is_of_this_process:
            return False
        try:
            self._unended.pop()
        except IndexError:
            return False
        open_calls.remove(self)
        return True

    def _end(self, latency: float | None, first_token: float | None) -> bool:
        begun = self._announced() if self._begun is None and open_calls.is_over else self._begun
        if begun is None:
            return False
        try:
            latency = self._usable(checks.seconds, "latency", latency)
            first_token = self._usable(checks.seconds, "first_token", first_token)
            nanoseconds = self.elapsed_ns if latency is None else max(round(latency * 1e9), 1)
            first = self._first_token if first_token is None else max(round(first_token * 1e9), 1)
            with self._lock:
                tokens, cost = self._tokens, self._cost
                self._told = tokens, cost or 0.0
            self._begun = begun
            return self._route._end(
                begun, NUMBERS[self.result or "ok"], nanoseconds, first, *tokens, _micros(cost), not self.final, False)
        except Exception as error:
            self._route._client._complain("call", error, "its end is not reported")
            return False

    def _tell_late(self) -> None:
        """Reports what the call's end did not have yet."""
        if self._told is None or self._begun is None or not self.is_of_this_process:
            return
        (told, told_cost), cost = self._told, max(self._cost or 0.0, self._told[1])
        read, written, cached = (max(now, before) for now, before in zip(self._tokens, told))
        if ((read, written, cached), cost) == (told, told_cost):
            return
        self._told = (read, written, cached), cost
        try:
            self._route._end(
                self._begun, NUMBERS[self.result or "ok"], 1, 0, read - told[0], written - told[1], cached - told[2],
                _micros(cost - told_cost) if cost > told_cost else -1, not self.final, True)
        except Exception as error:
            self._route._client._complain("call", error, "what it took is not reported")

    def __del__(self) -> None:
        try:
            self.cancel()
        except Exception:
            pass  # it was never made, or the interpreter has hardly anything left

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


def _micros(dollars: float | None) -> int:
    """Negative where they are not known."""
    return -1 if dollars is None else round(dollars * 1e6)
