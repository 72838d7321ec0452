"""A decision that was set by hand, with all that a route has."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

from ..call import Call
from ..chain import Chain
from ..outcome import NUMBERS, Result
from ..prompt import Prompt
from ..read_only import ReadOnlyDict
from ..route_token import token_of
from ..variant import Variant
from .decisions import Decision
from .records import Reported

if TYPE_CHECKING:
    from .flags import Flags

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REFERENCE = struct.Struct("=5Q")
_RESULTS: dict[int, Result] = {number: word for word, number in NUMBERS.items()}  # type: ignore[misc]


class Route:
    """See `flagpost.Route`."""

    def __init__(
        self, client: Flags, key: str, unit: str | None, default: Any, decision: Decision, number: int,
    ) -> None:
        self._client = client
        self._key = key
        self._unit = unit
        self._decision = decision
        self._number = number
        self._described = decision.served or Variant(None, default)
        self.variant: str | None = self._described.name
        self.value: Any = self._described.value
        self.is_default = decision.served is None
        self.error: str | None = decision.error
        self.reason: str = decision.reason
        self.cause: str | None = decision.cause
        self.arm: str | None = decision.arm
        self.metadata: ReadOnlyDict | None = decision.metadata
        self.revision = 0 if decision.error in ("NOT_READY", "ERROR") else client.generation
        self.age: float | None = 0.0 if self.revision else None

    def __repr__(self) -> str:
        return f"Route(variant={self.variant!r}, reason={self.reason!r})"

    @property
    def model(self) -> str | None:
        return self._described.model

    @property
    def ai(self) -> bool:
        return self._described.ai

    @property
    def static(self) -> str | None:
        return self._described.static

    @property
    def data(self) -> ReadOnlyDict | None:
        return self._described.data

    @property
    def params(self) -> ReadOnlyDict:
        return self._described.params

    @property
    def prompt(self) -> Prompt:
        return self._described.prompt

    @property
    def _chain(self) -> Chain:
        return self._described.chain

    @property
    def decision(self) -> str:
        return "".join(_DIGITS[self._number >> place * 5 & 31] for place in reversed(range(26)))

    @property
    def token(self) -> str:
        return token_of(self._reference)

    @property
    def _reference(self) -> bytes | None:
        return None if self.error == "ERROR" else REFERENCE.pack(0, 0, self.revision, 0, self._number)

    def attempt(self, *, model: str | None = None, number: int = 1, final: bool = True) -> Call:
        return Call(self, model=model, attempt=number, final=final)  # type: ignore[arg-type]

    def _begin(self, model: str | None, attempt: int, /) -> bytes | None:
        if self._reference is None:
            return None
        return self._client._begun(Reported(self._key, self.variant, self._unit, model, attempt))

    def _end(
        self, begun: bytes, result: int, latency_ns: int, first_token_ns: int, input_tokens: int, output_tokens: int,
        cached_tokens: int, cost_micros: int, retried: bool, late: bool, /,
    ) -> bool:
        call = self._client._call(begun)
        if call is None:
            return False
        call.input_tokens += input_tokens
        call.output_tokens += output_tokens
        call.cached_tokens += cached_tokens
        if cost_micros >= 0:
            call.cost_usd = (call.cost_usd or 0.0) + cost_micros / 1e6
        if not late:
            call.result, call.final, call.latency = _RESULTS[result], not retried, latency_ns / 1e9
            call.first_token = first_token_ns / 1e9 if first_token_ns else None
        return True
