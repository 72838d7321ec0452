"""Whether a chain can call what it was given. A programmer's error is raised before any model is called: as a failure
of the model's it would be counted against the variant, and the fallback would hide it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, Final, Literal

Way = Literal["run", "arun", "stream", "astream"]

_COROUTINE: Final = "a coroutine function"
_GENERATOR: Final = "a generator function"
_ASYNC_GENERATOR: Final = "an asynchronous generator function"
_KINDS: Final[dict[str, Callable[[Any], bool]]] = {
    _COROUTINE: inspect.iscoroutinefunction, _GENERATOR: inspect.isgeneratorfunction,
    _ASYNC_GENERATOR: inspect.isasyncgenfunction}
# Beside plain functions, which may give anything.
_TAKES: Final[dict[Way, tuple[str, ...]]] = {
    "run": (), "arun": (_COROUTINE,), "stream": (_GENERATOR,), "astream": (_COROUTINE, _ASYNC_GENERATOR)}
_WAYS: Final[dict[str, Way]] = {_COROUTINE: "arun", _GENERATOR: "stream", _ASYNC_GENERATOR: "astream"}


def check(way: Way, call: Any) -> None:
    """Raises TypeError, with what to use instead. What cannot be known without calling it passes."""
    if not callable(call):
        raise TypeError(f"{way} calls a function, and was given {call!r}")
    kind = _kind(call)
    if kind is not None and kind not in _TAKES[way]:
        raise TypeError(f"{way} was given {kind}, {_name(call)}: use {'astream' if way == 'stream' else _WAYS[kind]}")
    try:
        # A wrapper's own: it may add arguments to those of what it wraps.
        signature = inspect.signature(call, follow_wrapped=False)
    except Exception:
        return
    try:
        signature.bind(None, timeout=None)
    except TypeError as error:
        raise TypeError(
            f"{way} calls {_name(call)}(attempt, timeout=...), which takes {signature}: {error}") from None


def _kind(call: Any) -> str | None:
    method = getattr(call, "__call__", None)
    return next((kind for kind, is_kind in _KINDS.items() if is_kind(call) or is_kind(method)), None)


def _name(call: Any) -> str:
    return getattr(call, "__qualname__", None) or repr(call)
