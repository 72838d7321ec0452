"""Runs a chain whose calls answer bit by bit, in an event loop."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Awaitable, Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .answer import Answer
from .arunning import abandon, alook_up, within
from .attempt import Attempt
from .chain import CachedStep, FixedStep
from .outcome import CancelledFromWithin
from .pump import END
from .running import ModelCall
from .walk import Walk

if TYPE_CHECKING:
    from typing_extensions import Self

    from ._native import Route

T = TypeVar("T")


class AsyncStream(Generic[T]):
    """`Stream` for an event loop: `async for chunk in flags.astream(...)`.

    The call gives an asynchronous iterator, or something to await that does.
    """

    def __init__(
        self, route: Route, call: ModelCall[AsyncIterable[T] | Awaitable[AsyncIterable[T]]],
        cached: Callable[[Route], Any] | None, stall: float | None, deadline: float | None,
    ) -> None:
        self.route = route
        self.answer: Answer[T] | None = None
        """What it came to, without a value where a model answered; None until the first chunk, or the end, is there."""
        self._call = call
        self._cached = cached
        self._stall = stall
        self._deadline = deadline
        self._chunks = self._run()

    def __aiter__(self) -> AsyncIterator[T]:
        return self

    async def __anext__(self) -> T:
        return await self._chunks.__anext__()

    async def aclose(self) -> None:
        await self._chunks.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None,
                        trace: TracebackType | None) -> None:
        await self.aclose()

    async def _run(self) -> AsyncGenerator[T, None]:
        walk = Walk[T](self.route, self._deadline)
        try:
            for step in walk.steps():
                if isinstance(step, FixedStep):
                    self.answer = walk.fixed(step)
                elif isinstance(step, CachedStep):
                    self.answer = walk.cached(await alook_up(self.route, self._cached))
                else:
                    attempt = walk.begin(step)
                    pump = _AsyncPump(self._call, attempt)
                    if (chunk := await self._first(walk, attempt, pump)) is None:
                        continue
                    stall = attempt.stall if self._stall is None else self._stall
                    try:
                        while chunk[0] is not END:
                            yield chunk[0]
                            chunk = (await pump.get(stall),)
                    except BaseException as error:
                        pump.close()
                        walk.broken(attempt, error)
                        raise
                    walk.ended(attempt)
                    return
                if self.answer is not None:
                    if self.answer.value is not None:
                        yield self.answer.value
                    return
            self.answer = walk.exhausted()
        finally:
            walk.close()

    async def _first(self, walk: Walk[T], attempt: Attempt, pump: _AsyncPump[T]) -> tuple[Any] | None:
        """The first chunk, or END; None: the next step follows."""
        try:
            chunk = await pump.get(attempt.timeout)
        except Exception as error:
            pump.close()
            walk.failed(attempt, error)
            return None
        except BaseException as error:
            pump.close()
            walk.broken(attempt, error)
            raise
        self.answer = walk.begun(attempt)
        return (chunk,)


class _AsyncPump(Generic[T]):
    """Takes the chunks in one task from the first to the last: a stream may be bound to the task that opened it."""

    ROOM = 16

    def __init__(self, call: ModelCall[AsyncIterable[T] | Awaitable[AsyncIterable[T]]], attempt: Attempt) -> None:
        self._chunks: asyncio.Queue[Any] = asyncio.Queue(self.ROOM)
        self._error: BaseException | None = None
        self._is_closed = False
        self._task = asyncio.ensure_future(self._run(call, attempt))

    async def get(self, seconds: float | None) -> Any:
        chunk = self._chunks.get_nowait() if not self._chunks.empty() else await within(
            asyncio.ensure_future(self._chunks.get()), seconds)
        if chunk is END and self._error is not None:
            raise self._error
        return chunk

    def close(self) -> None:
        self._is_closed = True
        abandon(self._task)

    async def _run(
        self, call: ModelCall[AsyncIterable[T] | Awaitable[AsyncIterable[T]]], attempt: Attempt,
    ) -> None:
        stream: Any = None
        try:
            opened: Any = call(attempt, timeout=attempt.timeout)
            stream = await opened if inspect.isawaitable(opened) else opened
            async for chunk in stream:
                attempt.first_token()
                await self._chunks.put(chunk)
        except asyncio.CancelledError:
            self._error = CancelledFromWithin("the call cancelled itself")
        except BaseException as error:
            self._error = error
        attempt.stop()
        if not self._is_closed:
            await self._chunks.put(END)
        close: Any = getattr(stream, "aclose", None)
        if close is not None:
            await close()
