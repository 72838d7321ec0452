"""What is said wrongly of a call or an answer: told once, left out, and neither raised nor the end of the report."""

import asyncio
import enum
import fractions

import flagpost
import pytest
import ring

NAN = float("nan")
CHAIN = {"model": "large", "minConfidence": 0.5, "fallback": [{"model": "small"}, {"static": "Later."}]}
RESULTS = "ok, error, timeout, rate_limited, content_policy, cancelled, not_made"


class Unshowable:
    def __repr__(self):
        raise ValueError


class Unaskable(Exception):
    @property
    def status_code(self):
        raise ValueError


@pytest.fixture
def route(flags):
    return flags.route("chat", unit="u")


@pytest.fixture
def ended(tmp_path):
    """Ends of calls; none that began is without one."""

    def read():
        calls = ring.calls(tmp_path / "default")
        assert ring.begins(tmp_path / "default") == len(calls)
        return calls

    return read


@pytest.mark.parametrize("result", ["success", "", 0, 5, [], {}, Unshowable()])
def test_a_result_that_is_none_is_as_if_not_set(route, ended, caplog, result):
    with route.attempt() as call:
        call.usage(input_tokens=10, output_tokens=5)
        call.result = result
    with pytest.raises(TimeoutError), route.attempt() as call:
        call.result = result
        raise TimeoutError
    with route.attempt() as call:
        call.result = "rate_limited"
        call.result = result
    assert [(call.result, call.tokens) for call in ended()] == [
        ("ok", (10, 5, 0)), ("timeout", (0, 0, 0)), ("rate_limited", (0, 0, 0))]
    (line,) = caplog.messages
    assert line.startswith(f"flagpost call: result should be one of {RESULTS} and is ") and "default" not in line


def test_a_result_is_named_in_the_log(route, caplog):
    with route.attempt() as call:
        call.result = "success"
    assert caplog.messages == [
        f"flagpost call: result should be one of {RESULTS} and is 'success'; it is as if it had not been set"]


def test_a_result_may_be_of_an_enumeration_and_be_taken_back(route, ended, caplog):
    with route.attempt() as call:
        call.result = enum.Enum("Result", {"SLOW": "timeout"}, type=str).SLOW
    with route.attempt() as call:
        call.result = "error"
        call.result = None
    assert [call.result for call in ended()] == ["timeout", "ok"] and not caplog.records


def test_a_bad_result_within_a_chain_is_as_if_not_set(serving, ended, caplog):
    def call(attempt, *, timeout):
        attempt.result = "bogus"
        if attempt.number == 1:
            raise TimeoutError
        return "answer"

    assert serving(CHAIN).run("chat", call).value == "answer"
    assert [call.result for call in ended()] == ["timeout", "ok"] and len(caplog.records) == 1


@pytest.mark.parametrize("tokens", [
    "x", "5", -4, 4.5, NAN, float("inf"), 10**8 + 1, 10**30, pytest.param(10**5000, id="vast"), [], Unshowable()])
def test_tokens_that_are_none_are_left_out(flags, route, ended, caplog, tokens):
    with route.attempt() as call:
        call.usage(input_tokens=tokens, output_tokens=5, cached_tokens=2)
    assert flags.report(route, "ok", input_tokens=3, output_tokens=tokens)
    assert [call.tokens for call in ended()] == [(0, 5, 2), (3, 0, 0)]
    assert [line.split(" and is ")[0] for line in caplog.messages] == [
        f"flagpost call: {name} should be a whole number from 0 to 100000000"
        for name in ("input_tokens", "output_tokens")]


@pytest.mark.parametrize("seconds", ["x", "1", -1, NAN, 86_401, 1e30, 10**400, [], 1j])
def test_times_that_are_none_are_left_out(flags, route, ended, caplog, seconds):
    assert flags.report(route, "timeout", latency=seconds, first_token=0.5, output_tokens=7)
    assert flags.report(route, "error", latency=2, first_token=seconds)
    first, second = ended()
    assert (first.result, first.first_token, first.tokens) == ("timeout", 0.5, (0, 7, 0)) and 0 < first.latency < 1
    assert (second.result, second.latency, second.first_token) == ("error", 2, 0)
    assert [line.split(" and is ")[0] for line in caplog.messages] == [
        f"flagpost call: {name} should be a number of seconds from 0 to 86400" for name in ("latency", "first_token")]


def test_other_arguments_that_are_none_are_left_out(flags, route, ended, caplog):
    assert flags.report(route, "ok", model=5, attempt="x", cost_usd="1")
    assert flags.report(route, "ok", model="\ud800", attempt=-1, cost_usd=1e7)
    with route.attempt(model=[], number=1.5):
        pass
    proper, *others = [(call.attempt, call.model) for call in ended()]
    assert proper[0] == 1 and proper[1] != 0 and others == [proper, proper]
    assert sorted(line.split(" ")[2] for line in caplog.messages) == ["attempt", "cost_usd", "model"]


