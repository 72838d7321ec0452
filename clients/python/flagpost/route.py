"""What a unit gets, and the calls made with it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Any

from ._native import explain

if TYPE_CHECKING:
    from .client import Client

_REASONS = ("ERROR", "STATIC", "DEFAULT", "TARGETING_MATCH", "SPLIT", "DISABLED")
_CAUSES = (None, "KILLED", "TRIPPED", "WITHDRAWN")
_ERRORS = ("ERROR", "NOT_READY", "FLAG_NOT_FOUND", "PARSE_ERROR", "INVALID_ARGUMENT")
_RESULTS = {"ok": 0, "error": 1, "timeout": 2, "rate_limited": 3, "content_policy": 4, "cancelled": 5}
_NOTHING: Mapping[str, Any] = MappingProxyType({})
_NEVER = 2**64 - 1


class Prompt:
    """A prompt as the variant carries it."""

    __slots__ = ("text", "value")

    def __init__(self, value: Any) -> None:
        self.value = value
        text = value.get("text", "") if isinstance(value, Mapping) else value
        self.text: str = text if isinstance(text, str) else ""


class Route:
    """A decision: `value` is read-only JSON, or the caller's default."""

    __slots__ = ("_client", "_decision", "_unit", "is_default", "value", "variant")

    def __init__(self, client: Client, parsed: tuple[str, Any] | None, default: Any, decision: bytes | None,
                 unit: str | None) -> None:
        self._client = client
        self._decision = decision
        self._unit = unit
        self.is_default = parsed is None
        self.variant: str | None
        self.value: Any
        if parsed is None:
            self.variant, self.value = None, default
        else:
            self.variant, self.value = parsed

    @property
    def model(self) -> str | None:
        model = self._field("model")
        return model if isinstance(model, str) else None

    @property
    def params(self) -> Mapping[str, Any]:
        params = self._field("params")
        return params if isinstance(params, Mapping) else _NOTHING

    @property
    def prompt(self) -> Prompt:
        return Prompt(self._field("prompt"))

    @property
    def reason(self) -> str:
        """OpenFeature's reason, or why there is none: NOT_READY, FLAG_NOT_FOUND, ..."""
        if self._decision is None:
            return "ERROR"
        status, reason = explain(self._decision)[:2]
        return _REASONS[reason] if status == 0 else _ERRORS[status]

    @property
    def cause(self) -> str | None:
        """What held the feature back: KILLED, TRIPPED, WITHDRAWN."""
        return None if self._decision is None else _CAUSES[explain(self._decision)[2]]

    @property
    def revision(self) -> int:
        return 0 if self._decision is None else explain(self._decision)[4]

    @property
    def age(self) -> float | None:
        """Seconds since the agent last confirmed the revision; None: never."""
        if self._decision is None:
            return None
        age = explain(self._decision)[6]
        return None if age == _NEVER else age / 1e9

    @property
    def decision(self) -> str:
        """The decision's id: 32 hex digits."""
        if self._decision is None:
            return ""
        high, low = explain(self._decision)[7:9]
        return f"{high:016x}{low:016x}"

    def attempt(self, *, model: str | None = None, number: int = 1, final: bool = True) -> Call:
        """Times a call to a model and reports how it ended."""
        return Call(self, model=model, attempt=number, final=final)

    def _field(self, name: str) -> Any:
        return self.value.get(name) if isinstance(self.value, Mapping) else None


class Call:
    """One call to a model. Leaving the block reports it; an exception goes on its way."""

    def __init__(self, route: Route, *, model: str | None, attempt: int, final: bool) -> None:
        self._route = route
        self._model = model
        self._attempt = attempt
        self._final = final
        self._begun: bytes | None = None
        self._started = 0
        self._tokens = (0, 0, 0)
        self._cost = -1
        self.result: str | None = None

    def usage(self, *, input_tokens: int = 0, output_tokens: int = 0, cached_tokens: int = 0,
              cost_usd: float | None = None) -> None:
        self._tokens = (input_tokens, output_tokens, cached_tokens)
        self._cost = -1 if cost_usd is None else round(cost_usd * 1e6)

    def begin(self) -> None:
        self._started = time.monotonic_ns()
        if self._route._decision is None:
            return
        try:
            self._begun = self._route._client._reader().begin(
                self._route._decision, self._route._unit, self._model or self._route.model, self._attempt)
        except Exception as error:
            self._route._client._complain(f"begin: {error!r}")

    def end(self, latency: float | None = None) -> bool:
        """Reports the result, `ok` unless it was set."""
        if self._begun is None:
            return False
        begun, self._begun = self._begun, None
        try:
            read, written, cached = map(_count, self._tokens)
            nanoseconds = time.monotonic_ns() - self._started if latency is None else round(latency * 1e9)
            return self._route._client._reader().end(
                begun, _RESULTS[self.result or "ok"], max(nanoseconds, 1), read, written, cached, self._cost,
                not self._final)
        except Exception as error:
            self._route._client._complain(f"end: {error!r}")
            return False

    def __enter__(self) -> Call:
        self.begin()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        if kind is not None and self.result is None:
            if issubclass(kind, (TimeoutError, asyncio.TimeoutError)):
                self.result = "timeout"
            elif issubclass(kind, asyncio.CancelledError):
                self.result = "cancelled"
            else:
                self.result = "error"
        self.end()


def _count(tokens: int) -> int:
    return min(max(int(tokens), 0), 2**32 - 1)
