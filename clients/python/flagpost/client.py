"""Opens a namespace and decides. Nothing here raises into the caller's request."""

from __future__ import annotations

import logging
import math
import os
import time
from collections.abc import AsyncIterable, Awaitable, Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, overload

from . import attributes as attribute_values
from . import checks, evaluation, rights, variant
from ._binding import Client as Binding
from ._binding import Route, missing
from .answer import Answer
from .arunning import arun
from .astreaming import AsyncStream
from .call import Call
from .callables import check
from .checks import BadArgument, Unit
from .evaluation import Evaluation, Kind
from .exits import exits
from .open_calls import open_calls
from .outcome import Result
from .read_only import ReadOnlyDict
from .running import ModelCall, run
from .streaming import Stream
from .route_token import reference_of, token_of
from .variant import Variant

if TYPE_CHECKING:
    from typing_extensions import Self

_log = logging.getLogger("flagpost")
T = TypeVar("T")
Scalar = TypeVar("Scalar", bool, int, float, str)
# Seconds.
_RIGHTS_INTERVAL = 1.0
_NOT_REPORTED = "nothing is reported"


class Client(Binding):
    """Reads one namespace's flags from this host's memory: no connection, no thread of its own.

    `route`, which the binding has, asks the methods below where it cannot answer by itself.
    """

    directory: str
    _complained: set[str]
    _rights_looked_at: float

    def __new__(
        cls, namespace: str | None = None, runtime_dir: str | None = None, *, handle_sigterm: bool = True,
    ) -> Self:
        """`handle_sigterm=False` leaves SIGTERM alone in this process, as the environment's FLAGPOST_HANDLE_SIGTERM=0
        does. Otherwise, where nobody handles it, it ends the open calls as cancelled, and then the process."""
        namespace = namespace or os.environ.get("FLAGPOST_NAMESPACE") or "default"
        directory = os.path.join(runtime_dir or _runtime_dir(), namespace)
        if missing is not None:
            raise ImportError(
                f"no flag can be read here: {missing}. Install the package's wheel, or run `make client`, which builds "
                "libflagpost.so.1. For tests flagpost.testing.Flags needs neither")
        self = super().__new__(cls, directory)
        self.directory = directory
        self._complained = set()
        self._rights_looked_at = -math.inf
        exits.leaves_sigterm |= not handle_sigterm
        exits.handle_sigterm()
        return self

    def close(self) -> None:
        """Ends the calls that are open as cancelled: for a way out of the process that runs nothing else, such as
        os._exit. The interpreter's own end does it by itself. The client still decides afterwards."""
        open_calls.cancel(self)

    # Ordinary flags

    @overload
    def value(
        self, flag: str, default: Scalar, *, unit: Unit | None = None, attributes: Mapping[str, Any] | None = None,
        **named: Any,
    ) -> Scalar: ...
    @overload
    def value(
        self, flag: str, default: T, *, unit: Unit | None = None, attributes: Mapping[str, Any] | None = None,
        **named: Any,
    ) -> T: ...
    def value(
        self, flag: str, default: Any, *, unit: Unit | None = None, attributes: Mapping[str, Any] | None = None,
        **named: Any,
    ) -> Any:
        """The flag's value, of the default's type; the default where there is none of that type.

        A flag's whole number is a float where one is asked for, and 2.0 an int's 2. With a default of None anything goes.
        Lists and mappings come read-only. Attributes are as `route` takes them.
        """
        kind = _kind(default)
        route = self._decide(flag, unit, default, named, attributes)
        value = route.value
        if route.is_default or not evaluation.is_kind(value, kind):
            return default
        return evaluation.converted(value, kind)

    def evaluate(
        self, flag: str, default: Any = None, *, unit: Unit | None = None, attributes: Mapping[str, Any] | None = None,
        **named: Any,
    ) -> Evaluation:
        """What `value` would give, and all that is known of why."""
        return Evaluation.of(self._decide(flag, unit, default, named, attributes), default, _kind(default))

    def _evaluate(
        self, flag: str, default: Any, kind: Kind, unit: Unit | None, attributes: Mapping[str, Any],
    ) -> Evaluation:
        return Evaluation.of(self._decide(flag, unit, default, {}, attributes), default, kind)

    # Fallback chains

    def run(
        self, feature: str, call: ModelCall[T], *, unit: Unit | None = None, default: Any = None,
        cached: Callable[[Route], Any] | None = None, deadline: float | None = None,
        attributes: Mapping[str, Any] | None = None, **named: Any,
    ) -> Answer[T]:
        """Routes, and calls the models of the variant's chain in turn until one of them answers.

        `call(attempt, timeout=...)` calls the model that `attempt` names. A call that fails, that is not back when its
        step's time is up, or that sets `attempt.confidence` below the variant's `minConfidence`, makes way for the next
        step. A call with a timeout runs on a thread of its own, because a blocking call can only be left behind.
        `cached(route)` is asked where the chain says so; None means that it has nothing. `deadline` is how many seconds
        all models together may take. Every call is reported. Raises the last call's error, and only where the chain has
        no step that cannot fail, and TypeError, before anything is called, for what cannot be called like this.
        """
        check("run", call)
        return run(self._decide(feature, unit, default, named, attributes), feature, call, cached, deadline)

    async def arun(
        self, feature: str, call: ModelCall[Awaitable[T]], *, unit: Unit | None = None, default: Any = None,
        cached: Callable[[Route], Any] | None = None, deadline: float | None = None,
        attributes: Mapping[str, Any] | None = None, **named: Any,
    ) -> Answer[T]:
        """`run` for an event loop. `cached` may be asynchronous. A call whose time is up is cancelled. What `call` gives
        without having to be awaited is its answer."""
        check("arun", call)
        return await arun(self._decide(feature, unit, default, named, attributes), feature, call, cached, deadline)

    def stream(
        self, feature: str, call: ModelCall[Iterable[T]], *, unit: Unit | None = None, default: Any = None,
        cached: Callable[[Route], Any] | None = None, stall: float | None = None, deadline: float | None = None,
        attributes: Mapping[str, Any] | None = None, **named: Any,
    ) -> Stream[T]:
        """`run` for calls that answer bit by bit: `call` gives an iterable of chunks.

        A step's timeout, and `deadline`, are for the first chunk; `stall` is how many seconds any later one may take
        (the step's timeout if None). Once a chunk is there no step follows: an error is raised.
        """
        check("stream", call)
        return Stream(self._decide(feature, unit, default, named, attributes), feature, call, cached, stall, deadline)

    def astream(
        self, feature: str, call: ModelCall[AsyncIterable[T] | Awaitable[AsyncIterable[T]]], *,
        unit: Unit | None = None, default: Any = None, cached: Callable[[Route], Any] | None = None,
        stall: float | None = None, deadline: float | None = None,
        attributes: Mapping[str, Any] | None = None, **named: Any,
    ) -> AsyncStream[T]:
        """`stream` for an event loop."""
        check("astream", call)
        route = self._decide(feature, unit, default, named, attributes)
        return AsyncStream(route, feature, call, cached, stall, deadline)

    # What came of it

    def report(
        self, route: Route, result: Result = "ok", *, latency: float | None = None, first_token: float | None = None,
        input_tokens: int = 0, output_tokens: int = 0, cached_tokens: int = 0, cost_usd: float | None = None,
        model: str | None = None, attempt: int = 1, final: bool = True,
    ) -> bool:
        """Reports a call that was timed elsewhere; times are in seconds. False where the report was dropped, or has no
        result that is one."""
        try:
            checks.result("result", result)
            if not self._is_route(route):
                raise BadArgument("route", "what `route` gave", route)
        except BadArgument as error:
            # Not even begun: what begins and does not end counts as lost.
            self._complain("report", error, _NOT_REPORTED)
            return False
        call = Call(route, model=model, attempt=attempt, final=final)
        call.usage(input_tokens=input_tokens, output_tokens=output_tokens, cached_tokens=cached_tokens,
                   cost_usd=cost_usd)
        call.begin()
        call.result = result
        return call.end(latency, first_token)

    def feedback(self, route: Route | str, kind: str, *, unit: Unit | None = None) -> bool:
        """What a user made of an answer: `thumbs_up`, `thumbs_down`, `regenerate`, `copy`, `edit` or `escalate`; other
        kinds are counted together.

        `route` may be its token, kept with the answer by another request or process. False where it was dropped.
        """
        try:
            reference, who = self._referenced(route, unit)
            kind = checks.word("kind", kind)
            return reference is not None and self._feedback(reference, who, kind)
        except Exception as error:
            self._complain("feedback", error, _NOT_REPORTED)
            return False

    def score(
        self, route: Route | str, name: str, value: float, *, dimension: str = "", unit: Unit | None = None,
    ) -> bool:
        """An evaluator's judgement, such as `factuality` 0.93. As `feedback` otherwise."""
        try:
            reference, who = self._referenced(route, unit)
            name, dimension = checks.word("name", name), checks.word("dimension", dimension, least=0)
            value = checks.finite("value", value)
            return reference is not None and self._score(reference, who, name, dimension, value)
        except Exception as error:
            self._complain("score", error, _NOT_REPORTED)
            return False

    def _referenced(self, route: Route | str, unit: Unit | None) -> tuple[bytes | None, str | None]:
        named = None if unit is None else checks.unit("unit", unit)
        if isinstance(route, str) or not self._is_route(route):
            return reference_of(route), named
        return route._reference, route._unit if named is None else named

    def _is_route(self, value: Any) -> bool:
        return isinstance(value, Route)

    # What the binding asks

    def _read_variant(self, name: str, value: str) -> Variant:
        return variant.read(name, value)

    def _read_metadata(self, text: str) -> ReadOnlyDict:
        return variant.read_metadata(text)

    def _describe(self, default: Any) -> Variant:
        return Variant(None, default)

    def _unit_text(self, unit: Any) -> str:
        return checks.unit("unit", unit)

    def _merged(self, named: dict[str, Any], attributes: Mapping[str, Any]) -> dict[str, Any]:
        return attribute_values.merged(named, attributes)

    def _attribute(self, value: Any) -> tuple[int, str]:
        return attribute_values.encode(value)

    def _attempt(self, route: Route, *, model: str | None = None, number: int = 1, final: bool = True) -> Call:
        return Call(route, model=model, attempt=number, final=final)

    def _token(self, route: Route) -> str:
        return token_of(route._reference)

    def _not_ready(self) -> None:
        """Nothing is published, or not for this process to read. An agent may start later, so it is looked at again."""
        now = time.monotonic()
        if now < self._rights_looked_at + _RIGHTS_INTERVAL:
            return
        self._rights_looked_at = now
        if (closed := rights.complaint(self.directory)) is not None:
            self._rights_looked_at = math.inf
            _log.warning("flagpost: %s; until then nothing can be decided, and defaults are used", closed)

    def _complain(self, what: str, error: Exception, outcome: str = "the default is used") -> None:
        """Once per kind of trouble, which is one of an argument, whatever its value; the set is limited, like everything
        that outside data can grow."""
        if isinstance(error, BadArgument):
            kind, text = error.name, str(error)
        else:
            kind = text = repr(error)
        complaint = f"{what}: {kind}"
        if complaint not in self._complained and len(self._complained) < 100:
            self._complained.add(complaint)
            _log.warning("flagpost %s: %s; %s", what, text, outcome)


def _kind(default: Any) -> Kind:
    if default is None:
        return None
    if isinstance(default, Mapping):
        return dict
    if isinstance(default, (list, tuple)):
        return list
    return next((kind for kind in (bool, int, float, str) if isinstance(default, kind)), None)


def _runtime_dir() -> str:
    named = os.environ.get("FLAGPOST_RUNTIME_DIR")
    if named:
        return named
    of_session = os.environ.get("XDG_RUNTIME_DIR")
    if of_session and not os.path.isdir("/run/flagpost"):
        return os.path.join(of_session, "flagpost")
    return "/run/flagpost"
