"""Takes an asynchronous stream's chunks in one task, from the first to the last: a stream may be bound to the task that
opened it."""

from __future__ import annotations

import asyncio
import inspect
from collections import deque
from collections.abc import AsyncIterable, Awaitable
from typing import Any, Generic, TypeVar

from .arunning import abandon, within
from .attempt import Attempt
from .chunks import Opening
from .left_behind import left_behind
from .outcome import CancelledFromWithin
from .pump import END
from .running import ModelCall

T = TypeVar("T")


class AsyncPump(Generic[T]):
    """Between a stream and its reader, with room for a few chunks. The first one has content."""

    ROOM = 16

    def __init__(self, call: ModelCall[AsyncIterable[T] | Awaitable[AsyncIterable[T]]], attempt: Attempt) -> None:
        left_behind.admit(attempt.place)
        self._chunks: deque[Any] = deque()
        self._room = asyncio.Event()
        # What the reader waits for.
        self._arrival: asyncio.Future[None] | None = None
        self._error: BaseException | None = None
        self._attempt = attempt
        self._task = asyncio.ensure_future(self._run(call))

    async def get(self, seconds: float | None) -> Any:
        """The next chunk, or END. Raises what the stream raised, or TimeoutError when the time is up."""
        if not self._chunks:
            self._arrival = asyncio.get_running_loop().create_future()
            await within(self._arrival, seconds)
        chunk = self._chunks.popleft()
        self._room.set()
        if chunk is END and self._error is not None:
            raise self._error
        return chunk

    def close(self) -> None:
        """The stream is closed by its own task, which nobody waits for."""
        if self._attempt.is_of_this_process:
            abandon(self._task, self._attempt.place)

    async def _run(self, call: ModelCall[AsyncIterable[T] | Awaitable[AsyncIterable[T]]]) -> None:
        stream: Any = None
        opening = Opening()
        try:
            opened: Any = call(self._attempt, timeout=self._attempt.timeout)
            stream = await opened if inspect.isawaitable(opened) else opened
            async for chunk in stream:
                if opening.is_over:
                    await self._put(chunk)
                elif begun := opening.take(chunk):
                    self._attempt.first_token()
                    for each in begun:
                        await self._put(each)
            if not opening.is_over:
                self._error = opening.error()
        except asyncio.CancelledError:
            self._error = CancelledFromWithin("the call cancelled itself")
        except BaseException as error:
            self._error = error
        self._attempt.stop(self._error)
        # Without waiting for room: nobody may be there to make some.
        self._append(END)
        close: Any = getattr(stream, "aclose", None)
        if close is not None:
            await close()

    async def _put(self, chunk: Any) -> None:
        while len(self._chunks) >= self.ROOM:
            self._room.clear()
            await self._room.wait()
        self._append(chunk)

    def _append(self, chunk: Any) -> None:
        self._chunks.append(chunk)
        if self._arrival is not None and not self._arrival.done():
            self._arrival.set_result(None)
