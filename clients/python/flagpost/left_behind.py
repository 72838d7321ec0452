"""Calls that were left behind: their time was up, and they have not come back. Each holds a thread or a task, so that
there can be no end of them; and what hangs in one place must not stand in the way of any other."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from .outcome import NotMade

_log = logging.getLogger("flagpost")
_MINUTE = 60.0


class Place(NamedTuple):
    """What calls share, if they hang together."""

    directory: str
    feature: str
    model: str


class TooManyLeftBehind(NotMade):
    """So many calls of this feature to this model have not come back that no further one is made."""


@dataclass
class _Share:
    count: int = 0
    told: float | None = None


class LeftBehind:
    """Counts them, by place. Of a place that has none another call is always made."""

    def __init__(self, share: int = 64, limit: int = 512, clock: Callable[[], float] = time.monotonic) -> None:
        self.share = share
        """At most so many of one place,"""
        self.limit = limit
        """... and of all places together, beyond which only those go on that have none."""
        self._clock = clock
        self.forget()

    def forget(self) -> None:
        """In a forked child none of them exists."""
        self._lock = threading.Lock()
        self._shares: dict[Place, _Share] = {}
        self._count = 0

    @property
    def count(self) -> int:
        return self._count

    def admit(self, place: Place) -> None:
        """Raises TooManyLeftBehind where no further call is to be made there."""
        with self._lock:
            share = self._shares.get(place)
            if share is None or (share.count < self.share and self._count < self.limit):
                return
            count, now = share.count, self._clock()
            is_told = share.told is not None and now - share.told < _MINUTE
            if not is_told:
                share.told = now
        what = f"{count} calls of {place.feature} to {place.model} have not come back although their time was up"
        if not is_told:
            _log.warning(
                "flagpost: %s, so that no further one is made until one does: the chain's next step answers. Pass the "
                "`timeout` that the call is given on to the library that makes it, so that it ends in time", what)
        raise TooManyLeftBehind(what)

    def add(self, place: Place) -> None:
        with self._lock:
            self._shares.setdefault(place, _Share()).count += 1
            self._count += 1

    def remove(self, place: Place) -> None:
        with self._lock:
            share = self._shares.get(place)
            if share is None:
                return
            self._count -= 1
            share.count -= 1
            if share.count == 0:
                del self._shares[place]


left_behind = LeftBehind()
os.register_at_fork(after_in_child=left_behind.forget)
