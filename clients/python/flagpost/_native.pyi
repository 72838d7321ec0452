from collections.abc import Mapping
from typing import Any, final

from typing_extensions import Self

from .call import Call
from .client import Client as PythonClient
from .variant import Prompt

class Client:
    def __new__(cls, directory: str, /) -> Self: ...
    def route(self, feature: str, *, unit: str | None = ..., default: Any = ..., **attributes: Any) -> Route:
        """What the unit gets. Where nothing can be decided, or an argument has no usable type: the default."""

@final
class Route:
    """A decision: what a unit gets, and why."""

    @property
    def variant(self) -> str | None:
        """The variant's name; None: the default is served."""
    @property
    def value(self) -> Any:
        """Read-only JSON, or the caller's default."""
    @property
    def model(self) -> str | None: ...
    @property
    def params(self) -> Mapping[str, Any]: ...
    @property
    def prompt(self) -> Prompt: ...
    @property
    def is_default(self) -> bool: ...
    @property
    def reason(self) -> str:
        """OpenFeature's reason, or why there is none: NOT_READY, FLAG_NOT_FOUND, ..."""
    @property
    def cause(self) -> str | None:
        """What held the feature back: KILLED, TRIPPED, WITHDRAWN."""
    @property
    def revision(self) -> int: ...
    @property
    def age(self) -> float | None:
        """Seconds since the agent last confirmed the revision; None: never."""
    @property
    def decision(self) -> str:
        """The decision's id: a ULID."""
    def attempt(self, *, model: str | None = ..., number: int = ..., final: bool = ...) -> Call:
        """Times a call to a model and reports how it ended."""
    @property
    def _client(self) -> PythonClient: ...
    def _begin(self, model: str | None, attempt: int, /) -> bytes | None: ...
    def _end(
        self, begun: bytes, result: int, latency_ns: int, input_tokens: int, output_tokens: int, cached_tokens: int,
        cost_micros: int, retried: bool, /,
    ) -> bool: ...
