"""What the errors of other libraries mean: those of model providers, and those of the libraries beneath them.

None of them is imported. An error is known by its class's package and name, by the status or code that it carries, and
where a provider has no code for a refusal, by the words that it is known for.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import Any, Final, Literal

Meaning = Literal["error", "timeout", "rate_limited", "content_policy", "cancelled", "not_made"]


def _judged(error: Any) -> Meaning:
    """A guardrail of litellm's raises the same error where it could not look at the content at all."""
    return "content_policy" if getattr(error, "blocked_content", True) else "error"


_HTTPX: Final[dict[str, Meaning]] = {
    # The caller's own connections are all in use: nobody was called.
    "PoolTimeout": "not_made", "TimeoutException": "timeout"}

CLASSES: Final[dict[str, Mapping[str, Meaning | Callable[[Any], Meaning]]]] = {
    "aiohttp": {"ServerTimeoutError": "timeout"},
    "anthropic": {"APITimeoutError": "timeout", "RateLimitError": "rate_limited"},
    "botocore": {"ConnectTimeoutError": "timeout", "ReadTimeoutError": "timeout"},
    "google": {"RetryError": "timeout"},
    "grpc": {"FutureCancelledError": "cancelled", "FutureTimeoutError": "timeout"},
    "httpcore": _HTTPX, "httpcore2": _HTTPX, "httpx": _HTTPX, "httpx2": _HTTPX,
    "litellm": {
        "BlockedPiiEntityError": "content_policy", "BudgetExceededError": "not_made",
        "ContentPolicyViolationError": "content_policy", "GuardrailRaisedException": _judged,
        "RateLimitError": "rate_limited", "RejectedRequestError": "content_policy", "Timeout": "timeout"},
    "openai": {
        "APITimeoutError": "timeout", "ContentFilterFinishReasonError": "content_policy",
        "RateLimitError": "rate_limited"},
    "requests": {"Timeout": "timeout"},
    "urllib3": {"EmptyPoolError": "not_made", "TimeoutError": "timeout"},
}
"""By package and class; a class's own row comes before those of what it is built on."""

CODES: Final[dict[str, Meaning]] = {
    # OpenAI, Azure and what speaks their language
    "content_filter": "content_policy", "content_policy_violation": "content_policy",
    "image_content_policy_violation": "content_policy", "moderation_blocked": "content_policy",
    "responsibleaipolicyviolation": "content_policy", "insufficient_quota": "rate_limited",
    "rate_limit_exceeded": "rate_limited",
    # Anthropic: a stream that has begun fails with status 200
    "rate_limit_error": "rate_limited", "timeout_error": "timeout", "overloaded_error": "error",
    # Google and gRPC
    "resource_exhausted": "rate_limited", "deadline_exceeded": "timeout", "cancelled": "cancelled",
    "prohibited_content": "content_policy",
    # Bedrock
    "throttlingexception": "rate_limited", "throttling": "rate_limited", "toomanyrequestsexception": "rate_limited",
    "servicequotaexceededexception": "rate_limited", "modeltimeoutexception": "timeout",
    "requesttimeout": "timeout", "requesttimeoutexception": "timeout", "modelnotreadyexception": "error",
}
"""What an error calls itself, in small letters."""

STATUSES: Final[dict[int, Meaning]] = {408: "timeout", 429: "rate_limited", 499: "cancelled", 504: "timeout"}
"""Of HTTP."""

PHRASES: Final[dict[str, Meaning]] = {
    "content filtering policy": "content_policy",  # Anthropic, there and on Bedrock and Vertex
    "blocked by our content filters": "content_policy",  # Amazon's own models
    "flagged as potentially violating our usage policy": "content_policy",  # OpenAI's invalid_prompt
    "violate google's responsible ai practices": "content_policy",
    "prompts contains filtered words": "content_policy",  # Stability on Bedrock
    "too many 429 error responses": "rate_limited",  # urllib3's retries, through requests
}
"""In the message of an error of one of these packages that has no code of its own for it, in small letters."""

_TIMEOUTS: Final = (TimeoutError, asyncio.TimeoutError, concurrent.futures.TimeoutError)
_LENGTH: Final = 4_000
_DEPTH: Final = 8


def meaning(error: BaseException) -> Meaning | None:
    """None: nothing is known of it, nor of what it was raised from."""
    found = None
    for each in _chain(error):
        of_this = _meaning(each)
        found = found or of_this
        # A library's timeout may have been a wait for a connection of one's own.
        if of_this == "not_made" and found == "timeout":
            return of_this
    return found


def _chain(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    for _ in range(_DEPTH):
        if cause is None:
            return
        yield cause
        cause = cause.__cause__


def _meaning(error: BaseException) -> Meaning | None:
    packages = [kind.__module__.partition(".")[0] for kind in type(error).__mro__]
    for package, kind in zip(packages, type(error).__mro__):
        if (row := CLASSES.get(package, {}).get(kind.__name__)) is not None:
            return row(error) if callable(row) else row
    given = list(_given(error, packages))
    for value in given:
        if isinstance(value, str) and (code := CODES.get(value.lower())) is not None:
            return code
    for value in given:
        if (status := STATUSES.get(_number(value))) is not None:
            return status
    if any(package in CLASSES for package in packages):
        message = str(error)[:_LENGTH].lower()
        if (said := next((what for phrase, what in PHRASES.items() if phrase in message), None)) is not None:
            return said
    return "timeout" if isinstance(error, _TIMEOUTS) else None


def _given(error: Any, packages: list[str]) -> Iterator[Any]:
    """Statuses and codes, wherever a library puts them."""
    for name in ("status_code", "status", "error_code", "type"):
        yield _named(getattr(error, name, None))
    if "aiohttp" not in packages:  # which warns of `code`, and has its status above
        code = getattr(error, "code", None)
        yield _named(code() if "grpc" in packages and callable(code) else code)
    yield getattr(getattr(error, "error", None), "code", None)
    body = getattr(error, "body", None)
    for place in (body, _of(body, "error"), _of(_of(body, "error"), "innererror"), _of(body, "innererror")):
        yield _of(place, "code")
        yield _of(place, "type")
    response = getattr(error, "response", None)
    yield _of(_of(response, "Error"), "Code")
    yield _of(_of(response, "ResponseMetadata"), "HTTPStatusCode")
    for name in ("status_code", "status"):
        yield getattr(response, name, None)


def _named(value: Any) -> Any:
    return value.name if isinstance(value, Enum) and not isinstance(value, int) else value


def _of(place: Any, name: str) -> Any:
    return place.get(name) if isinstance(place, Mapping) else None


def _number(value: Any) -> int:
    """0 for what is none. Some servers send it as a text."""
    if isinstance(value, str) and len(value) == 3 and value.isdecimal():
        return int(value)
    return value if isinstance(value, int) else 0
