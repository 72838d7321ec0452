"""The provider under OpenFeature's own SDK."""

import asyncio
import datetime
import json
import queue
import shutil
import threading
import time

import flagpost
import pytest
import ring
from openfeature import api
from openfeature.evaluation_context import EvaluationContext
from openfeature.event import ProviderEvent
from openfeature.exception import ErrorCode, ProviderNotReadyError
from openfeature.flag_evaluation import Reason
from openfeature.provider import ProviderStatus
from openfeature.track import TrackingEventDetails

from flagpost.openfeature import FlagpostProvider
from flagpost.openfeature.snapshot import digests

FLAGS = {
    "bool": {"state": "ENABLED", "variants": {"on": True, "off": False}, "defaultVariant": "on"},
    "text": {"state": "ENABLED", "variants": {"a": "A"}, "defaultVariant": "a", "metadata": {"team": "x", "no": 5}},
    "whole": {"state": "ENABLED", "variants": {"a": 5}, "defaultVariant": "a"},
    "float": {"state": "ENABLED", "variants": {"a": 2.5}, "defaultVariant": "a"},
    "object": {"state": "ENABLED", "variants": {"a": {"b": [1, {"c": None}]}}, "defaultVariant": "a"},
    "list": {"state": "ENABLED", "variants": {"a": {"items": [1, 2]}}, "defaultVariant": "a"},
    "off": {"state": "DISABLED", "variants": {"a": True}, "defaultVariant": "a"},
    "open": {"state": "ENABLED", "variants": {"a": True}, "defaultVariant": None},
    "astray": {"state": "ENABLED", "variants": {"a": True}, "defaultVariant": "a", "targeting": {"if": [True, "x"]}},
    "broken": {"state": "ENABLED", "variants": {"a": True}, "defaultVariant": "a", "targeting": {"no": [1]}},
    "targeted": {
        "state": "ENABLED", "variants": {"yes": "yes", "no": "no"}, "defaultVariant": "no",
        "targeting": {"if": [{"and": [
            {"==": [{"var": "user.plan"}, "pro"]}, {"in": ["b", {"var": "groups"}]}, {"==": [{"var": "default"}, 1]},
            {"==": [{"var": "targetingKey"}, "u"]}, {"==": [{"var": "since"}, "2024-01-02T00:00:00+00:00"]}]},
            "yes", None]}},
}


@pytest.fixture
def provider(flagd):
    provider = FlagpostProvider(flagd(**FLAGS))
    api.set_provider_and_wait(provider)
    yield provider
    api.clear_providers()
    api.clear_hooks()


@pytest.fixture
def client(provider):
    return api.get_client()


def until(condition, within=10):
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


GETTERS = ["boolean", "string", "integer", "float", "object"]


def details(client, kind, flag, default, context=None, is_async=False):
    get = getattr(client, f"get_{kind}_details{'_async' if is_async else ''}")
    return asyncio.run(get(flag, default, context)) if is_async else get(flag, default, context)


@pytest.mark.parametrize("is_async", [False, True])
@pytest.mark.parametrize("kind, flag, default, value", [
    ("boolean", "bool", False, True), ("string", "text", "z", "A"), ("integer", "whole", 1, 5),
    ("float", "float", 1.0, 2.5), ("float", "whole", 1.0, 5.0), ("object", "object", {}, {"b": [1, {"c": None}]}),
    ("object", "list", [], {"items": [1, 2]}),
])
def test_every_type_is_resolved(client, kind, flag, default, value, is_async):
    found = details(client, kind, flag, default, is_async=is_async)
    assert found.value == value and type(found.value) is type(value)
    assert (found.reason, found.error_code, found.variant) == (Reason.STATIC, None, "on" if flag == "bool" else "a")


def test_an_objects_copy_may_be_changed(client):
    client.get_object_value("object", {})["b"].append(2)
    assert client.get_object_value("object", {}) == {"b": [1, {"c": None}]}


