"""Ordinary flags of every type through a real agent's OFREP door, asked by the provider that services use today.

The provider speaks TCP and the agent serves evaluations on its socket: a relay stands between the two.
"""

import contextlib
import json
import socket
import threading

import pytest
from agent_host import Host
from openfeature import api
from openfeature.contrib.provider.ofrep import OFREPProvider
from openfeature.evaluation_context import EvaluationContext
from openfeature.exception import ErrorCode
from openfeature.flag_evaluation import Reason
from waiting import until

FLAGS = {
    "flags": {
        "bool": {
            "state": "ENABLED",
            "variants": {"on": True, "off": False},
            "defaultVariant": "off",
            "targeting": {"if": [{"in": ["admin", {"var": "account.roles"}]}, "on"]},
            "metadata": {"team": "web"},
        },
        "text": {"state": "ENABLED", "variants": {"é": "très bien"}, "defaultVariant": "é"},
        "whole": {"state": "ENABLED", "variants": {"many": 42, "none": 0}, "defaultVariant": "many"},
        "real": {"state": "ENABLED", "variants": {"half": 0.5}, "defaultVariant": "half"},
        "object": {
            "state": "ENABLED",
            "variants": {"deep": {"a": [1, {"b": None}], "c": "é"}, "flat": {}},
            "defaultVariant": "flat",
            "targeting": {"if": [{"===": [{"var": "tags.1.name"}, "x"]}, "deep"]},
        },
        "own-default": {"state": "ENABLED", "variants": {"a": "a"}, "defaultVariant": None},
        "disabled": {"state": "DISABLED", "variants": {"a": "a"}, "defaultVariant": "a"},
        "no-variant": {"state": "ENABLED", "variants": {"a": "a"}, "defaultVariant": "a", "targeting": {"cat": ["b"]}},
        "no-operator": {"state": "ENABLED", "variants": {"a": "a"}, "defaultVariant": "a", "targeting": {"if": [{"no-such": []}, "a"]}},
    },
    "metadata": {"set": "all"},
}


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    host = Host(tmp_path_factory.mktemp("ofrep")).start()
    host.apply(json.dumps(FLAGS))
    until(lambda: host.request("POST", "/ofrep/v1/evaluate/flags/bool")[0] == 200)
    try:
        yield host
        host.stop()
    finally:
        host.remove()


@pytest.fixture(scope="module")
def client(host):
    with relay(str(host.directory / "flagpost.sock")) as port:
        api.set_provider(OFREPProvider(f"http://127.0.0.1:{port}"), "ofrep")
        yield api.get_client("ofrep")
        api.shutdown()


@contextlib.contextmanager
def relay(path):
    """The port of a listener that passes bytes on to the socket at `path`, and back."""
    listener = socket.create_server(("127.0.0.1", 0))

    def carry(source, target):
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                target.sendall(data)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    def accept():
        with contextlib.suppress(OSError):
            while True:
                near = listener.accept()[0]
                far = socket.socket(socket.AF_UNIX)
                far.connect(path)
                for pair in (near, far), (far, near):
                    threading.Thread(target=carry, args=pair, daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


@pytest.mark.parametrize(
    ("kind", "key", "default", "value", "variant"),
    [
        ("string", "text", "", "très bien", "é"),
        ("integer", "whole", 1, 42, "many"),
        ("float", "real", 1.0, 0.5, "half"),
    ],
)
def test_flags_without_a_rule(client, kind, key, default, value, variant):
    details = getattr(client, f"get_{kind}_details")(key, default)
    assert (details.value, details.variant, details.reason) == (value, variant, Reason.STATIC)


def test_rules_look_into_objects_and_arrays(client):
    context = EvaluationContext("user-1", {"account": {"roles": ["user", "admin"]}, "tags": [{}, {"name": "x"}]})
    details = client.get_boolean_details("bool", False, context)
    assert (details.value, details.variant, details.reason) == (True, "on", Reason.TARGETING_MATCH)
    assert details.flag_metadata.items() >= {"team": "web", "set": "all"}.items()
    details = client.get_object_details("object", {}, context)
    assert (details.value, details.reason) == ({"a": [1, {"b": None}], "c": "é"}, Reason.TARGETING_MATCH)
    details = client.get_boolean_details("bool", True, EvaluationContext("user-1", {"account": {"roles": []}}))
    assert (details.value, details.variant, details.reason) == (False, "off", Reason.DEFAULT)


@pytest.mark.parametrize(
    ("key", "code"), [("no-variant", ErrorCode.GENERAL), ("no-operator", ErrorCode.PARSE_ERROR), ("none", ErrorCode.FLAG_NOT_FOUND)]
)
def test_what_cannot_be_evaluated_serves_the_default_with_its_code(client, key, code):
    details = client.get_string_details(key, "default")
    assert (details.value, details.error_code, details.reason) == ("default", code, Reason.ERROR)


def test_another_type_is_a_mismatch(client):
    assert client.get_boolean_details("text", False).error_code == ErrorCode.TYPE_MISMATCH


@pytest.mark.parametrize(("key", "reason"), [("own-default", "DEFAULT"), ("disabled", "DISABLED")])
def test_where_the_callers_default_counts_there_is_neither_value_nor_variant(host, client, key, reason):
    status, answer = host.request("POST", f"/ofrep/v1/evaluate/flags/{key}")
    answer = json.loads(answer)
    assert (status, answer["reason"]) == (200, reason)
    assert not {"value", "variant"} & set(answer)
    assert client.get_string_value(key, "default") == "default"


def test_a_killed_flag_is_a_disabled_one(host, client):
    assert client.get_integer_value("whole", 7) == 42
    host.do("kill", "whole", "--reason", "test")
    until(lambda: client.get_integer_value("whole", 7) == 7)
    answer = json.loads(host.request("POST", "/ofrep/v1/evaluate/flags/whole")[1])
    assert (answer["reason"], answer["metadata"]["cause"]) == ("DISABLED", "KILLED")


def test_all_flags_at_once_are_sent_again_only_for_another_answer(host):
    status, body = host.request("POST", "/ofrep/v1/evaluate/flags", json.dumps({"context": {"account": {"roles": ["admin"]}}}))
    assert status == 200
    answers = {flag["key"]: flag for flag in json.loads(body)["flags"]}
    assert set(answers) == set(FLAGS["flags"])
    assert answers["bool"]["variant"] == "on"
    assert answers["no-variant"]["errorCode"] == "GENERAL"


@pytest.mark.parametrize("others", [0, 63, 64, 80, 9_998])
def test_any_number_of_attributes_gives_one_answer(host, others):
    noise = {f"noise-{number}": number for number in range(others)}
    for context, expected in (({"account": {"roles": ["admin"]}}, True), ({"account": {"roles": []}}, False)):
        for together in (context | noise, noise | context):
            status, body = host.request("POST", "/ofrep/v1/evaluate/flags/bool", json.dumps({"context": together}).encode())
            assert (status, json.loads(body)["value"]) == (200, expected)


def test_a_context_with_more_values_than_any_is_refused(host):
    body = json.dumps({"context": {"many": [0] * 100_001}}).encode()
    status, body = host.request("POST", "/ofrep/v1/evaluate/flags/bool", body)
    assert (status, json.loads(body)["errorCode"]) == (400, "INVALID_CONTEXT")
