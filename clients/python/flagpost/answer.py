"""What a chain came to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from .read_only import ReadOnlyDict

if TYPE_CHECKING:
    from ._native import Route

T = TypeVar("T")
Source = Literal["model", "cached", "static", "default"]


@dataclass(frozen=True)
class Answer(Generic[T]):
    """An answer, and where it came from."""

    value: T | Any
    """What the call returned, what the cache had, the static text, or the default."""
    route: Route
    source: Source
    model: str | None = None
    """That answered, where one did."""
    data: ReadOnlyDict | None = None
    """What a static step carries beside its text."""
    attempts: int = 0
    """Calls that were made."""
    errors: tuple[Exception, ...] = ()
    """Of the calls that failed, in their order."""
    is_uncertain: bool = False
    """The answer is below `minConfidence`, and no step was left."""
