"""Runs a chain in an event loop."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

from .answer import Answer
from .attempt import Attempt
from .chain import CachedStep, FixedStep
from .left_behind import Place, left_behind
from .outcome import CancelledFromWithin
from .running import ModelCall, look_up
from .walk import Walk

if TYPE_CHECKING:
    from ._native import Route

T = TypeVar("T")

# The loop itself refers to its tasks only weakly.
_tasks: set[asyncio.Future[Any]] = set()
# Seconds after which a task that was told to end, and has not, counts as left behind.
_GRACE = 1.0


async def arun(
    route: Route, feature: str, call: ModelCall[Awaitable[T]], cached: Callable[[Route], Any] | None,
    deadline: float | None,
) -> Answer[T]:
    """The first step's answer that is one."""
    walk = Walk[T](route, feature, deadline)
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
        left_behind.admit(attempt.place)
        walk.made(attempt)
        value = await within(asyncio.ensure_future(work()), attempt.timeout, attempt.place)
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


async def within(task: asyncio.Future[T], seconds: float | None, place: Place | None = None) -> T:
    """What the task comes to. Raises TimeoutError when the time is up, even if the task does not end when it is told to.

    Whoever is cancelled while waiting cancels the task.
    """
    try:
        done, _ = await asyncio.wait({task}, timeout=seconds)
    except BaseException:
        abandon(task, place)
        raise
    if not done:
        abandon(task, place)
        raise TimeoutError(f"no answer within {seconds:.3f} s")
    if task.cancelled():
        raise CancelledFromWithin("the call cancelled itself")
    return task.result()


def abandon(task: asyncio.Future[Any], place: Place | None = None) -> None:
    """Tells a task to end, and does not wait for it. From any thread, and where its loop runs no more: whoever drops
    something need not know."""
    loop = task.get_loop()
    if task.done() or loop.is_closed():
        return
    if loop is _running_loop():
        _cancel(task, place)
        return
    try:
        loop.call_soon_threadsafe(_cancel, task, place)
    except RuntimeError:
        pass  # closed meanwhile


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def _cancel(task: asyncio.Future[Any], place: Place | None) -> None:
    if task.done():
        return
    _tasks.add(task)
    task.add_done_callback(_forget)
    task.cancel()
    if place is not None:
        task.get_loop().call_later(_GRACE, _leave, task, place)


def _forget(task: asyncio.Future[Any]) -> None:
    _tasks.discard(task)
    if not task.cancelled():
        task.exception()  # or the loop complains that nobody asked for it


def _leave(task: asyncio.Future[Any], place: Place) -> None:
    if not task.done():
        left_behind.add(place)
        task.add_done_callback(lambda _: left_behind.remove(place))
