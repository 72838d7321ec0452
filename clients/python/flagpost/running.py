"""Runs a chain, blocking."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from .answer import Answer
from .attempt import Attempt
from .chain import CachedStep, FixedStep
from .walk import Walk
from .workers import Worker

if TYPE_CHECKING:
    from ._native import Route

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class ModelCall(Protocol[T_co]):
    """Calls the model that the attempt names, for as long as `timeout` allows (seconds; None: no limit)."""

    def __call__(self, attempt: Attempt, /, *, timeout: float | None) -> T_co: ...


def run(
    route: Route, feature: str, call: ModelCall[T], cached: Callable[[Route], Any] | None, deadline: float | None,
) -> Answer[T]:
    """The first step's answer that is one."""
    walk = Walk[T](route, feature, deadline)
    try:
        for step in walk.steps():
            if isinstance(step, FixedStep):
                return walk.fixed(step)
            if isinstance(step, CachedStep):
                answer = walk.cached(look_up(route, cached))
            else:
                answer = _attempt(walk, walk.begin(step), call)
            if answer is not None:
                return answer
        return walk.exhausted()
    finally:
        walk.close()


def _attempt(walk: Walk[T], attempt: Attempt, call: ModelCall[T]) -> Answer[T] | None:
    try:
        if attempt.timeout is None:
            walk.made(attempt)
            value = call(attempt, timeout=None)
        else:
            worker = Worker(attempt.place, lambda: call(attempt, timeout=attempt.timeout))
            walk.made(attempt)
            value = worker.wait(attempt.timeout)
    except Exception as error:
        walk.failed(attempt, error)
        return None
    except BaseException as error:
        walk.broken(attempt, error)
        raise
    if inspect.iscoroutine(value):
        # Of a plain function, so that it was not known before. No model was called: nothing counts against the variant.
        value.close()
        attempt.result = "cancelled"
        misused = TypeError("run was given a function that gives a coroutine: use arun")
        walk.broken(attempt, misused)
        raise misused
    return walk.answered(attempt, value)


def look_up(route: Route, cached: Callable[[Route], Any] | None) -> Any:
    """None: there is no cache, it has nothing, or it failed."""
    if cached is None:
        return None
    try:
        return cached(route)
    except Exception as error:
        route._client._complain("cached", error, "the cache counts as empty")
        return None
