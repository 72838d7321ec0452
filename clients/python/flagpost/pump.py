"""Takes a blocking stream's chunks on a thread of its own, so that waiting for one can end in time."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any, Final, Generic, TypeVar

from .attempt import Attempt
from .chunks import Opening
from .workers import Worker

T = TypeVar("T")

END: Final = object()
"""What comes after the last chunk."""


class Pump(Generic[T]):
    """Between a stream and its reader, with room for a few chunks. The first one has content."""

    ROOM = 16

    def __init__(self, open_stream: Callable[[], Iterable[T]], attempt: Attempt) -> None:
        self._open = open_stream
        self._attempt = attempt
        self._chunks: deque[Any] = deque()
        self._changed = threading.Condition()
        self._is_closed = False
        self._error: BaseException | None = None
        self._worker = Worker(attempt.place, self._run)

    def get(self, seconds: float | None) -> Any:
        """The next chunk, or END. Raises what the stream raised, or TimeoutError when the time is up."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._chunks, seconds):
                raise TimeoutError(f"nothing within {seconds:.3f} s")
            chunk = self._chunks.popleft()
            self._changed.notify_all()
        if chunk is END and self._error is not None:
            raise self._error
        return chunk

    def close(self) -> None:
        """The stream is closed by its own thread, as soon as that comes back from it."""
        if not self._attempt.is_of_this_process:
            return  # the thread is the parent's, and may have held the lock when this process was forked
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
        self._worker.leave()

    def _run(self) -> None:
        stream: Any = None
        opening = Opening()
        try:
            stream = self._open()
            for chunk in stream:
                if opening.is_over:
                    ready = [chunk]
                elif ready := opening.take(chunk):
                    self._attempt.first_token()
                if self._is_closed or not all(map(self._put, ready)):
                    break
            if not opening.is_over:
                self._error = opening.error()
        except BaseException as error:
            self._error = error
        self._attempt.stop(self._error)
        self._put(END)
        close = getattr(stream, "close", None)
        if callable(close):
            close()

    def _put(self, chunk: Any) -> bool:
        with self._changed:
            self._changed.wait_for(lambda: self._is_closed or len(self._chunks) < self.ROOM)
            if not self._is_closed:
                self._chunks.append(chunk)
                self._changed.notify_all()
            return not self._is_closed
