"""Our Python client: by itself, and behind its OpenFeature provider."""

from __future__ import annotations

import pathlib

import flagpost
from flagpost.openfeature import FlagpostProvider
from openfeature import api

from .answer import Answer, Question, failed, thawed
from .openfeature import ask_client


def client(directory: pathlib.Path) -> flagpost.Client:
    return flagpost.Client(directory.name, str(directory.parent))


class ClientDoor:
    def __init__(self, directory: pathlib.Path) -> None:
        self.client = client(directory)

    def close(self) -> None:
        pass

    def ask(self, question: Question) -> Answer:
        evaluation = self.client.evaluate(question.flag, unit=question.unit, **question.attributes)
        if evaluation.error_code is not None:
            return failed(evaluation.error_code)
        return Answer(evaluation.variant, thawed(evaluation.value), evaluation.reason)


class ProviderDoor:
    domain = "flagpost"

    def __init__(self, directory: pathlib.Path) -> None:
        api.set_provider_and_wait(FlagpostProvider(client(directory)), self.domain)
        self.client = api.get_client(self.domain)

    def close(self) -> None:
        api.clear_providers()

    def ask(self, question: Question) -> Answer:
        return ask_client(self.client, question)