@pytest.mark.parametrize("kind, flag, default", [
    ("boolean", "text", False), ("boolean", "whole", False), ("string", "bool", "z"), ("integer", "bool", 1),
    ("integer", "float", 1), ("integer", "text", 1), ("float", "bool", 1.0), ("float", "text", 1.0),
    ("object", "text", {}), ("object", "bool", {}),
])
def test_another_type_is_a_mismatch(client, kind, flag, default):
    found = details(client, kind, flag, default)
    assert (found.value, found.reason, found.error_code) == (default, Reason.ERROR, ErrorCode.TYPE_MISMATCH)
    assert found.variant is None and found.error_message


@pytest.mark.parametrize("flag, reason, code", [
    ("none", Reason.ERROR, ErrorCode.FLAG_NOT_FOUND), ("astray", Reason.ERROR, ErrorCode.GENERAL),
    ("broken", Reason.ERROR, ErrorCode.PARSE_ERROR), ("off", Reason.DISABLED, None), ("open", Reason.DEFAULT, None),
    ("targeted", Reason.DEFAULT, None),
])
def test_why_there_is_no_value_is_said(client, flag, reason, code):
    kind, default = ("string", "mine") if flag == "targeted" else ("boolean", False)
    found = details(client, kind, flag, default)
    assert (found.reason, found.error_code) == (reason, code)
    assert found.value == ("no" if flag == "targeted" else default)


def test_the_context_is_taken_as_it_is(client):
    context = EvaluationContext("u", {
        "user": {"plan": "pro"}, "groups": ["a", "b"], "default": 1,
        "since": datetime.datetime(2024, 1, 2, tzinfo=datetime.timezone.utc)})
    found = client.get_string_details("targeted", "mine", context)
    assert (found.value, found.variant, found.reason) == ("yes", "yes", Reason.TARGETING_MATCH)
    other = EvaluationContext("other", context.attributes)
    assert client.get_string_value("targeted", "mine", other) == "no"


def test_a_context_that_cannot_be_meant_gives_the_default(client):
    for attributes in ({"a": object()}, {f"a{number}": 1 for number in range(65_537)}):
        found = client.get_boolean_details("bool", False, EvaluationContext("u", attributes))
        assert (found.value, found.reason, found.error_code) == (False, Reason.ERROR, ErrorCode.GENERAL)


def test_a_features_variant_is_an_object(client):
    found = client.get_object_details("chat", {}, EvaluationContext("u", {"plan": "pro"}))
    assert found.value["model"] == "claude" and found.variant == "canary"


def test_flag_metadata_has_the_flags_own_and_the_decision(client, agent):
    agent.tell("beat")
    metadata = client.get_string_details("text", "z").flag_metadata
    assert (metadata["team"], metadata["no"]) == ("x", 5)
    assert metadata["flagpost.revision"] == 1 and metadata["flagpost.age"] < 5
    assert len(metadata["flagpost.decision"]) == 26
    agent.tell("kill")
    found = client.get_object_details("chat", {})
    assert found.reason == Reason.DISABLED and found.flag_metadata["flagpost.cause"] == "KILLED"


def test_tracking_reports_feedback_and_scores(client, tmp_path):
    context = EvaluationContext("u")
    token = client.get_object_details("chat", {}, context).flag_metadata["flagpost.token"]
    client.track("thumbs_down", context, TrackingEventDetails(attributes={"flagpost.token": token}))
    client.track("tone", context, TrackingEventDetails(0.5, {"flagpost.token": token, "dimension": "behavioral"}))
    client.track("tone", context, TrackingEventDetails(float("nan"), {"flagpost.token": token}))
    client.track("tone", context, TrackingEventDetails("high", {"flagpost.token": token}))
    client.track("visited")
    client.track("visited", context, TrackingEventDetails(1, {"flagpost.token": 5}))
    client.track("visited", context, TrackingEventDetails(1, {"flagpost.token": "forged"}))
    feedback, score = ring.judgements(tmp_path / "default")
    assert (feedback.kind, feedback.name) == ("feedback", "thumbs_down") and feedback.unit != (0, 0)
    assert (score.name, score.dimension, score.value) == ("tone", "behavioral", 0.5)
    assert score.decision == feedback.decision != (0, 0)


