"""`flags.flagd.json` of a real agent, read by the flagd provider that services use today, in its file mode."""

import json
import random

import pytest
from agent_host import Host
from openfeature import api
from openfeature.contrib.provider.flagd import FlagdProvider
from openfeature.contrib.provider.flagd.config import ResolverType
from openfeature.evaluation_context import EvaluationContext
from waiting import until

DOCUMENTS = """
kind: prompt
key: system
version: 1
text: "Answer {{user}} politely."
variables: {user: {runtime: true}}
---
kind: segment
key: beta-testers
when: {plan: [beta, staff], region: {not: {startsWith: eu-}}}
---
kind: params
key: warmer
feature: chat
variant: canary
parameters: {temperature: {type: number, minimum: 0, maximum: 2, value: 0.9}}
---
kind: feature
key: chat
owner: tests
variants:
  stable: {model: model-1, prompt: system@1, fallback: [{static: "Please try again."}]}
  canary: {extends: stable, model: model-2}
  third: {extends: stable, model: model-3}
  handoff: {static: "Someone will call you."}
onKill: handoff
baseline: stable
route:
  - when: {segment: beta-testers}
    split: {canary: 50%, third: 12.5%, stable: 37.5%}
  - when: {version: {semver: ">=2.1.0"}}
    serve: third
  - split: {canary: 5%, third: 0.001%, stable: 94.999%}
---
kind: feature
key: by-session
owner: tests
bucketBy: session
salt: another
onStale: {after: 60s, serve: stable}
variants:
  stable: {model: model-1, fallback: [{static: "Please try again."}]}
  canary: {extends: stable, model: model-2}
  handoff: {static: "Someone will call you."}
onKill: handoff
baseline: stable
route:
  - split: {canary: 20%, stable: 80%}
---
kind: flag
key: banner
state: ENABLED
variants: {"on": true, "off": false}
defaultVariant: "off"
targeting: {"if": [{"in": [{"var": "plan"}, ["beta"]]}, "on", {"fractional": [["on", 30], ["off", 70]]}]}
metadata: {team: web}
---
kind: flag
key: limits
state: ENABLED
variants: {small: {tokens: 10, tags: [a]}, large: {tokens: 99, tags: [b, {c: null}]}}
defaultVariant: small
targeting: {"if": [{">": [{"var": "account.age"}, 3]}, "large"]}
"""
FEATURES = ["chat", "by-session"]


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    host = Host(tmp_path_factory.mktemp("flagd")).start()
    host.apply(DOCUMENTS)
    until(lambda: set(flags(host)) == {*FEATURES, "banner", "limits"}, within=10)
    try:
        yield host
        host.stop()
    finally:
        host.remove()


@pytest.fixture(scope="module")
def client(host):
    provider = FlagdProvider(
        resolver_type=ResolverType.FILE, offline_flag_source_path=str(file(host)), deadline_ms=500
    )
    api.set_provider(provider, "file")
    yield api.get_client("file")
    provider.shutdown()


def file(host):
    return host.directory / "flags.flagd.json"


def flags(host):
    try:
        return json.loads(file(host).read_text())["flags"]
    except FileNotFoundError:
        return {}


def contexts(count):
    """Units that miss what they need among them."""
    chance = random.Random(7)
    for number in range(count):
        attributes = {
            "plan": chance.choice(["free", "beta", "staff", "", 3, True]),
            "region": chance.choice(["eu-west", "us-east"]),
            "version": chance.choice(["2.1.0", "v2.0.9", "2.1", "not a version"]),
            "session": chance.choice([f"session-{number}", "", 5]),
            "account": {"age": chance.randrange(8)},
        }
        present = {name: value for name, value in attributes.items() if chance.random() < 0.8}
        yield chance.choice([f"user-{number}"] * 9 + [None]), present


def evaluate_all(host, unit, attributes):
    context = attributes | ({"targetingKey": unit} if unit else {})
    status, answer = host.request("POST", "/ofrep/v1/evaluate/flags", json.dumps({"context": context}))
    assert status == 200, answer
    return {flag["key"]: flag for flag in json.loads(answer)["flags"]}


