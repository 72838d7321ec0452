"""Threads for calls that have to end in time: a blocking call can only be left behind."""

from __future__ import annotations

import contextvars
import os
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class TooManyAbandoned(TimeoutError):
    """So many calls have not come back although their time was up that no further one is begun."""


class Worker(Generic[T]):
    """A piece of work on a thread of its own, with its caller's context variables."""

    def __init__(self, pool: Workers, work: Callable[[], T]) -> None:
        self._pool = pool
        self._work = work
        self._ended = threading.Event()
        self._value: T
        self._error: BaseException | None = None
        self.is_abandoned = False
        context = contextvars.copy_context()
        threading.Thread(target=context.run, args=(self._run,), name="flagpost call", daemon=True).start()

    def _run(self) -> None:
        try:
            self._value = self._work()
        except BaseException as error:
            self._error = error
        del self._work
        self._pool.ended(self)

    def wait(self, seconds: float | None) -> T:
        """What the work returns or raises. Raises TimeoutError when the time is up; the work is abandoned then."""
        try:
            in_time = self._ended.wait(seconds)
        except BaseException:
            self.abandon()
            raise
        if not in_time and self.abandon():
            raise TimeoutError(f"no answer within {seconds:.3f} s")
        if self._error is not None:
            raise self._error
        return self._value

    def abandon(self) -> bool:
        """False where it has ended already."""
        return self._pool.abandon(self)


class Workers:
    """Counts the threads that were left behind."""

    def __init__(self, limit: int = 64) -> None:
        self.limit = limit
        self.forget()

    def forget(self) -> None:
        """In a forked child none of them exists."""
        self._lock = threading.Lock()
        self._abandoned = 0

    @property
    def abandoned(self) -> int:
        """Calls that still run although nobody waits for them."""
        return self._abandoned

    def call(self, work: Callable[[], T], seconds: float | None) -> T:
        """Does the work within that time; on this very thread where there is no limit."""
        return work() if seconds is None else self.start(work).wait(seconds)

    def start(self, work: Callable[[], T]) -> Worker[T]:
        if self._abandoned >= self.limit:
            raise TooManyAbandoned(f"{self._abandoned} calls have not come back although their time was up")
        return Worker(self, work)

    def ended(self, worker: Worker[T]) -> None:
        with self._lock:
            worker._ended.set()
            if worker.is_abandoned:
                self._abandoned -= 1

    def abandon(self, worker: Worker[T]) -> bool:
        with self._lock:
            if worker._ended.is_set() or worker.is_abandoned:
                return False
            worker.is_abandoned = True
            self._abandoned += 1
            return True


workers = Workers()
os.register_at_fork(after_in_child=workers.forget)
