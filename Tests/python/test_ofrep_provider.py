"""The OFREP provider that services use today, against the real door.

The server is `ofrep-fixture`, a product of the Swift package: `OFREP_FIXTURE` names the executable, else the debug
build's is taken. It serves until its standard input closes.
"""

import os
import pathlib
import subprocess

import pytest
from openfeature import api
from openfeature.contrib.provider.ofrep import OFREPProvider
from openfeature.evaluation_context import EvaluationContext
from openfeature.exception import ErrorCode
from openfeature.flag_evaluation import Reason

BUILT = pathlib.Path(__file__).parents[2] / ".build" / "debug" / "ofrep-fixture"


@pytest.fixture(scope="module")
def client():
    fixture = os.environ.get("OFREP_FIXTURE", str(BUILT))
    with subprocess.Popen([fixture], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        port = int(server.stdout.readline())
        api.set_provider(OFREPProvider(f"http://127.0.0.1:{port}"))
        try:
            yield api.get_client()
        finally:
            api.shutdown()
            server.stdin.close()
            assert server.wait(timeout=10) == 0


@pytest.mark.parametrize(
    ("kind", "key", "default", "value"),
    [
        ("boolean", "bool", False, True),
        ("string", "string", "", "text é"),
        ("integer", "integer", 0, 42),
        ("float", "float", 0.0, 0.5),
        (
            "object",
            "object",
            {},
            {"model": "claude-opus-4", "params": {"temperature": 0.2}, "tags": ["a", "b"]},
        ),
    ],
)
def test_every_type_arrives_with_variant_and_reason(client, kind, key, default, value):
    details = getattr(client, f"get_{kind}_details")(key, default)
    assert details.value == value
    assert details.variant == "on"
    assert details.reason == Reason.STATIC
    assert details.error_code is None
    assert details.flag_metadata == {"revision": 412}


def test_the_targeting_key_and_attributes_reach_the_evaluator(client):
    context = EvaluationContext("user-1", {"plan": "pro", "tags": {"deep": [1, "é", None, {"a": 0.5}]}})
    assert client.get_string_value("unit", "", context) == "user-1"
    assert client.get_boolean_details("plan", False, context).variant == "pro"
    assert client.get_object_value("tags", {}, context) == {"deep": [1, "é", None, {"a": 0.5}]}
    assert client.get_boolean_details("plan", True, EvaluationContext("user-1")).variant == "free"


def test_no_targeting_key_is_demanded(client):
    assert client.get_string_value("unit", "") == "none"


def test_metadata_says_which_decision_this_was(client):
    details = client.get_object_details("split", {})
    assert details.reason == Reason.SPLIT
    assert details.flag_metadata == {"arm": "treatment", "decision": "01JD", "revision": 412}


def test_the_flags_own_metadata_goes_before_ours(client):
    assert client.get_boolean_details("described", False).flag_metadata == {"owner": "support", "revision": 7}


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("missing", ErrorCode.FLAG_NOT_FOUND),
        ("unreadable", ErrorCode.PARSE_ERROR),
        ("failed", ErrorCode.GENERAL),
        ("not-ready", ErrorCode.GENERAL),
    ],
)
def test_a_failure_serves_the_default_with_its_code(client, key, code):
    details = client.get_string_details(key, "default")
    assert details.value == "default"
    assert details.error_code == code
    assert details.reason == Reason.ERROR


def test_a_value_of_another_type_is_the_clients_type_mismatch(client):
    details = client.get_boolean_details("string", False)
    assert details.value is False
    assert details.error_code == ErrorCode.TYPE_MISMATCH


def test_one_connection_serves_many_evaluations(client):
    assert all(client.get_integer_value("integer", 0) == 42 for _ in range(500))
