import logging

import pytest
from openfeature import api
from openfeature.evaluation_context import EvaluationContext
from openfeature.telemetry import TelemetryAttribute
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from flagpost.openfeature import DecisionHook, FlagpostProvider

FLAG = {"state": "ENABLED", "variants": {"on": True}, "defaultVariant": "on", "metadata": {"version": "v7"}}


@pytest.fixture
def client(flagd):
    api.set_provider_and_wait(FlagpostProvider(flagd(f=FLAG)))
    yield api.get_client()
    api.clear_providers()


def test_an_evaluation_is_an_event_of_the_span_at_hand(client):
    client.add_hooks([DecisionHook()])
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    with provider.get_tracer("test").start_as_current_span("request"):
        decision = client.get_boolean_details("f", False, EvaluationContext("u")).flag_metadata["flagpost.decision"]
        client.get_boolean_details("none", False)
    known, unknown = exporter.get_finished_spans()[0].events
    assert known.name == unknown.name == "feature_flag.evaluation"
    assert known.attributes["flagpost.decision"] == decision
    assert known.attributes["feature_flag.key"] == "f" and known.attributes[TelemetryAttribute.VARIANT] == "on"
    assert known.attributes[TelemetryAttribute.VERSION] == "v7"
    assert known.attributes[TelemetryAttribute.CONTEXT_ID] == "u"
    assert known.attributes[TelemetryAttribute.PROVIDER_NAME] == "flagpost"
    assert unknown.attributes[TelemetryAttribute.ERROR_TYPE] == "flag_not_found"
    assert unknown.attributes[TelemetryAttribute.VERSION] == "1"


def test_without_a_span_it_is_logged(client, caplog):
    client.add_hooks([DecisionHook()])
    caplog.set_level(logging.DEBUG, "flagpost.openfeature")
    found = client.get_boolean_details("f", False)
    (record,) = caplog.records
    assert record.flagpost["flagpost.decision"] == found.flag_metadata["flagpost.decision"]


def test_it_may_go_anywhere_else_and_errors_there_change_nothing(client):
    seen = []
    client.add_hooks([DecisionHook(lambda name, attributes: seen.append(attributes))])
    client.add_hooks([DecisionHook(lambda name, attributes: 1 / 0)])
    assert client.get_boolean_value("f", False) is True
    assert seen[0]["feature_flag.key"] == "f"
