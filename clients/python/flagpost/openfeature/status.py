"""What of a provider's state is news."""

from __future__ import annotations

import threading

from openfeature.event import ProviderEvent, ProviderEventDetails

_Event = tuple[ProviderEvent, ProviderEventDetails]


class Status:
    """Compares what was read with what was read before."""

    def __init__(self, stale_after: float) -> None:
        self._stale_after = stale_after
        self._lock = threading.Lock()
        # Generation, and whether its flags are confirmed. None: not ready.
        self._seen: tuple[int, bool] | None = None

    def begin(self, generation: int, age: float | None) -> None:
        """The SDK tells of readiness itself; staleness is told with the first flag."""
        with self._lock:
            self._seen = (generation, True)

    def look(self, generation: int, age: float | None) -> list[_Event]:
        """Events, in the order in which they are to be told."""
        now = (generation, age is not None and age <= self._stale_after)
        if now == self._seen:
            return []
        with self._lock:
            before, self._seen = self._seen, now
        if before == now:
            return []
        events: list[_Event] = []
        if before is None or (now[1] and not before[1]):
            events.append((ProviderEvent.PROVIDER_READY, ProviderEventDetails()))
        if before is not None and before[0] != now[0]:
            events.append((ProviderEvent.PROVIDER_CONFIGURATION_CHANGED, ProviderEventDetails()))
        if not now[1] and (before is None or before[1]):
            message = "the agent has never confirmed these flags" if age is None else (
                f"the agent confirmed these flags {age:.1f} s ago")
            events.append((ProviderEvent.PROVIDER_STALE, ProviderEventDetails(message=message)))
        return events
