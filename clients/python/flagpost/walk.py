"""The way through a chain: which step is next, and what is reported of each call. Makes no call itself and waits for
nothing, so that blocking and asynchronous callers share it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .answer import Answer, Source
from .attempt import Attempt
from .chain import CachedStep, Chain, FixedStep, ModelStep
from .outcome import DeadlinePassed

if TYPE_CHECKING:
    from ._native import Route

T = TypeVar("T")


class Walk(Generic[T]):
    """One request's. Every call that was begun is reported, the last of them as the request's final one."""

    def __init__(self, route: Route, feature: str, deadline: float | None) -> None:
        self.route = route
        self.feature = feature
        self._chain: Chain = route._chain
        self._end = None if deadline is None else time.monotonic() + deadline
        self._attempts = 0
        self._errors: list[Exception] = []
        self._uncertain: Answer[T] | None = None
        # How many calls were made; each step of a model has its number, made or not.
        self._made = 0
        # Over, and not reported before it is known whether another call follows; of calls that were not made, one that
        # is reported as the request's last if none is made.
        self._over: Attempt | None = None
        self._unmade: Attempt | None = None
        # A model refused the content: neither another one nor a cache is asked for the same.
        self._is_refused = False

    def steps(self) -> Iterator[ModelStep | CachedStep | FixedStep]:
        """Those that are still to be tried. No model is called when the deadline has passed; after a refusal only what
        cannot fail is left."""
        for step in self._chain.steps:
            if self._is_refused and not isinstance(step, FixedStep):
                continue
            if isinstance(step, ModelStep) and self._remaining() == 0:
                self.failed(
                    self.begin(step), DeadlinePassed(f"the deadline had passed before {step.model} was called"))
            else:
                yield step

    def begin(self, step: ModelStep) -> Attempt:
        """Nobody is called yet: `made` or `failed` follows."""
        self._attempts += 1
        limits = [limit for limit in (step.timeout, self._remaining()) if limit is not None]
        attempt = Attempt(self.route, self.feature, step, self._attempts, min(limits, default=None))
        attempt.begin()
        return attempt

    def made(self, attempt: Attempt) -> None:
        """The model is being called."""
        attempt.is_made = True
        self._made += 1
        self._settle(final=False)

    def failed(self, attempt: Attempt, error: Exception) -> None:
        """The next step follows, or, where the content was refused, the next one that cannot fail."""
        attempt.stop(error)
        self._is_refused |= attempt.result == "content_policy"
        self._errors.append(error)
        if attempt.is_made:
            self._over = attempt
        elif self._made > 0:
            attempt.report(final=False)
        else:
            self._settle(final=False)
            self._unmade = attempt

    def answered(self, attempt: Attempt, value: T) -> Answer[T] | None:
        """None: the answer is too uncertain, and the next step follows. A refusal is never too uncertain: no other model
        is to be asked."""
        attempt.stop()
        self._over = attempt
        is_refusal = attempt.result == "content_policy"
        if not is_refusal and attempt.confidence is not None and attempt.confidence < self._chain.min_confidence:
            self._uncertain = self._answer(value, "model", attempt.model, is_uncertain=True)
            return None
        self._settle(final=True)
        return self._answer(value, "model", attempt.model)

    def begun(self, attempt: Attempt) -> Answer[T]:
        """A stream has its first chunk: no step follows any more."""
        return self._answer(None, "model", attempt.model)

    def ended(self, attempt: Attempt) -> None:
        """A stream that had begun is at its end."""
        attempt.stop()
        self._over = attempt
        self._settle(final=True)

    def broken(self, attempt: Attempt, error: BaseException) -> None:
        """Nothing follows: the caller gave up, or has had part of the answer."""
        attempt.stop(error)
        self._over = attempt
        self._settle(final=True)

    def cached(self, value: Any) -> Answer[T] | None:
        """None: the cache had nothing, and the next step follows."""
        if value is None:
            return None
        self._settle(final=True)
        return self._answer(value, "cached", None)

    def fixed(self, step: FixedStep) -> Answer[T]:
        self._settle(final=True)
        answer = self._answer(step.value, "default" if self.route.is_default else "static", None)
        return Answer(**{**vars(answer), "data": step.data})

    def exhausted(self) -> Answer[T]:
        """No step is left: the uncertain answer if there is one, else the caller's last error."""
        self._settle(final=True)
        if self._uncertain is not None:
            return self._uncertain
        if self._errors:
            raise self._errors[-1]
        return self._answer(None, "default", None)

    def close(self) -> None:
        """However the walk ended."""
        self._settle(final=True)

    def _settle(self, *, final: bool) -> None:
        over, self._over = self._over, None
        unmade, self._unmade = self._unmade, None
        if unmade is not None:
            unmade.report(final=final and over is None)
        if over is not None:
            over.report(final=final)

    def _remaining(self) -> float | None:
        return None if self._end is None else max(self._end - time.monotonic(), 0.0)

    def _answer(self, value: Any, source: Source, model: str | None, *, is_uncertain: bool = False) -> Answer[T]:
        return Answer(
            value, self.route, source, model, attempts=self._made, errors=tuple(self._errors),
            is_uncertain=is_uncertain)
