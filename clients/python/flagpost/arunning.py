"""Runs a chain in an event loop."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

from .answer import Answer
from .attempt import Attempt
from .chain import CachedStep, FixedStep
from .outcome import CancelledFromWithin
from .running import ModelCall, look_up
from .walk import Walk

if TYPE_CHECKING:
    from ._native import Route

T = TypeVar("T")

# The loop itself refers to its tasks only weakly.
_tasks: set[asyncio.Future[Any]] = set()


async def arun(
    route: Route, call: ModelCall[Awaitable[T]], cached: Callable[[Route], Any] | None, deadline: float | None,
) -> Answer[T]:
    """The first step's answer that is one."""
    walk = Walk[T](route, deadline)
    try:
        for step in walk.steps():
            if isinstance(step, FixedStep):
                return walk.fixed(step)
            if isinstance(step, CachedStep):
                answer = walk.cached(await alook_up(route, cached))
            else:
                answer = await _attempt(walk, walk.begin(step), call)
            if answer is not None:
                return answer
        return walk.exhausted()
    finally:
        walk.close()


async def _attempt(walk: Walk[T], attempt: Attempt, call: ModelCall[Awaitable[T]]) -> Answer[T] | None:
    async def work() -> T:
        given: Any = call(attempt, timeout=attempt.timeout)
        # What a plain function gives may be the answer itself, which has been paid for.
        answer: T = await given if inspect.isawaitable(given) else given
        return answer

    try:
        value = await within(asyncio.ensure_future(work()), attempt.timeout)
    except Exception as error:
        walk.failed(attempt, error)
        return None
    except BaseException as error:
        walk.broken(attempt, error)
        raise
    return walk.answered(attempt, value)


async def alook_up(route: Route, cached: Callable[[Route], Any] | None) -> Any:
    """As `look_up`, for a function that may be asynchronous."""
    found = look_up(route, cached)
    if not inspect.isawaitable(found):
        return found
    try:
        return await found
    except Exception as error:
        route._client._complain("cached", error, "the cache counts as empty")
        return None


async def within(task: asyncio.Future[T], seconds: float | None) -> T:
    """What the task comes to. Raises TimeoutError when the time is up, even if the task does not end when it is told to.

    Whoever is cancelled while waiting cancels the task.
    """
    try:
        done, _ = await asyncio.wait({task}, timeout=seconds)
    except BaseException:
        abandon(task)
        raise
    if not done:
        abandon(task)
        raise TimeoutError(f"no answer within {seconds:.3f} s")
    if task.cancelled():
        raise CancelledFromWithin("the call cancelled itself")
    return task.result()


def abandon(task: asyncio.Future[Any]) -> None:
    """Tells a task to end, and does not wait for it."""
    if task.done():
        return
    _tasks.add(task)
    task.add_done_callback(_forget)
    task.cancel()


def _forget(task: asyncio.Future[Any]) -> None:
    _tasks.discard(task)
    if not task.cancelled():
        task.exception()  # or the loop complains that nobody asked for it
