"""The double that services test with: it answers as a client beside an agent does, without either."""

import asyncio
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import threading

import flagpost
import pytest
from flagpost.testing import Asked, Flags, Judged

FOLDER = pathlib.Path(__file__).resolve().parents[1]
CHAIN = {
    "model": "large", "params": {"stop": ["x"]}, "prompt": {"text": "Hi"}, "timeout": "5s", "minConfidence": 0.5,
    "fallback": [{"model": "small"}, {"cached": True}, {"static": "Later.", "data": {"a": 1}}]}
SHOWN = (
    "variant", "value", "ai", "static", "data", "model", "params", "is_default", "reason", "error", "cause", "arm",
    "metadata")


@pytest.fixture
def double():
    return Flags()


def shown(route):
    return {name: getattr(route, name) for name in SHOWN} | {"prompt": route.prompt.value, "text": repr(route)}


def answers(flags, feature, failures=0, **options):
    """What every way to run a chain comes to."""

    def call(attempt, *, timeout):
        if attempt.number <= failures:
            raise ValueError
        return attempt.model

    async def acall(attempt, *, timeout):
        return call(attempt, timeout=timeout)

    def chunks(attempt, *, timeout):
        yield call(attempt, timeout=timeout)

    async def achunks(attempt, *, timeout):
        yield call(attempt, timeout=timeout)

    async def read():
        return [chunk async for chunk in flags.astream(feature, achunks, **options)]

    told = [flags.run(feature, call, **options), asyncio.run(flags.arun(feature, acall, **options))]
    streamed = [list(flags.stream(feature, chunks, **options)), asyncio.run(read())]
    return [(each.value, each.source, each.model, each.data, each.attempts) for each in told], streamed


@pytest.mark.parametrize("failures", [0, 1, 2])
@pytest.mark.parametrize("is_killed", [False, True])
def test_a_feature_comes_to_what_it_comes_to_beside_an_agent(serving, agent, double, failures, is_killed):
    real = serving(CHAIN)
    double.serve("chat", CHAIN, variant="canary", reason="TARGETING_MATCH")
    if is_killed:
        agent.tell("kill")
        double.kill("chat", static="sorry")
    who = {"unit": 5, "attributes": {"default": 1}, "plan": "pro"}
    assert shown(double.route("chat", **who)) == shown(real.route("chat", **who))
    assert answers(double, "chat", failures, **who) == answers(real, "chat", failures, **who)
    assert answers(double, "chat", failures, cached=lambda route: "cached") == answers(
        real, "chat", failures, cached=lambda route: "cached", plan="pro")


@pytest.mark.parametrize("value, default", [
    (5, 1), (5, 1.5), (True, False), ("a", "b"), ("a", 1), ({"a": [1, None]}, {}), ([1, {"b": 2}], []), (2.5, 1),
])
def test_a_flag_comes_to_what_it_comes_to_beside_an_agent(flagd, double, value, default):
    real = flagd(f={
        "state": "ENABLED", "variants": {"on": value}, "defaultVariant": "on", "metadata": {"team": "x"}})
    double.serve("f", value, metadata={"team": "x"})
    assert double.value("f", default) == real.value("f", default)
    assert double.evaluate("f", default)[:5] == real.evaluate("f", default)[:5]
    assert double.evaluate("f", default).metadata == real.evaluate("f", default).metadata
    assert shown(double.route("f")) == shown(real.route("f"))


def test_what_is_not_there_or_not_ready_comes_to_what_it_does_beside_an_agent(flags, double, tmp_path):
    away = flagpost.Client(runtime_dir=str(tmp_path / "away"))
    double.fail("late", "NOT_READY")
    default = {"model": "m", "fallback": [{"static": "x"}]}
    for real, key in ((flags, "nobody"), (away, "late")):
        assert shown(double.route(key, default=default)) == shown(real.route(key, default=default))
        assert answers(double, key, 1, default=default) == answers(real, key, 1, default=default)
        assert double.evaluate(key, 5)[:5] == real.evaluate(key, 5)[:5]


def test_slips_are_told_as_beside_an_agent(flags, double, caplog):
    def slip(client):
        client.route(5, default="d"), client.route("chat", unit=True), client.route("chat", x=object())
        client.route("chat", attributes=5), client.report(5), client.report(client.route("chat"), "fine")
        client.feedback(client.route("chat"), ""), client.score("forged", "tone", 1)
        with pytest.raises(TypeError):
            client.run("chat", lambda: 1)
        told, caplog.records[:] = [line for line in caplog.messages if "feature" not in line], []
        return told

    assert slip(double) == slip(flags) != []
    assert double.route(5, default="d").value == "d" and double.route(5).error == "ERROR"


def test_a_kill_lasts_until_it_is_restored(double):
    double.serve("chat", CHAIN)
    double.kill("chat", static="sorry", data={"form": 1}, cause="TRIPPED")
    double.serve("chat", CHAIN)
    route = double.route("chat")
    assert (route.ai, route.static, route.data, route.cause) == (False, "sorry", {"form": 1}, "TRIPPED")
    double.restore("chat")
    assert double.route("chat").model == "large"
    double.serve("limit", 5)
    double.kill("limit")
    assert (double.value("limit", 1), double.evaluate("limit", 1).reason) == (1, "DISABLED")


def test_a_static_answer_calls_nothing(double):
    double.serve_static("chat", "Please write to us.", data={"form": 1})
    answer = double.run("chat", lambda attempt, *, timeout: 1 / 0)
    assert (answer.value, answer.data, answer.source, double.calls) == ("Please write to us.", {"form": 1}, "static", [])


