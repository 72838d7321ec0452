"""An ordinary flag, read with all that is known of the decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from .read_only import NOTHING, ReadOnlyDict

if TYPE_CHECKING:
    from ._native import Route

Kind = type | tuple[type, ...] | None
"""A type of Python's, several, or any."""

# OpenFeature's words for Flagpost's.
_CODES = {
    "NOT_READY": "PROVIDER_NOT_READY", "FLAG_NOT_FOUND": "FLAG_NOT_FOUND", "PARSE_ERROR": "PARSE_ERROR",
    "INVALID_ARGUMENT": "INVALID_CONTEXT", "GENERAL": "GENERAL"}
_MESSAGES = {
    "NOT_READY": "no agent has published flags here yet", "FLAG_NOT_FOUND": "there is no such flag",
    "PARSE_ERROR": "the flag's rule cannot be evaluated",
    "GENERAL": "the flag's rule came to something that is no variant",
    "ERROR": "the flag could not be evaluated: an argument is of no use, or the directory cannot be opened"}


class Evaluation(NamedTuple):
    """What a flag comes to, in OpenFeature's words."""

    value: Any
    """Read-only JSON, or the default."""
    variant: str | None
    reason: str
    """STATIC, TARGETING_MATCH, SPLIT, DEFAULT, DISABLED, STALE or ERROR."""
    error_code: str | None
    """FLAG_NOT_FOUND, TYPE_MISMATCH, PROVIDER_NOT_READY, ...; None: no error, even if the default is served."""
    error_message: str | None
    route: Route
    """The decision itself."""

    @property
    def metadata(self) -> ReadOnlyDict:
        """What the flag says of itself, with what its set says."""
        return self.route.metadata or NOTHING

    @property
    def cause(self) -> str | None:
        return self.route.cause

    @property
    def revision(self) -> int:
        return self.route.revision

    @property
    def age(self) -> float | None:
        """Seconds since the agent last confirmed the revision; None: never."""
        return self.route.age

    @property
    def decision(self) -> str:
        return self.route.decision

    @property
    def token(self) -> str:
        return self.route.token

    @staticmethod
    def of(route: Route, default: Any, kind: Kind) -> Evaluation:
        """Of a route. A value of another kind than asked for is replaced by the default, with the reason."""
        if (error := route.error) is not None:
            return Evaluation(default, None, "ERROR", _CODES.get(error, "GENERAL"), _MESSAGES.get(error), route)
        value = route.value
        if route.is_default or is_kind(value, kind):
            return Evaluation(value, route.variant, route.reason, None, None, route)
        names = " or ".join(each.__name__ for each in (kind if isinstance(kind, tuple) else (kind,)) if each)
        message = f"the value should be of type {names} and is {type(value).__name__}"
        return Evaluation(default, None, "ERROR", "TYPE_MISMATCH", message, route)


def is_kind(value: Any, kind: Kind) -> bool:
    """Whether a JSON value is of a type of Python's: true and false are no numbers, a whole number is a float too."""
    if kind is None:
        return True
    if isinstance(kind, tuple):
        return any(is_kind(value, each) for each in kind)
    if isinstance(value, bool):
        return kind is bool
    if kind is float:
        return isinstance(value, (int, float))
    if kind is int:
        return isinstance(value, int) or isinstance(value, float) and value.is_integer()
    if kind is dict:
        return isinstance(value, Mapping)
    if kind is list:
        return isinstance(value, (list, tuple))
    return isinstance(value, kind)


def converted(value: Any, kind: Kind) -> Any:
    """A number as the type that was asked for, so that 1.0 is an int's 1."""
    return kind(value) if (kind is int or kind is float) and type(value) is not kind else value
