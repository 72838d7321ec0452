"""A client whose decisions are set by hand."""

from __future__ import annotations

import itertools
import math
from collections import OrderedDict, deque
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from .. import attributes as attribute_values
from .. import checks, read_only
from .._binding import Client as Binding
from ..client import Client
from ..variant import read_metadata
from . import decisions
from .decisions import Decision
from .records import Asked, Judged, Reported
from .route import REFERENCE, Route

if TYPE_CHECKING:
    from typing_extensions import Self

    from .._native import Route as NativeRoute

T = TypeVar("T")

_KEPT = 10_000
_made = itertools.count(1)


class Flags(Client):
    """A `flagpost.Client` in everything but that no agent, no library and no file is asked: `route`, `value`, `run`,
    `arun`, `stream` and `astream` come to what was set here, for every unit. A flag that was not set is not found.

    What was asked and reported is in `asked`, `calls` and `judgements`, of each the last 10,000.
    """

    def __new__(cls) -> Self:
        # Nothing can be there, and it is never looked at.
        directory = f"/dev/null/flagpost.testing/{next(_made)}"
        self = Binding.__new__(cls, directory)
        self.directory = directory
        self._complained = set()
        self._rights_looked_at = math.inf
        return self

    def __init__(self) -> None:
        self._set: dict[str, Decision] = {}
        self._killed: dict[str, Decision] = {}
        self._generation = 1
        self._numbers = itertools.count(1)
        self._asked: deque[Asked] = deque(maxlen=_KEPT)
        self._judged: deque[Judged] = deque(maxlen=_KEPT)
        self._calls: OrderedDict[bytes, Reported] = OrderedDict()
        self._routes: OrderedDict[int, Route] = OrderedDict()

    # What decisions come to

    def serve(
        self, key: str, value: Any, *, variant: str = "on", reason: str = "STATIC", cause: str | None = None,
        arm: str | None = None, metadata: Mapping[str, Any] | None = None,
    ) -> None:
        """Everybody gets that variant: `{"model": "large", "params": {...}, "fallback": [...]}` of a feature, any JSON of
        an ordinary flag."""
        self._decided(self._set, key, Decision(
            decisions.variant_of(key, variant, value), decisions.one_of("reason", reason, decisions.REASONS),
            cause=decisions.one_of("cause", cause, decisions.CAUSES), arm=decisions.one_of("arm", arm, decisions.ARMS),
            metadata=None if metadata is None else read_metadata(decisions.written(key, dict(metadata)))))

    def serve_static(
        self, key: str, static: str | None = None, *, data: Mapping[str, Any] | None = None, variant: str = "on",
    ) -> None:
        """Everybody gets a variant that calls no model."""
        self.serve(key, _planned(static, data), variant=variant)

    def kill(
        self, key: str, *, static: str | None = None, data: Mapping[str, Any] | None = None, variant: str = "off",
        cause: str = "KILLED",
    ) -> None:
        """Turns it off until `restore`: everybody gets what is planned for that, a text or data. Without either it is an
        ordinary flag, and everybody gets the caller's default. A guard's kill has the cause TRIPPED."""
        planned = _planned(static, data)
        served = decisions.variant_of(key, variant, planned) if planned else None
        self._decided(self._killed, key, Decision(
            served, "DISABLED", cause=decisions.one_of("cause", cause, decisions.CAUSES)))

    def restore(self, key: str) -> None:
        """Ends a kill."""
        self._killed.pop(key, None)
        self._generation += 1

    def fail(self, key: str, error: str = "GENERAL") -> None:
        """Nothing can be decided, and everybody gets the caller's default: NOT_READY, FLAG_NOT_FOUND, PARSE_ERROR,
        INVALID_ARGUMENT, GENERAL or ERROR."""
        self._decided(self._set, key, Decision(None, error, decisions.one_of("error", error, decisions.ERRORS)))

    def clear(self) -> None:
        """Forgets all that was set, asked and reported."""
        for each in (self._set, self._killed, self._asked, self._judged, self._calls, self._routes):
            each.clear()
        self._generation += 1

    # What came of it

    @property
    def asked(self) -> list[Asked]:
        """Every decision that was asked for, in order."""
        return list(self._asked)

    @property
    def calls(self) -> list[Reported]:
        """Every call to a model, in the order in which they began."""
        return list(self._calls.values())

    @property
    def judgements(self) -> list[Judged]:
        """Feedback and scores, in order."""
        return list(self._judged)

    # What the binding does otherwise

    @property
    def generation(self) -> int:
        """Grows with each change."""
        return self._generation

    def route(
        self, feature: str, *, unit: checks.Unit | None = None, default: Any = None,
        attributes: Mapping[str, Any] | None = None, **named: Any,
    ) -> NativeRoute:
        return self._decide(feature, unit, default, named, attributes)

    def _decide(
        self, feature: str, unit: checks.Unit | None, default: Any, named: dict[str, Any],
        attributes: Mapping[str, Any] | None, /,
    ) -> NativeRoute:
        number = next(self._numbers)
        try:
            key, who = checks.text("feature", feature), None if unit is None else checks.unit("unit", unit)
            given = named if attributes is None else self._merged(named, attributes)
            self._asked.append(Asked(key, who, attribute_values.checked(given)))
            decision = self._killed.get(key) or self._set.get(key, decisions.UNKNOWN)
            route = Route(self, key, who, default, decision, number)
        except Exception as error:
            self._complain("route", error)
            route = Route(self, "", None, default, decisions.UNUSABLE, number)
        _keep(self._routes, number, route)
        return cast("NativeRoute", route)

    def _is_route(self, value: Any) -> bool:
        return isinstance(value, Route)

    def _feedback(self, reference: bytes, unit: str | None, kind: str, /) -> bool:
        return self._judge(reference, Judged("feedback", "", None, unit, kind))

    def _score(self, reference: bytes, unit: str | None, name: str, dimension: str, value: float, /) -> bool:
        return self._judge(reference, Judged("score", "", None, unit, name, value, dimension))

    def _judge(self, reference: bytes, judged: Judged) -> bool:
        route = self._routes.get(REFERENCE.unpack(reference)[-1])
        if route is None:
            return False
        self._judged.append(Judged(**{**vars(judged), "feature": route._key, "variant": route.variant}))
        return True

    def _begun(self, call: Reported) -> bytes:
        name = next(self._numbers).to_bytes(8, "little")
        _keep(self._calls, name, call)
        return name

    def _call(self, name: bytes) -> Reported | None:
        return self._calls.get(name)

    def _decided(self, where: dict[str, Decision], key: str, decision: Decision) -> None:
        where[checks.text("key", key)] = decision
        self._generation += 1


def _planned(static: str | None, data: Mapping[str, Any] | None) -> dict[str, Any]:
    given = {"static": static, "data": None if data is None else read_only.thaw(data)}
    return {name: value for name, value in given.items() if value is not None}


def _keep(where: OrderedDict[Any, T], name: Any, value: T) -> None:
    where[name] = value
    if len(where) > _KEPT:
        where.popitem(last=False)
