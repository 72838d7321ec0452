"""Threads for calls that have to end in time: a blocking call can only be left behind."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from .left_behind import Place, left_behind
from .outcome import NotMade

T = TypeVar("T")


class NoThread(NotMade):
    """The system has no thread left for the call."""


class Worker(Generic[T]):
    """A piece of work on a thread of its own, with its caller's context variables.

    Raises NotMade where it is not even begun.
    """

    def __init__(self, place: Place, work: Callable[[], T]) -> None:
        left_behind.admit(place)
        self._place = place
        self._work = work
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._value: T
        self._error: BaseException | None = None
        self._is_left_behind = False
        context = contextvars.copy_context()
        thread = threading.Thread(target=context.run, args=(self._run,), name="flagpost call", daemon=True)
        try:
            thread.start()
        except RuntimeError as error:
            raise NoThread(str(error)) from error

    def _run(self) -> None:
        try:
            self._value = self._work()
        except BaseException as error:
            self._error = error
        del self._work
        with self._lock:
            self._ended.set()
        if self._is_left_behind:
            left_behind.remove(self._place)

    def wait(self, seconds: float | None) -> T:
        """What the work returns or raises. Raises TimeoutError when the time is up; the work is left behind then."""
        try:
            in_time = self._ended.wait(seconds)
        except BaseException:
            self.leave()
            raise
        if not in_time and self.leave():
            raise TimeoutError(f"no answer within {seconds:.3f} s")
        if self._error is not None:
            raise self._error
        return self._value

    def leave(self) -> bool:
        """False where it has ended, or was left behind, already."""
        with self._lock:
            if self._ended.is_set() or self._is_left_behind:
                return False
            left_behind.add(self._place)
            self._is_left_behind = True
            return True
