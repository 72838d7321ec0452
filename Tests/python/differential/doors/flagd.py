"""flagd's own evaluator on the file that our agent writes: its core by itself, and inside its OpenFeature provider."""

from __future__ import annotations

import pathlib
from typing import Any

from openfeature import api
from openfeature.contrib.provider.flagd import FlagdProvider
from openfeature.contrib.provider.flagd.config import ResolverType
from openfeature.contrib.tools.flagd.core import FlagdCore
from openfeature.evaluation_context import EvaluationContext
from openfeature.exception import OpenFeatureError
from openfeature.flag_evaluation import FlagResolutionDetails

from .answer import DEFAULTS, Answer, Question, failed
from .openfeature import ask_client


class FlagdCoreDoor:
    def __init__(self, file: str) -> None:
        self.core = FlagdCore()
        self.core.set_flags(file)

    def close(self) -> None:
        pass

    def ask(self, question: Question) -> Answer:
        resolve = getattr(self.core, f"resolve_{question.kind}_value")
        context = EvaluationContext(question.unit, question.attributes)
        try:
            details: FlagResolutionDetails[Any] = resolve(question.flag, DEFAULTS[question.kind], context)
        except OpenFeatureError as error:
            return failed(error.error_code.value)
        value = None if details.variant is None else details.value
        return Answer(details.variant, value, str(details.reason))


class FlagdProviderDoor:
    """In file mode."""

    domain = "flagd in file mode"

    def __init__(self, file: pathlib.Path) -> None:
        provider = FlagdProvider(resolver_type=ResolverType.FILE, offline_flag_source_path=str(file))
        api.set_provider_and_wait(provider, self.domain)
        self.client = api.get_client(self.domain)

    def close(self) -> None:
        api.clear_providers()

    def ask(self, question: Question) -> Answer:
        return ask_client(self.client, question)
