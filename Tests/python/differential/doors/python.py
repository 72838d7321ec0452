"""Our Python client: by itself, and behind its OpenFeature provider."""

from __future__ import annotations

import pathlib

import flagpost
from flagpost.openfeature import FlagpostProvider
from openfeature import api

from .answer import Answer, Question, failed, thawed
from .openfeature import ask_client

REASONS = {"STATIC", "DEFAULT", "TARGETING_MATCH", "SPLIT", "DISABLED", "STALE"}


class RouteDoor:
    def __init__(self, directory: pathlib.Path) -> None:
        self.client = flagpost.Client(directory.name, str(directory.parent))

    def close(self) -> None:
        pass

    def ask(self, question: Question) -> Answer:
        route = self.client.route(question.flag, unit=question.unit, **question.attributes)
        if route.reason not in REASONS:
            return failed(route.reason)
        value = None if route.variant is None else thawed(route.value)
        return Answer(route.variant, value, route.reason)


class ProviderDoor:
    domain = "flagpost"

    def __init__(self, directory: pathlib.Path) -> None:
        client = flagpost.Client(directory.name, str(directory.parent))
        api.set_provider_and_wait(FlagpostProvider(client), self.domain)
        self.client = api.get_client(self.domain)

    def close(self) -> None:
        api.clear_providers()

    def ask(self, question: Question) -> Answer:
        return ask_client(self.client, question)