def test_what_was_asked_and_reported_can_be_looked_at(double):
    double.serve("chat", CHAIN, variant="canary")

    def call(attempt, *, timeout):
        attempt.usage(input_tokens=3, output_tokens=4, cost_usd=0.5)
        if attempt.number == 1:
            raise TimeoutError
        return "x"

    answer = double.run("chat", call, unit=7, attributes={"plan": "pro"}, region=None)
    assert double.asked == [Asked("chat", "7", {"plan": "pro"})]
    first, second = double.calls
    assert (first.result, first.final, first.model, first.variant) == ("timeout", False, "large", "canary")
    assert (second.result, second.final, second.model, second.attempt) == ("ok", True, "small", 2)
    assert (second.unit, second.input_tokens, second.output_tokens, second.cost_usd) == ("7", 3, 4, 0.5)
    assert double.feedback(answer.route, "copy") and double.score(answer.route.token, "tone", 0.5, dimension="d", unit="v")
    assert double.judgements == [
        Judged("feedback", "chat", "canary", "7", "copy"), Judged("score", "chat", "canary", "v", "tone", 0.5, "d")]
    assert double.report(answer.route, "error", latency=2.0) and double.calls[-1].latency == 2.0
    with double.route("chat").attempt() as open_call:
        assert double.calls[-1].result is None
        open_call.first_token()
    assert double.calls[-1].result == "ok" and double.calls[-1].first_token > 0
    double.clear()
    assert (double.asked, double.calls, double.judgements) == ([], [], [])
    assert double.route("chat").error == "FLAG_NOT_FOUND"


def test_what_an_abandoned_call_took_is_added_when_it_comes(double):
    double.serve("chat", CHAIN | {"timeout": "50ms"})
    go_on, done = threading.Event(), threading.Event()

    def call(attempt, *, timeout):
        if attempt.number == 1:
            go_on.wait(10)
            attempt.usage(output_tokens=9)
            done.set()
        return "x"

    assert double.run("chat", call).value == "x"
    assert (double.calls[0].result, double.calls[0].output_tokens) == ("timeout", 0)
    go_on.set()
    assert done.wait(10) and (double.calls[0].result, double.calls[0].output_tokens) == ("timeout", 9)


def test_what_is_open_ends_as_cancelled_when_it_is_closed(double):
    double.serve("chat", CHAIN)
    call = double.route("chat").attempt()
    call.begin()
    double.close()
    assert [call.result for call in double.calls] == ["cancelled"]


def test_no_more_is_kept_than_there_is_room_for(double, monkeypatch):
    monkeypatch.setattr("flagpost.testing.flags._KEPT", 10)
    double.serve("chat", CHAIN)
    routes = [double.route("chat") for _ in range(20)]
    for route in routes:
        with route.attempt():
            pass
    assert len(double.calls) == 10 and double.feedback(routes[-1], "copy") and not double.feedback(routes[0], "copy")


@pytest.mark.parametrize("mistake, told", [
    (lambda flags: flags.serve("f", object()), "what f serves should be JSON and is not: Object of type object"),
    (lambda flags: flags.serve("f", float("nan")), "what f serves should be JSON and is not"),
    (lambda flags: flags.serve("f", 1, reason="WHY"), "reason should be one of STATIC, DEFAULT, .* and is 'WHY'"),
    (lambda flags: flags.kill("f", cause="MOOD"), "cause should be one of None, KILLED, .* and is 'MOOD'"),
    (lambda flags: flags.fail("f", "BROKEN"), "error should be one of NOT_READY, FLAG_NOT_FOUND, .* and is 'BROKEN'"),
    (lambda flags: flags.serve(5, 1), "key should be a text and is 5"),
])
def test_what_cannot_be_set_is_refused(double, mistake, told):
    with pytest.raises((TypeError, ValueError), match=told):
        mistake(double)


def test_it_is_a_client_to_a_type_check_and_to_openfeature(double):
    from flagpost.openfeature import FlagpostProvider
    from openfeature import api

    assert isinstance(double, flagpost.Client)
    double.serve("f", True)
    api.set_provider_and_wait(FlagpostProvider(double), "double")
    try:
        assert api.get_client("double").get_boolean_details("f", False).variant == "on"
    finally:
        api.clear_providers()


@pytest.fixture
def bare(tmp_path):
    """The package without its libraries, as a checkout has it before anything is built."""
    shutil.copytree(FOLDER / "flagpost", tmp_path / "flagpost", ignore=shutil.ignore_patterns("*.so*", "__pycache__"))
    return tmp_path


def python(folder, *arguments, **environment):
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(folder), **environment}
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=60)


def test_it_needs_neither_a_library_nor_an_agent(bare):
    used = python(bare, "-c", f"""
import flagpost, flagpost.testing, pathlib
assert flagpost.__file__.startswith({str(bare)!r})
flags = flagpost.testing.Flags()
flags.serve("chat", {json.dumps(CHAIN).replace("true", "True")})
print(flags.run("chat", lambda attempt, *, timeout: attempt.model).value)
try:
    flagpost.Client()
except ImportError as error:
    print(error)
""")
    model, told = used.stdout.splitlines()
    assert (model, used.stderr) == ("large", "")
    assert told.startswith("no flag can be read here: ") and "libflagpost.so.1" in told
    assert told.endswith("For tests flagpost.testing.Flags needs neither")


def test_pytest_has_them_as_a_fixture_and_the_readmes_example_passes(bare):
    readme = (FOLDER / "README.md").read_text()
    section = readme[readme.index("## In your tests"):]
    (bare / "test_service.py").write_text(re.search(r"```python\n(.*?)```", section, re.S)[1])
    done = python(bare, "-m", "pytest", "-q", "-p", "flagpost.testing.plugin", "-p", "no:cacheprovider", "test_service.py")
    assert done.returncode == 0 and "2 passed" in done.stdout, done.stdout + done.stderr
