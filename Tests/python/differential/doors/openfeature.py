"""An OpenFeature client, whatever provider is behind it."""

from __future__ import annotations

from openfeature.client import OpenFeatureClient
from openfeature.evaluation_context import EvaluationContext

from .answer import DEFAULTS, Answer, Question, failed, thawed


def ask_client(client: OpenFeatureClient, question: Question) -> Answer:
    ask = getattr(client, f"get_{question.kind}_details")
    details = ask(question.flag, DEFAULTS[question.kind], EvaluationContext(question.unit, question.attributes))
    if details.error_code is not None:
        assert details.value == DEFAULTS[question.kind]
        return failed(details.error_code.value)
    if details.variant is None:
        assert details.value == DEFAULTS[question.kind]
        return Answer(None, None, str(details.reason))
    return Answer(details.variant, thawed(details.value), str(details.reason))
