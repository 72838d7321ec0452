"""Runs a chain whose calls answer bit by bit, blocking."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .answer import Answer
from .attempt import Attempt
from .chain import CachedStep, FixedStep
from .pump import END, Pump
from .running import ModelCall, look_up
from .walk import Walk

if TYPE_CHECKING:
    from typing_extensions import Self

    from ._native import Route

T = TypeVar("T")


class Stream(Generic[T]):
    """An iterator over an answer's chunks.

    A call that fails before its first chunk falls to the next step; after it, its error is raised here. What a cache
    has, and a static text, is one chunk. Reading no further is reported as cancelled: when the stream is dropped, or by
    `close`, or by leaving a `with` block.
    """

    def __init__(
        self, route: Route, feature: str, call: ModelCall[Iterable[T]], cached: Callable[[Route], Any] | None,
        stall: float | None, deadline: float | None,
    ) -> None:
        self.route = route
        # It refers to nothing that refers to this object: dropped, this object goes at once, and closes the reading.
        self._reading = _Reading[T](route, feature, call, cached, stall, deadline)
        self._chunks = self._reading.chunks()

    @property
    def answer(self) -> Answer[T] | None:
        """What it came to, without a value where a model answered; None until the first chunk, or the end, is there."""
        return self._reading.answer

    def __iter__(self) -> Iterator[T]:
        return self

    def __next__(self) -> T:
        return next(self._chunks)

    def close(self) -> None:
        self._chunks.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()


class _Reading(Generic[T]):
    """A stream as its chunks are made."""

    def __init__(
        self, route: Route, feature: str, call: ModelCall[Iterable[T]], cached: Callable[[Route], Any] | None,
        stall: float | None, deadline: float | None,
    ) -> None:
        self.answer: Answer[T] | None = None
        self._route = route
        self._feature = feature
        self._call = call
        self._cached = cached
        self._stall = stall
        self._deadline = deadline

    def chunks(self) -> Generator[T, None, None]:
        walk = Walk[T](self._route, self._feature, self._deadline)
        try:
            for step in walk.steps():
                if isinstance(step, FixedStep):
                    self.answer = walk.fixed(step)
                elif isinstance(step, CachedStep):
                    self.answer = walk.cached(look_up(self._route, self._cached))
                else:
                    yield from self._attempt(walk, walk.begin(step))
                    if self.answer is not None:
                        return
                if self.answer is not None:
                    if self.answer.value is not None:
                        yield self.answer.value
                    return
            self.answer = walk.exhausted()
        finally:
            walk.close()

    def _attempt(self, walk: Walk[T], attempt: Attempt) -> Generator[T, None, None]:
        """Sets `answer` with the first chunk."""
        try:
            pump = Pump(lambda: self._call(attempt, timeout=attempt.timeout), attempt)
        except Exception as error:
            walk.failed(attempt, error)
            return
        walk.made(attempt)
        try:
            chunk = pump.get(attempt.timeout)
        except Exception as error:
            pump.close()
            walk.failed(attempt, error)
            return
        except BaseException as error:
            pump.close()
            walk.broken(attempt, error)
            raise
        self.answer = walk.begun(attempt)
        stall = attempt.stall if self._stall is None else self._stall
        try:
            while chunk is not END:
                yield chunk
                chunk = pump.get(stall)
        except BaseException as error:
            pump.close()
            walk.broken(attempt, error)
            raise
        walk.ended(attempt)