def test_numbers_of_every_make_are_numbers(flags, route, ended, caplog):
    assert flags.report(
        route, "ok", latency=fractions.Fraction(1, 2), first_token=0, input_tokens=4.0, output_tokens=10**8, attempt=300,
        cost_usd=0)
    (call,) = ended()
    assert (call.latency, call.tokens, call.attempt) == (0.5, (4, 10**8, 0), 255) and not caplog.records


def test_an_error_that_cannot_be_asked_is_reported_as_one(route, ended):
    with pytest.raises(Unaskable), route.attempt():
        raise Unaskable
    assert [call.result for call in ended()] == ["error"]


@pytest.mark.parametrize("result", ["bogus", None, 5, []])
def test_a_report_without_a_result_is_none(flags, route, tmp_path, ended, caplog, result):
    assert flags.report(route, result, latency=1) is False
    assert ring.payloads(tmp_path / "default") == []
    assert caplog.messages == [
        f"flagpost report: result should be one of {RESULTS} and is {result!r}; nothing is reported"]


@pytest.mark.parametrize("other", [None, 5, {}])
def test_a_route_that_is_none_is_told_everywhere_alike(flags, caplog, other):
    assert flags.report(other, "ok") is flags.feedback(other, "copy") is flags.score(other, "tone", 1) is False
    assert caplog.messages == [
        f"flagpost report: route should be what `route` gave and is {other}; nothing is reported",
        f"flagpost feedback: route should be a route or a route's token and is {other}; nothing is reported",
        f"flagpost score: route should be a route or a route's token and is {other}; nothing is reported"]


@pytest.mark.parametrize("arguments, told", [
    (("tone", "0.9"), "value should be a finite number and is '0.9'"),
    (("tone", NAN), "value should be a finite number and is nan"),
    (("tone", None), "value should be a finite number and is None"),
    (("", 1), "name should be a text of 1 to 64 bytes and is ''"),
    ((5, 1), "name should be a text of 1 to 64 bytes and is 5"),
])
def test_a_score_that_is_none_is_told(flags, route, caplog, arguments, told):
    assert flags.score(route, *arguments) is False
    assert caplog.messages == [f"flagpost score: {told}; nothing is reported"]


def test_what_is_no_text_of_a_judgement_is_told(flags, route, caplog):
    assert not flags.score(route, "tone", 1, dimension="x" * 65) and not flags.feedback(route, "\ud800")
    assert not flags.feedback(route, "copy", unit=True)
    assert [line.split(" and is ")[0] for line in caplog.messages] == [
        "flagpost score: dimension should be a text of 0 to 64 bytes",
        "flagpost feedback: kind should be a text of 1 to 64 bytes",
        "flagpost feedback: unit should be a text, a finite number or a UUID"]


def test_an_argument_is_told_once_whatever_its_values(flags, route, caplog):
    for number in range(1, 200):
        flags.report(route, "ok", output_tokens=-number)
    flags.report(route, "bogus")
    assert len(caplog.records) == 2


@pytest.mark.parametrize("way", ["run", "arun"])
@pytest.mark.parametrize("confidence", ["high", NAN, -0.1, 1.1, [], 10**400])
def test_a_confidence_that_is_none_is_as_if_not_given(serving, ended, caplog, way, confidence):
    def call(attempt, *, timeout):
        attempt.confidence = 0.1
        attempt.confidence = confidence
        return attempt.confidence

    flags = serving(CHAIN)
    answer = flags.run("chat", call) if way == "run" else asyncio.run(flags.arun("chat", call))
    assert (answer.value, answer.model, answer.is_uncertain) == (None, "large", False)
    assert [(call.result, call.final) for call in ended()] == [("ok", True)]
    (line,) = caplog.messages
    assert line.startswith("flagpost call: confidence should be a number from 0 to 1 and is ")
    assert line.endswith("; it counts as not given")


def test_a_cache_that_fails_is_told_as_such(serving, caplog):
    def call(attempt, *, timeout):
        raise ValueError

    flags = serving({"model": "a", "fallback": [{"cached": True}, {"static": "x"}]})
    assert flags.run("chat", call, cached=lambda route: 1 / 0).value == "x"
    assert caplog.messages == [
        "flagpost cached: ZeroDivisionError('division by zero'); the cache counts as empty"]


def test_without_a_decision_nothing_is_reported_and_nothing_raised(tmp_path):
    flags = flagpost.Client(runtime_dir="/" + "x" * 4000)
    with flags.route("chat").attempt() as call:
        call.usage(input_tokens="x")
        call.result = "bogus"
    assert flags.report(flags.route("chat"), "ok", latency="x") is False
