"""The ways in which a process ends in good order. On each of them the calls that are open end as cancelled.

SIGTERM ends a process that does not handle it at once, and nothing of it runs any more. So it is handled here, where
nobody else does: the open calls end, then the process, as it would have. Whoever handles SIGTERM keeps it.
"""

from __future__ import annotations

import atexit
import os
import signal
import sys
import threading
from types import FrameType

from .open_calls import open_calls

_OFF = ("0", "no", "off", "false", "leave")


class Exits:
    """What is registered in this process so far."""

    def __init__(self) -> None:
        self.leaves_sigterm = os.environ.get("FLAGPOST_HANDLE_SIGTERM", "").lower() in _OFF
        self._registered: object = None

    def handle_sigterm(self) -> None:
        """Only the main thread can, and only where nobody has said what SIGTERM means."""
        if self.leaves_sigterm or threading.current_thread() is not threading.main_thread():
            return
        try:
            if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
                signal.signal(signal.SIGTERM, _terminate)
        except ValueError:
            pass  # another interpreter's main thread

    def watch(self) -> None:
        """With the first call of each process: what a parent registered is not always a child's."""
        if self._registered is open_calls.process:
            return
        self._registered = open_calls.process
        atexit.unregister(_exit)
        atexit.register(_exit)
        parent = getattr(sys.modules.get("multiprocessing.process"), "parent_process", None)
        if parent is not None and parent() is not None:
            # Such a child may end without what is registered above.
            sys.modules["multiprocessing.util"].Finalize(None, _leave, exitpriority=-100)
        self.handle_sigterm()


def _exit() -> None:
    """The interpreter ends; of its threads only those are left that it does not wait for."""
    open_calls.is_over = True
    open_calls.cancel()


def _leave() -> None:
    """A child of multiprocessing has done its work; it still waits for its threads."""
    open_calls.cancel(even_awaited=False)


def _terminate(number: int, frame: FrameType | None) -> None:
    open_calls.is_over = True
    open_calls.cancel()
    signal.signal(number, signal.SIG_DFL)
    signal.raise_signal(number)


exits = Exits()
