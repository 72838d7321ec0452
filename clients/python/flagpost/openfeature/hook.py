"""Puts decisions where answers are traced."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from openfeature.flag_evaluation import FlagEvaluationDetails, FlagValueType
from openfeature.hook import Hook, HookContext, HookHints
from openfeature.telemetry import create_evaluation_event

Record = Callable[[str, Mapping[str, Any]], None]
_log = logging.getLogger("flagpost.openfeature")


class DecisionHook(Hook):
    """Records every evaluation as OpenTelemetry's `feature_flag.evaluation` event with the decision's id, by which its
    outcomes, scores and feedback are found.

    The event goes to the span at hand where OpenTelemetry is installed and there is one, else to the logger
    `flagpost.openfeature` at level DEBUG; `record(name, attributes)` takes it instead if given. The value itself is left
    out: it may be a whole prompt.
    """

    def __init__(self, record: Record | None = None) -> None:
        self._record = _record if record is None else record

    def finally_after(
        self, hook_context: HookContext, details: FlagEvaluationDetails[FlagValueType], hints: HookHints,
    ) -> None:
        event = create_evaluation_event(hook_context, details)
        attributes: dict[str, Any] = {str(name): value for name, value in event.attributes.items()}
        own = {name: value for name, value in details.flag_metadata.items() if name.startswith("flagpost.")}
        self._record(event.name, attributes | own)


def _record(name: str, attributes: Mapping[str, Any]) -> None:
    if not _add_to_span(name, attributes):
        _log.debug("%s %s", name, attributes, extra={"flagpost": attributes})


def _add_to_span(name: str, attributes: Mapping[str, Any]) -> bool:
    try:
        from opentelemetry.trace import get_current_span
    except ImportError:
        return False
    span = get_current_span()
    if not span.is_recording():
        return False
    span.add_event(name, dict(attributes))
    return True