def test_before_there_is_an_agent_it_is_not_ready_and_once_there_is_it_says_so(tmp_path, agent):
    provider, ready = FlagpostProvider(flagpost.Client(runtime_dir=str(tmp_path))), threading.Event()
    client = api.get_client("late")
    client.add_handler(ProviderEvent.PROVIDER_READY, lambda _: ready.set())
    try:
        with pytest.raises(ProviderNotReadyError):
            api.set_provider_and_wait(provider, "late")
        assert client.get_provider_status() == ProviderStatus.ERROR
        found = client.get_boolean_details("bool", False)
        assert (found.value, found.error_code) == (False, ErrorCode.PROVIDER_NOT_READY)
        agent.tell("beat")
        agent.tell("flags " + json.dumps({"flags": FLAGS}))
        deadline = time.monotonic() + 10
        while not client.get_boolean_value("bool", False) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert ready.wait(10) and client.get_provider_status() == ProviderStatus.READY
    finally:
        api.clear_providers()


@pytest.mark.parametrize("poll_interval", [None, 0.02])
def test_events_tell_of_new_snapshots_and_of_staleness(flagd, agent, poll_interval):
    agent.tell("beat")
    provider = FlagpostProvider(flagd(**FLAGS), stale_after=0.4, poll_interval=poll_interval)
    api.set_provider_and_wait(provider, "events")
    client, seen = api.get_client("events"), []
    for event in ProviderEvent:
        client.add_handler(event, lambda details, event=event: seen.append((event, details.provider_name)))

    def wait_for(event):
        deadline = time.monotonic() + 10
        while (event, "flagpost") not in seen and time.monotonic() < deadline:
            if poll_interval is None:
                client.get_boolean_value("bool", False)
            time.sleep(0.01)
        assert (event, "flagpost") in seen

    try:
        agent.tell("beat")
        wait_for(ProviderEvent.PROVIDER_READY)
        seen.clear()
        agent.tell("beat")
        agent.tell("publish other")
        wait_for(ProviderEvent.PROVIDER_CONFIGURATION_CHANGED)
        wait_for(ProviderEvent.PROVIDER_STALE)
        assert client.get_provider_status() == ProviderStatus.STALE
        seen.clear()
        agent.tell("beat")
        wait_for(ProviderEvent.PROVIDER_READY)
    finally:
        api.clear_providers()
    assert not [thread for thread in threading.enumerate() if thread.name == "flagpost openfeature"]


@pytest.fixture
def changes(flagd, agent):
    """What the events of a provider named, in their order; a provider that has read its first flag."""
    provider = FlagpostProvider(flagd(**FLAGS))
    api.set_provider_and_wait(provider, "changes")
    seen = queue.Queue()
    api.get_client("changes").add_handler(
        ProviderEvent.PROVIDER_CONFIGURATION_CHANGED, lambda details: seen.put(details.flags_changed))

    def after(**flags):
        if flags:
            agent.tell("flags " + json.dumps({"flags": flags}))
        api.get_client("changes").get_boolean_value("bool", False)
        return seen.get(timeout=10)

    yield after
    api.clear_providers()


def test_a_change_names_the_flags_that_changed_came_and_went(changes):
    whole = FLAGS["whole"] | {"variants": {"a": 6}}
    assert changes(**FLAGS | {"whole": whole}) == ["whole"]
    assert changes(**FLAGS | {"whole": whole, "new": FLAGS["bool"]}) == ["new"]
    targeted = FLAGS["targeted"] | {"targeting": {"if": [{"==": [{"var": "a"}, 1]}, "yes", None]}}
    assert changes(**FLAGS | {"whole": whole, "targeted": targeted}) == ["new", "targeted"]
    assert changes(**FLAGS) == ["targeted", "whole"]
    assert changes(**FLAGS | {"text": FLAGS["text"] | {"metadata": {"team": "y"}}}) == ["text"]


