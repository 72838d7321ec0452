"""Runs a chain whose calls answer bit by bit, in an event loop."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .answer import Answer
from .apump import AsyncPump
from .arunning import alook_up
from .attempt import Attempt
from .chain import CachedStep, FixedStep, ModelStep
from .pump import END
from .running import ModelCall
from .walk import Walk

if TYPE_CHECKING:
    from typing_extensions import Self

    from ._native import Route

T = TypeVar("T")


class AsyncStream(Generic[T]):
    """`Stream` for an event loop: `async for chunk in flags.astream(...)`.

    The call gives an asynchronous iterator, or something to await that does. No asynchronous generator, which only its
    event loop could end: dropped, it ends at once.
    """

    def __init__(
        self, route: Route, feature: str, call: ModelCall[AsyncIterable[T] | Awaitable[AsyncIterable[T]]],
        cached: Callable[[Route], Any] | None, stall: float | None, deadline: float | None,
    ) -> None:
        self.route = route
        self.answer: Answer[T] | None = None
        """What it came to, without a value where a model answered; None until the first chunk, or the end, is there."""
        self._feature = feature
        self._call = call
        self._cached = cached
        self._stall = stall
        self._deadline = deadline
        self._walk: Walk[T] | None = None
        self._attempt: Attempt | None = None
        self._pump: AsyncPump[T] | None = None
        self._is_over = False
        self._is_read = False

    def __aiter__(self) -> AsyncIterator[T]:
        return self

    async def __anext__(self) -> T:
        if self._is_read:
            raise RuntimeError("another task is reading this stream")
        if self._is_over:
            raise StopAsyncIteration
        self._is_read = True
        try:
            chunk = await (self._first() if self._walk is None else self._next())
        except BaseException as error:
            self._stop(error)
            raise
        finally:
            self._is_read = False
        if chunk is END:
            self._is_over = True
            raise StopAsyncIteration
        found: T = chunk
        return found

    async def aclose(self) -> None:
        self._stop(GeneratorExit())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None,
                        trace: TracebackType | None) -> None:
        await self.aclose()

    def __del__(self) -> None:
        try:
            self._stop(GeneratorExit())
        except Exception:
            pass  # it was never made, or the interpreter has hardly anything left

    def _stop(self, error: BaseException) -> None:
        """Nobody reads further. Reported at once; the call's own stream is closed by its task."""
        walk, attempt, pump = self._walk, self._attempt, self._pump
        self._is_over, self._attempt, self._pump = True, None, None
        if pump is not None:
            pump.close()
        if walk is not None and attempt is not None:
            walk.broken(attempt, error)
        elif walk is not None:
            walk.close()

    async def _first(self) -> Any:
        """The first chunk, or END."""
        walk = self._walk = Walk[T](self.route, self._feature, self._deadline)
        for step in walk.steps():
            if isinstance(step, ModelStep):
                chunk = await self._begun(walk, step)
                if chunk is not None:
                    return chunk[0]
                continue
            if isinstance(step, FixedStep):
                self.answer = walk.fixed(step)
            elif isinstance(step, CachedStep):
                self.answer = walk.cached(await alook_up(self.route, self._cached))
            if self.answer is not None:
                self._is_over = True
                return END if self.answer.value is None else self.answer.value
        self.answer = walk.exhausted()
        return END

    async def _begun(self, walk: Walk[T], step: ModelStep) -> tuple[Any] | None:
        """The first chunk of a call; None: the next step follows."""
        attempt = self._attempt = walk.begin(step)
        try:
            pump = self._pump = AsyncPump(self._call, attempt)
            walk.made(attempt)
            chunk = await pump.get(attempt.timeout)
        except Exception as error:
            if self._pump is not None:
                self._pump.close()
            self._attempt = self._pump = None
            walk.failed(attempt, error)
            return None
        self.answer = walk.begun(attempt)
        return (chunk,)

    async def _next(self) -> Any:
        """The chunk after the first, or END."""
        walk, attempt, pump = self._walk, self._attempt, self._pump
        if walk is None or attempt is None or pump is None:
            return END
        chunk = await pump.get(attempt.stall if self._stall is None else self._stall)
        if chunk is END:
            self._attempt = self._pump = None
            walk.ended(attempt)
        return chunk
