"""The calls of this process that have begun and not ended. A process that ends in good order ends them as cancelled:
what its caller gave up says nothing about a model, while a call that nobody ended counts as lost."""

from __future__ import annotations

import os
import weakref
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .call import Call


class OpenCalls:
    """Without a lock: a signal's handler looks in here, whatever it interrupts."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """In a forked child none of them is its own."""
        self._calls: dict[int, weakref.ref[Call]] = {}
        self.process = object()
        """What a call has in common with the process that it began in."""
        self.is_over = False
        """The process is ending: a call that begins now is reported when it has ended, or not at all."""

    def add(self, call: Call) -> None:
        self._calls[id(call)] = weakref.ref(call)

    def remove(self, call: Call) -> None:
        self._calls.pop(id(call), None)

    def cancel(self, of: Any = None, *, even_awaited: bool = True) -> None:
        """Ends them.

        `of` is a client that they are of; None: any. Those that `even_awaited` leaves out began on threads which the
        interpreter waits for before it ends.
        """
        for reference in self._calls.copy().values():
            call = reference()
            if call is not None and (of is None or call.client is of) and (even_awaited or not call.is_awaited):
                call.cancel()


open_calls = OpenCalls()
os.register_at_fork(after_in_child=open_calls.forget)
