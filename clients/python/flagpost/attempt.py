"""One call of a chain, as the function that makes it sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import checks
from .call import Call
from .chain import ModelStep
from .left_behind import Place
from .outcome import result_of
from .prompt import Prompt
from .read_only import ReadOnlyDict

if TYPE_CHECKING:
    from ._native import Route


class Attempt(Call):
    """What to call the model with, and where to say what came of it: `usage`, `confidence`, `result`.

    Once its time is up nothing that is said here counts any more but its usage, which is paid for.
    """

    def __init__(
        self, route: Route, feature: str, step: ModelStep, number: int, timeout: float | None,
    ) -> None:
        super().__init__(route, model=step.model, attempt=number, final=True)
        self.route = route
        self.feature = feature
        self.model: str = step.model
        self.params: ReadOnlyDict = step.params
        self.prompt: Prompt = step.prompt
        self.timeout = timeout
        """Seconds; of a stream, until its first token. None: no limit."""
        self.stall = step.timeout
        """Seconds that a stream's later chunks may take, unless the caller says."""
        self.number = number
        """From 1."""
        self.is_made = False
        """The model is being called."""
        self._confidence: float | None = None

    @property
    def place(self) -> Place:
        return Place(self.route._client.directory, self.feature, self.model)

    @property
    def confidence(self) -> float | None:
        """From 0 to 1. Below the variant's `minConfidence` the next step is tried. None: not given."""
        return self._confidence

    @confidence.setter
    def confidence(self, confidence: float | None) -> None:
        self._confidence = self._usable(checks.share, "confidence", confidence, "it counts as not given")

    def first_token(self) -> None:
        if self._latency is None:
            super().first_token()

    def stop(self, error: BaseException | None = None) -> None:
        """The call is over, by that error if there is one; what comes between now and its report does not count."""
        if self._latency is None:
            if error is not None and self.result is None:
                self.result = result_of(error)
            self._latency = self.elapsed_ns / 1e9

    def report(self, *, final: bool) -> None:
        """Reports how the call ended, once."""
        self.stop()
        self.final = final
        self.end(self._latency)
