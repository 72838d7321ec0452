from collections.abc import Mapping
from typing import Any, final

from typing_extensions import Self

from .call import Call
from .chain import Chain
from .checks import Unit
from .client import Client as PythonClient
from .prompt import Prompt
from .read_only import ReadOnlyDict

class Client:
    def __new__(cls, directory: str, /) -> Self: ...
    def route(
        self, feature: str, *, unit: Unit | None = ..., default: Any = ..., attributes: Mapping[str, Any] | None = ...,
        **named: Any,
    ) -> Route:
        """What the unit gets. Where nothing can be decided, or an argument has no usable type: the default.

        Attributes are named by keywords, or are in `attributes`, which has room for any name and counts where both have
        one.
        """
    @property
    def generation(self) -> int:
        """Of the snapshot that the last route was decided by; 0: none."""
    def _decide(
        self, feature: str, unit: Unit | None, default: Any, named: dict[str, Any],
        attributes: Mapping[str, Any] | None, /,
    ) -> Route: ...
    def _feedback(self, reference: bytes, unit: str | None, kind: str, /) -> bool: ...
    def _score(
        self, reference: bytes, unit: str | None, name: str, dimension: str, value: float, /,
    ) -> bool: ...

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
    def ai(self) -> bool:
        """Whether a model is to be called. If not, `static` and `data` are what the user gets: the feature is off, or its
        variant or the caller's default calls none."""
    @property
    def static(self) -> str | None:
        """The text to serve where no model is to be called; None where there is none."""
    @property
    def data(self) -> ReadOnlyDict | None:
        """What a variant that calls no model carries beside its text, read-only; or None."""
    @property
    def model(self) -> str | None:
        """The model to call; None where none is to be called: see `ai`."""
    @property
    def params(self) -> ReadOnlyDict: ...
    @property
    def prompt(self) -> Prompt: ...
    @property
    def is_default(self) -> bool: ...
    @property
    def reason(self) -> str:
        """OpenFeature's reason, or why there is none: NOT_READY, FLAG_NOT_FOUND, ..."""
    @property
    def error(self) -> str | None:
        """Why nothing could be decided: NOT_READY, FLAG_NOT_FOUND, ...; or None."""
    @property
    def cause(self) -> str | None:
        """What held the feature back: KILLED, TRIPPED, WITHDRAWN, STALE."""
    @property
    def arm(self) -> str | None:
        """The side of a comparison: treatment, control or None."""
    @property
    def metadata(self) -> ReadOnlyDict | None:
        """What the flag says of itself, read-only."""
    @property
    def revision(self) -> int: ...
    @property
    def age(self) -> float | None:
        """Seconds since the agent last confirmed the revision; None: never."""
    @property
    def decision(self) -> str:
        """The decision's id: a ULID."""
    @property
    def token(self) -> str:
        """Names the decision in later feedback; a text to keep with the answer."""
    def attempt(self, *, model: str | None = ..., number: int = ..., final: bool = ...) -> Call:
        """Times a call to a model and reports how it ended."""
    @property
    def _client(self) -> PythonClient: ...
    @property
    def _chain(self) -> Chain: ...
    @property
    def _unit(self) -> str | None: ...
    @property
    def _reference(self) -> bytes | None: ...
    def _begin(self, model: str | None, attempt: int, /) -> bytes | None: ...
    def _end(
        self, begun: bytes, result: int, latency_ns: int, first_token_ns: int, input_tokens: int, output_tokens: int,
        cached_tokens: int, cost_micros: int, retried: bool, late: bool, /,
    ) -> bool: ...
