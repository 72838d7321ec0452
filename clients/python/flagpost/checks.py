"""What a report may say of a call or an answer. The limits are the agent's own for what comes over HTTP."""

from __future__ import annotations

import math
import operator
import reprlib
from typing import Any, Final, TypeAlias
from uuid import UUID

from .outcome import NUMBERS, Result

Unit: TypeAlias = str | int | float | UUID
"""Who is asking."""

_TOKENS: Final = 100_000_000
_DAY: Final = 86_400
_DOLLARS: Final = 1_000_000
_WORD: Final = 64
_LAST_ATTEMPT: Final = 255


class BadArgument(ValueError):
    """An argument of no use: which, what would be right, and what it is."""

    def __init__(self, name: str, wanted: str, value: object) -> None:
        super().__init__(f"{name} should be {wanted} and is {_shown(value)}")
        self.name = name


def result(name: str, value: Any) -> Result:
    if isinstance(value, str) and value in NUMBERS:
        return value  # type: ignore[return-value]
    raise BadArgument(name, "one of " + ", ".join(NUMBERS), value)


def tokens(name: str, value: Any) -> int:
    count = _whole(value)
    if count is None or not 0 <= count <= _TOKENS:
        raise BadArgument(name, f"a whole number from 0 to {_TOKENS}", value)
    return count


def attempt(name: str, value: Any) -> int:
    """What comes after the last number that can be reported has that one too: left out, it would count as the first."""
    number = _whole(value)
    if number is None or number < 1:
        raise BadArgument(name, "a whole number from 1", value)
    return min(number, _LAST_ATTEMPT)


def seconds(name: str, value: Any) -> float:
    return _from_zero(name, value, _DAY, "a number of seconds")


def dollars(name: str, value: Any) -> float:
    return _from_zero(name, value, _DOLLARS, "a number of dollars")


def share(name: str, value: Any) -> float:
    return _from_zero(name, value, 1, "a number")


def finite(name: str, value: Any) -> float:
    number = _number(value)
    if number is None or not math.isfinite(number):
        raise BadArgument(name, "a finite number", value)
    return number


def text(name: str, value: Any) -> str:
    if _bytes(value) < 0:
        raise BadArgument(name, "a text", value)
    found: str = value
    return found


def unit(name: str, value: Any) -> str:
    """The text that is bucketed. A number is what it reads like: 5 and 5.0 are `5`, as is any other library's 5."""
    if isinstance(value, str):
        return text(name, value)
    if isinstance(value, UUID):
        return str(value)
    number = None if type(value).__name__ in ("bool", "bool_") else _number(value)
    if number is None or not math.isfinite(number):
        raise BadArgument(name, "a text, a finite number or a UUID", value)
    whole = _whole(value)
    if whole is None and int(value) == value:
        whole = int(value)  # a decimal or a fraction, without the rounding of a float
    return repr(number) if whole is None else str(whole)


def word(name: str, value: Any, least: int = 1) -> str:
    if not least <= _bytes(value) <= _WORD:
        raise BadArgument(name, f"a text of {least} to {_WORD} bytes", value)
    found: str = value
    return found


def _from_zero(name: str, value: Any, most: int, noun: str) -> float:
    number = _number(value)
    if number is None or not 0 <= number <= most:
        raise BadArgument(name, f"{noun} from 0 to {most}", value)
    return number


def _number(value: Any) -> float | None:
    """Of what is a number, numpy's and decimals too, but not of a text that reads like one."""
    if not (hasattr(type(value), "__float__") or hasattr(type(value), "__index__")):
        return None
    try:
        return float(value)
    except Exception:
        return None


def _whole(value: Any) -> int | None:
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    try:
        return operator.index(value)
    except Exception:
        return None


def _bytes(value: Any) -> int:
    """Negative for what is no text, or none that has a form in UTF-8."""
    try:
        return len(value.encode()) if isinstance(value, str) else -1
    except UnicodeEncodeError:
        return -1


def _shown(value: object) -> str:
    """Short, whatever it is."""
    try:
        return reprlib.repr(value)
    except Exception:
        return f"of type {type(value).__name__}"
