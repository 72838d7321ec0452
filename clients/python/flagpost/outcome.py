"""How a call ended, in the words that are reported."""

from __future__ import annotations

import asyncio
import concurrent.futures
from typing import Final, Literal

Result = Literal["ok", "error", "timeout", "rate_limited", "content_policy", "cancelled", "not_made"]

# 6 is `lost`, which only the agent says.
NUMBERS: Final[dict[str, int]] = {
    "ok": 0, "error": 1, "timeout": 2, "rate_limited": 3, "content_policy": 4, "cancelled": 5, "not_made": 7}


class NotMade(TimeoutError):
    """A call that was not made: there was no time or no room left for it on this side. Nobody was called, so that it
    says nothing about a model, and no guard judges it."""


class DeadlinePassed(NotMade):
    """The deadline had passed before the call."""


class CancelledFromWithin(Exception):
    """A call ended itself by a cancellation that nobody outside had asked for."""


_TIMEOUTS = (TimeoutError, asyncio.TimeoutError, concurrent.futures.TimeoutError)
_CANCELLED = (
    asyncio.CancelledError, concurrent.futures.CancelledError, CancelledFromWithin, KeyboardInterrupt, SystemExit,
    GeneratorExit)
_REFUSALS = ("content_filter", "content_policy_violation")


def result_of(error: BaseException) -> Result:
    """By the error's type, and by what the clients of model providers put into theirs: a status of 429, a code for a
    refused content, a name that says timeout. An error that cannot even be asked is one."""
    try:
        return _result_of(error)
    except Exception:
        return "error"


def _result_of(error: BaseException) -> Result:
    if isinstance(error, NotMade):
        return "not_made"
    if isinstance(error, _TIMEOUTS):
        return "timeout"
    if isinstance(error, _CANCELLED):
        return "cancelled"
    status = getattr(error, "status_code", None) or getattr(error, "status", None) or getattr(error, "code", None)
    if status == 429 or type(error).__name__ == "RateLimitError":
        return "rate_limited"
    if getattr(error, "code", None) in _REFUSALS:
        return "content_policy"
    if status in (408, 504) or "Timeout" in type(error).__name__:
        return "timeout"
    return "error"