def test_a_snapshot_with_the_same_flags_is_no_change(changes, agent):
    agent.tell("flags " + json.dumps({"flags": FLAGS}))
    api.get_client("changes").get_boolean_value("bool", False)
    assert changes(**FLAGS | {"new": FLAGS["bool"]}) == ["new"]


def test_features_are_named_too(changes, agent):
    agent.tell("value " + json.dumps({"model": "m"}))
    api.get_client("changes").get_object_value("chat", {})
    assert {"chat", "feature-0", "bool"} <= set(changes())


def test_a_snapshot_that_cannot_be_compared_is_a_change_without_names(changes, tmp_path, monkeypatch):
    monkeypatch.setattr("flagpost.openfeature.snapshot._LAYOUT", 99)
    assert changes(**FLAGS | {"new": FLAGS["bool"]}) is None
    monkeypatch.undo()
    assert changes(**FLAGS | {"newer": FLAGS["bool"]}) is None
    assert changes(**FLAGS) == ["newer"]


def test_a_provider_that_was_made_before_its_agent_names_changes_too(tmp_path, agent):
    provider, seen = FlagpostProvider(flagpost.Client(runtime_dir=str(tmp_path))), queue.Queue()
    client = api.get_client("early")
    client.add_handler(ProviderEvent.PROVIDER_CONFIGURATION_CHANGED, lambda details: seen.put(details.flags_changed))
    try:
        with pytest.raises(ProviderNotReadyError):
            api.set_provider_and_wait(provider, "early")
        agent.tell("flags " + json.dumps({"flags": FLAGS}))
        until(lambda: client.get_boolean_value("bool", False))
        until(lambda: provider._changes.has_begun)
        agent.tell("flags " + json.dumps({"flags": FLAGS | {"new": FLAGS["bool"]}}))
        until(lambda: client.get_boolean_value("new", False))
        assert seen.get(timeout=10) == ["new"] and seen.empty()
    finally:
        api.clear_providers()


@pytest.mark.parametrize("damage", [
    lambda data: b"", lambda data: data[:100], lambda data: data[:-1], lambda data: b"x" + data[1:],
    lambda data: data[:68] + b"\xff\xff\xff\xff" + data[72:], lambda data: data[:72] + b"\xff\xff\xff\x7f" + data[76:],
    lambda data: data[:128] + b"\xff" * (len(data) - 128),
])
def test_a_snapshot_that_is_damaged_is_not_compared(provider, tmp_path, damage):
    (path,) = (tmp_path / "default").glob("snapshot.*")
    generation = int(path.suffix[1:])
    assert digests(str(tmp_path / "default"), generation).keys() >= {"chat", *FLAGS}
    path.with_suffix(".new").write_bytes(damage(path.read_bytes()))
    path.with_suffix(".new").rename(path)
    assert digests(str(tmp_path / "default"), generation) is None


def test_every_resolution_says_the_revision_as_its_version(client, agent):
    for kind, flag, default in (("boolean", "bool", False), ("string", "bool", "z"), ("string", "none", "z")):
        assert details(client, kind, flag, default).flag_metadata["version"] == "1", flag
    agent.tell("kill")
    assert client.get_object_details("chat", {}).flag_metadata["version"] == "1"
    agent.tell("flags " + json.dumps({"flags": FLAGS | {"text": FLAGS["text"] | {"metadata": {"version": 7}}}}))
    assert client.get_string_details("text", "z").flag_metadata["version"] == 7
    assert client.get_boolean_details("bool", False).flag_metadata["version"] == "2"


def test_flags_outlive_their_agent(client, agent, tmp_path):
    assert client.get_boolean_value("bool", False)
    shutil.rmtree(tmp_path / "default")
    assert client.get_boolean_value("bool", False)


def test_threads_may_share_a_provider(client):
    wrong = []

    def work():
        for _ in range(300):
            if client.get_integer_value("whole", 0) != 5:
                wrong.append(1)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
