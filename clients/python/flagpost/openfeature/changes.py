"""Tells which flags changed with a new snapshot."""

from __future__ import annotations

import threading
from collections.abc import Callable

from ..client import Client
from .snapshot import digests

Tell = Callable[[int, list[str] | None], None]


class Changes:
    """Compares snapshots on a thread that is only there while one is compared: who reads a flag does not wait for it."""

    def __init__(self, client: Client, tell: Tell) -> None:
        self._client = client
        # With a generation, and the flags that differ from those of the one before; None: it is not known which.
        self._tell = tell
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._is_wanted = False
        self._is_closed = False
        self._generation = 0
        self._known: dict[str, bytes] | None = None

    def begin(self) -> None:
        """What is read now is what later snapshots are compared with."""
        self._is_closed = False
        self._generation, self._known = self._current()

    @property
    def has_begun(self) -> bool:
        return self._generation != 0

    def look(self) -> None:
        """There is another snapshot. If there was none before, it is only kept to be compared with."""
        with self._lock:
            self._is_wanted = True
            # In a forked child the thread of its parent is not alive.
            if self._thread is not None and self._thread.is_alive():
                return
            self._thread = threading.Thread(target=self._run, name="flagpost openfeature", daemon=True)
            thread = self._thread
        try:
            thread.start()
        except RuntimeError:
            self._run()  # the system has no thread left

    def close(self) -> None:
        self._is_closed = True
        thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    def _run(self) -> None:
        while True:
            with self._lock:
                if not self._is_wanted or self._is_closed:
                    self._thread = None
                    return
                self._is_wanted = False
            self._compare()

    def _compare(self) -> None:
        generation, now = self._current()
        before, self._known = self._known, now
        if generation == self._generation:
            return
        has_begun, self._generation = self.has_begun, generation
        if not has_begun:
            return
        if before is None or now is None:
            self._tell(generation, None)
        elif changed := sorted(key for key in before.keys() | now.keys() if before.get(key) != now.get(key)):
            self._tell(generation, changed)

    def _current(self) -> tuple[int, dict[str, bytes] | None]:
        """A snapshot that was superseded just now may be gone: then the next one is there."""
        generation, found = 0, None
        for _ in range(3):
            # A generation is that of the thread's last decision.
            self._client.route("")
            generation = self._client.generation
            if (found := digests(self._client.directory, generation)) is not None:
                break
        return generation, found