def test_the_provider_gives_every_unit_what_the_agent_gives(host, client):
    seen = set()
    for unit, attributes in contexts(2000):
        ours = evaluate_all(host, unit, attributes)
        context = EvaluationContext(unit, attributes)
        for key in FEATURES + ["limits"]:
            theirs = client.get_object_details(key, {}, context)
            assert (theirs.variant, theirs.error_code) == (ours[key]["variant"], None), (key, unit, attributes)
            seen.add((key, theirs.variant))
        theirs = client.get_boolean_details("banner", False, context)
        assert (theirs.variant, theirs.value) == (ours["banner"]["variant"], ours["banner"]["value"]), (unit, attributes)
        assert theirs.reason == ours["banner"]["reason"]
    assert {variant for key, variant in seen if key == "chat"} == {"stable", "canary", "third"}
    assert {variant for key, variant in seen if key == "by-session"} == {"stable", "canary"}
    assert {variant for key, variant in seen if key == "limits"} == {"small", "large"}


def test_values_are_those_of_the_agent_without_the_texts_of_prompts(host, client):
    ours = evaluate_all(host, "user-1", {"plan": "pro", "version": "3.0.0"})["chat"]["value"]
    assert ours["prompt"].pop("text") == "Answer {{user}} politely."
    context = EvaluationContext("user-1", {"plan": "pro", "version": "3.0.0"})
    assert client.get_object_value("chat", {}, context) == ours
    assert flags(host)["chat"]["variants"]["canary"]["params"] == {"temperature": 0.9}
    assert "politely" not in file(host).read_text()


def test_flags_carry_nothing_that_providers_refuse(host):
    allowed = {"state", "variants", "defaultVariant", "targeting", "metadata"}
    assert all(set(flag) <= allowed for flag in flags(host).values())
    metadata = json.loads(file(host).read_text())["metadata"]
    assert metadata == {"flagSetId": "test", "revision": host.status()["revision"], "bucketing": "v3"}
    assert flags(host)["by-session"]["metadata"] == {"leftOut": "onStale"}


def test_a_withdrawal_a_kill_and_their_end_reach_the_provider(host, client):
    staff = EvaluationContext("user-1", {"version": "2.1.0"})

    def serves(variant):
        return lambda: client.get_object_details("chat", {}, staff).variant == variant

    assert serves("third")()
    before = file(host).stat().st_mtime
    host.do("withdraw", "chat", "third", "--reason", "test")
    until(serves("stable"), within=5)
    host.do("kill", "chat", "--reason", "test")
    until(serves("handoff"), within=5)
    assert client.get_object_details("chat", {}, staff).flag_metadata["cause"] == "KILLED"
    host.do("restore", "chat", "--reason", "test")
    until(serves("third"), within=5)
    host.do("kill", "--all", "--reason", "test")
    until(serves("handoff"), within=5)
    host.do("restore", "--all", "--reason", "test")
    until(serves("third"), within=5)
    assert file(host).stat().st_mtime > before


def test_after_a_restart_time_has_moved_forward(host):
    before = file(host).stat().st_mtime_ns
    host.kill()
    host.start()
    until(lambda: file(host).stat().st_mtime_ns > before, within=10)
    assert set(flags(host)) == {*FEATURES, "banner", "limits"}


def test_the_other_bucketing_is_said_in_the_file_and_holds_on_the_host(host):
    def arms():
        return [evaluate_all(host, f"user-{number}", {})["chat"]["variant"] for number in range(300)]

    v3 = arms()
    host.apply("kind: policy\nbucketing: v2")
    until(lambda: json.loads(file(host).read_text())["metadata"]["bucketing"] == "v2", within=10)
    assert arms() != v3


def test_a_disk_without_room_is_alarmed_and_harms_nothing_else(host):
    obstacle = host.directory / "flags.flagd.json.new"
    obstacle.mkdir()
    held = flags(host)
    host.do("kill", "by-session", "--reason", "test")
    until(lambda: host.serves("by-session") == ("handoff", "KILLED"), within=5)
    until(lambda: host.metric("disk_failures_total", file="flags.flagd.json") > 0, within=5)
    assert flags(host) == held
    obstacle.rmdir()
    until(lambda: flags(host)["by-session"]["defaultVariant"] == "handoff", within=5)


def test_prompts_texts_are_there_where_they_are_asked_for(host):
    host.stop()
    host.start("--flagd-prompts")
    until(lambda: "politely" in file(host).read_text(), within=10)
