"""How a call ended, in the words that are reported."""

from __future__ import annotations

import asyncio
import concurrent.futures
from typing import Final, Literal

from .foreign_errors import meaning

Result = Literal["ok", "error", "timeout", "rate_limited", "content_policy", "cancelled", "not_made"]

# 6 is `lost`, which only the agent says.
NUMBERS: Final[dict[str, int]] = {
    "ok": 0, "error": 1, "timeout": 2, "rate_limited": 3, "content_policy": 4, "cancelled": 5, "not_made": 7}


class NotMade(TimeoutError):
    """A call that was not made: there was no time or no room left for it on this side. Nobody was called, so that it
    says nothing about a model, and no guard judges it."""


class Refused(Exception):
    """A model, or its provider, refused the content. To be raised where a refusal comes as an answer: no other model is
    asked then, and the chain's static step answers."""


class DeadlinePassed(NotMade):
    """The deadline had passed before the call."""


class CancelledFromWithin(Exception):
    """A call ended itself by a cancellation that nobody outside had asked for."""


_CANCELLED = (
    asyncio.CancelledError, concurrent.futures.CancelledError, CancelledFromWithin, KeyboardInterrupt, SystemExit,
    GeneratorExit)


def result_of(error: BaseException) -> Result:
    """By the error's type, by what the libraries of model providers mean by theirs, and by a name that says timeout. An
    error that cannot even be asked is one."""
    try:
        return _result_of(error)
    except Exception:
        return "error"


def _result_of(error: BaseException) -> Result:
    if isinstance(error, NotMade):
        return "not_made"
    if isinstance(error, Refused):
        return "content_policy"
    if isinstance(error, _CANCELLED):
        return "cancelled"
    if (known := meaning(error)) is not None:
        return known
    if type(error).__name__ == "RateLimitError":
        return "rate_limited"
    return "timeout" if "Timeout" in type(error).__name__ else "error"
