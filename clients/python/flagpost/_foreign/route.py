"""As native/route.c."""

from __future__ import annotations

import ctypes
import struct
from typing import TYPE_CHECKING, Any, final

from .library import OK, Call, Decision, Usage, library

if TYPE_CHECKING:
    from ..call import Call as TimedCall
    from ..prompt import Prompt
    from ..read_only import ReadOnlyDict
    from ..variant import Variant

_REASONS = ("ERROR", "STATIC", "DEFAULT", "TARGETING_MATCH", "SPLIT", "DISABLED", "STALE")
_ERRORS = (
    None, "NOT_READY", "FLAG_NOT_FOUND", "PARSE_ERROR", "INVALID_ARGUMENT", "ERROR", "ERROR", None, "GENERAL")
_CAUSES = (None, "KILLED", "TRIPPED", "WITHDRAWN", "STALE")
_ARMS = (None, "treatment", "control")
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_NEVER = 2**64 - 1


@final
class Route:
    """A decision: what a unit gets, and why."""

    __slots__ = ("__weakref__", "_client", "_decision", "_served", "_unit", "metadata", "value", "variant")

    def __init__(self, client: Any, unit: Any, default: Any) -> None:
        self._client = client
        # A text, or None, once it is decided.
        self._unit = unit
        self._decision: Decision | None = None
        self._served: Variant | None = None
        self.variant: str | None = None
        self.value: Any = default
        self.metadata: ReadOnlyDict | None = None

    def __repr__(self) -> str:
        return f"Route(variant={self.variant!r}, reason={self.reason!r})"

    def _decide(self, decision: Decision, served: Variant | None) -> None:
        decision.variant = decision.value = decision.metadata = None
        self._decision = decision
        if served is not None:
            self._served, self.variant, self.value = served, served.name, served.value

    @property
    def _described(self) -> Variant:
        served = self._served
        if served is None:
            described: Variant = self._client._describe(self.value)
            self._served = served = described
        return served

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
    def _chain(self) -> Any:
        return self._described.chain

    @property
    def is_default(self) -> bool:
        return self._decision is None or self._decision.status != OK

    @property
    def error(self) -> str | None:
        return "ERROR" if self._decision is None else _at(_ERRORS, self._decision.status, "ERROR")

    @property
    def reason(self) -> str:
        if (error := self.error) is not None:
            return error
        return "ERROR" if self._decision is None else _at(_REASONS, self._decision.reason, "ERROR") or "ERROR"

    @property
    def cause(self) -> str | None:
        return None if self._decision is None else _at(_CAUSES, self._decision.cause, None)

    @property
    def arm(self) -> str | None:
        return None if self._decision is None else _at(_ARMS, self._decision.arm, None)

    @property
    def revision(self) -> int:
        return 0 if self._decision is None else int(self._decision.revision)

    @property
    def age(self) -> float | None:
        if self._decision is None or self._decision.age_ns == _NEVER:
            return None
        return float(self._decision.age_ns) / 1e9

    @property
    def decision(self) -> str:
        if self._decision is None:
            return ""
        number = self._decision.decision_high << 64 | self._decision.decision_low
        return "".join(_DIGITS[number >> place * 5 & 31] for place in reversed(range(26)))

    @property
    def token(self) -> str:
        token: str = self._client._token(self)
        return token

    @property
    def _reference(self) -> bytes | None:
        made = self._decision
        if made is None:
            return None
        return struct.pack(
            "=5Q", made.feature_hash, made.variant_hash, made.revision, made.decision_high, made.decision_low)

    def attempt(self, *, model: str | None = None, number: int = 1, final: bool = True) -> TimedCall:
        call: TimedCall = self._client._attempt(self, model=model, number=number, final=final)
        return call

    def _begin(self, model: str | None, attempt: int, /) -> bytes | None:
        if self._decision is None:
            return None
        unit = b"" if self._unit is None else self._unit.encode()
        name = b"" if model is None else model.encode()
        call = Call()
        library.flagpost_begin(
            self._client._readers.reader.handle, ctypes.byref(self._decision), unit, len(unit), name, len(name),
            attempt, ctypes.byref(call))
        return bytes(call)

    def _end(
        self, begun: bytes, result: int, latency_ns: int, first_token_ns: int, input_tokens: int, output_tokens: int,
        cached_tokens: int, cost_micros: int, retried: bool, late: bool, /,
    ) -> bool:
        call = Call.from_buffer_copy(begun)
        usage = Usage(
            latency_ns=latency_ns, first_token_ns=first_token_ns, cost_micros=cost_micros, input_tokens=input_tokens,
            output_tokens=output_tokens, cached_tokens=cached_tokens, has_cost=cost_micros >= 0, result=result,
            retried=retried, late=late)
        status = library.flagpost_end(
            self._client._readers.reader.handle, ctypes.byref(call), ctypes.byref(usage))
        return bool(status == OK)


def _at(words: tuple[str | None, ...], index: int, otherwise: str | None) -> str | None:
    return words[index] if 0 <= index < len(words) else otherwise
