"""OpenFeature's provider: every type of flag, read from this host's memory."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any

from openfeature.evaluation_context import EvaluationContext
from openfeature.event import ProviderEvent, ProviderEventDetails
from openfeature.exception import ErrorCode, ProviderNotReadyError
from openfeature.flag_evaluation import FlagResolutionDetails, FlagValueType, Reason
from openfeature.provider import AbstractProvider, Metadata
from openfeature.track import TrackingEventDetails

from ..client import Client
from ..evaluation import Evaluation, Kind, converted
from ..read_only import thaw
from .changes import Changes
from .details import TOKEN, metadata_of
from .status import Status

_NO_CONTEXT = EvaluationContext()


class FlagpostProvider(AbstractProvider):
    """Answers without a connection and without waiting, so that the asynchronous methods are the same as the others.

    Its events tell of what it notices when a flag is read, or every `poll_interval` seconds, on a thread that is only
    there if that is given: flags that changed, by name, flags that the agent has not confirmed for `stale_after` seconds,
    and their confirmation after that. Which flags changed is found out on a thread that ends with it.
    """

    def __init__(
        self, client: Client | None = None, *, stale_after: float = 30.0, poll_interval: float | None = None,
    ) -> None:
        super().__init__()
        self._client = Client() if client is None else client
        self._status = Status(stale_after)
        self._changes = Changes(self._client, self._tell_of_change)
        self._poll_interval = poll_interval
        self._stopping = threading.Event()
        self._poller: threading.Thread | None = None

    def get_metadata(self) -> Metadata:
        return Metadata(name="flagpost")

    def initialize(self, evaluation_context: EvaluationContext) -> None:
        """Raises ProviderNotReadyError where no agent has published anything yet. Once one has, flags are served all the
        same, and the provider says that it is ready."""
        if self._poll_interval is not None:
            self._stopping.clear()
            self._poller = threading.Thread(
                target=self._poll, args=(self._poll_interval,), name="flagpost openfeature", daemon=True)
            self._poller.start()
        route = self._client.route("")
        if route.error == "NOT_READY":
            raise ProviderNotReadyError(f"no agent has published flags in {self._client.directory} yet")
        self._status.begin(self._client.generation, route.age)
        self._changes.begin()

    def shutdown(self) -> None:
        self._stopping.set()
        if self._poller is not None and self._poller is not threading.current_thread():
            self._poller.join()
        self._poller = None
        self._changes.close()

    def resolve_boolean_details(
        self, flag_key: str, default_value: bool, evaluation_context: EvaluationContext | None = None,
    ) -> FlagResolutionDetails[bool]:
        return self._resolve(flag_key, default_value, bool, evaluation_context)

    def resolve_string_details(
        self, flag_key: str, default_value: str, evaluation_context: EvaluationContext | None = None,
    ) -> FlagResolutionDetails[str]:
        return self._resolve(flag_key, default_value, str, evaluation_context)

    def resolve_integer_details(
        self, flag_key: str, default_value: int, evaluation_context: EvaluationContext | None = None,
    ) -> FlagResolutionDetails[int]:
        return self._resolve(flag_key, default_value, int, evaluation_context)

    def resolve_float_details(
        self, flag_key: str, default_value: float, evaluation_context: EvaluationContext | None = None,
    ) -> FlagResolutionDetails[float]:
        return self._resolve(flag_key, default_value, float, evaluation_context)

    def resolve_object_details(
        self, flag_key: str, default_value: Sequence[FlagValueType] | Mapping[str, FlagValueType],
        evaluation_context: EvaluationContext | None = None,
    ) -> FlagResolutionDetails[Sequence[FlagValueType] | Mapping[str, FlagValueType]]:
        return self._resolve(flag_key, default_value, (dict, list), evaluation_context)

    def track(
        self, tracking_event_name: str, evaluation_context: EvaluationContext | None = None,
        tracking_event_details: TrackingEventDetails | None = None,
    ) -> None:
        """A score where the event has a value, else feedback of the event's name, on the decision whose token stands in
        its attribute `flagpost.token` (an evaluation's flag metadata has it). Without a token nothing is reported."""
        details = tracking_event_details or TrackingEventDetails()
        token = details.attributes.get(TOKEN)
        unit = (evaluation_context or _NO_CONTEXT).targeting_key
        if not isinstance(token, str):
            return
        if details.value is None:
            self._client.feedback(token, tracking_event_name, unit=unit)
        else:
            dimension = details.attributes.get("dimension")
            self._client.score(
                token, tracking_event_name, details.value, unit=unit,
                dimension=dimension if isinstance(dimension, str) else "")

    def _resolve(
        self, flag_key: str, default: Any, kind: Kind, context: EvaluationContext | None,
    ) -> FlagResolutionDetails[Any]:
        context = context or _NO_CONTEXT
        found = self._client._evaluate(flag_key, default, kind, context.targeting_key, context.attributes)
        if found.error_code != "PROVIDER_NOT_READY":
            self._tell(found.age)
        return FlagResolutionDetails(
            value=default if found.value is default else _plain(found, kind),
            error_code=None if found.error_code is None else ErrorCode(found.error_code),
            error_message=found.error_message, reason=Reason(found.reason), variant=found.variant,
            flag_metadata=metadata_of(found))

    def _tell(self, age: float | None) -> None:
        for event, details in self._status.look(self._client.generation, age):
            if event is ProviderEvent.PROVIDER_CONFIGURATION_CHANGED or not self._changes.has_begun:
                self._changes.look()
            if event is not ProviderEvent.PROVIDER_CONFIGURATION_CHANGED:
                self.emit(event, details)

    def _tell_of_change(self, generation: int, changed: list[str] | None) -> None:
        try:
            self.emit_provider_configuration_changed(
                ProviderEventDetails(flags_changed=changed, metadata={"generation": generation}))
        except RuntimeError:
            pass  # the interpreter ends, and the SDK's threads are gone

    def _poll(self, interval: float) -> None:
        while not self._stopping.wait(interval):
            route = self._client.route("")
            if route.error != "NOT_READY":
                self._tell(route.age)


def _plain(found: Evaluation, kind: Kind) -> Any:
    """OpenFeature wants dictionaries and lists of one's own, and numbers of the very type."""
    return thaw(found.value) if isinstance(kind, tuple) else converted(found.value, kind)
