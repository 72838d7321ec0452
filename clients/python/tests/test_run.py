"""A fallback chain that is walked by `run`, and by its asynchronous twin where both do the same."""

import asyncio
import contextvars
import os
import threading
import time

import flagpost
import pytest
import ring
from flagpost.left_behind import left_behind

CHAIN = {
    "model": "large", "params": {"max_tokens": 9}, "prompt": {"text": "Hi"}, "timeout": "5s", "minConfidence": 0.5,
    "fallback": [{"model": "small", "timeout": "100ms"}, {"cached": True}, {"static": "Later.", "data": {"b": 1}}]}


class Busy(Exception):
    status_code = 429


class Refused(Exception):
    code = "content_filter"


class ProviderTimeout(Exception):
    pass


@pytest.fixture(params=["run", "arun"])
def run(request):
    """Runs a chain with a plain function as its call, either way."""

    def either(flags, call, **options):
        if request.param == "run":
            return flags.run("chat", call, **options)

        async def acall(attempt, *, timeout):
            return call(attempt, timeout=timeout)

        return asyncio.run(flags.arun("chat", acall, **options))

    return either


def failing(*failures, value="answer"):
    """Fails in turn, then answers."""
    left = list(failures)

    def call(attempt, *, timeout):
        if left:
            raise left.pop(0)
        return value

    return call


def reports(tmp_path):
    return [(call.result, call.attempt, call.final) for call in ring.calls(tmp_path / "default")]


def test_the_first_answer_is_it(serving, tmp_path, run):
    seen = []

    def call(attempt, *, timeout):
        seen.append((attempt.model, dict(attempt.params), attempt.prompt.text, attempt.timeout, timeout, attempt.number))
        attempt.usage(input_tokens=3, output_tokens=4, cached_tokens=1)
        return "answer"

    answer = run(serving(CHAIN), call, unit="u")
    assert (answer.value, answer.source, answer.model, answer.attempts) == ("answer", "model", "large", 1)
    assert answer.route.variant and not answer.errors and not answer.is_uncertain
    assert seen == [("large", {"max_tokens": 9}, "Hi", 5.0, 5.0, 1)]
    (reported,) = ring.calls(tmp_path / "default")
    assert (reported.result, reported.attempt, reported.final, reported.tokens) == ("ok", 1, True, (3, 4, 1))
    assert 0 < reported.latency < 1 and reported.first_token == 0


@pytest.mark.parametrize("error, result", [
    (ValueError(), "error"), (Busy(), "rate_limited"), (TimeoutError(), "timeout"), (ProviderTimeout(), "timeout"),
])
def test_a_call_that_fails_makes_way_for_the_next(serving, tmp_path, run, error, result):
    answer = run(serving(CHAIN), failing(error))
    assert (answer.value, answer.model, answer.attempts, answer.errors) == ("answer", "small", 2, (error,))
    first, second = ring.calls(tmp_path / "default")
    assert (first.result, first.attempt, first.final) == (result, 1, False)
    assert (second.result, second.attempt, second.final) == ("ok", 2, True)
    assert first.model != second.model and first.decision == second.decision != (0, 0)


@pytest.mark.parametrize("refusal", [Refused(), flagpost.Refused("no")])
def test_after_a_refusal_only_the_static_step_answers(serving, tmp_path, run, refusal):
    answer = run(serving(CHAIN), failing(refusal), cached=lambda route: "cached")
    assert (answer.value, answer.source, answer.attempts, answer.errors) == ("Later.", "static", 1, (refusal,))
    assert reports(tmp_path) == [("content_policy", 1, True)]


def test_a_refusal_by_a_fallback_ends_the_chain_too(serving, tmp_path, run):
    chain = {"model": "a", "fallback": [{"model": "b"}, {"model": "c"}, {"static": "Later."}]}
    assert run(serving(chain), failing(ValueError(), Refused())).value == "Later."
    assert reports(tmp_path) == [("error", 1, False), ("content_policy", 2, True)]


def test_a_refusal_that_the_call_names_itself_is_one(serving, tmp_path, run):
    def call(attempt, *, timeout):
        attempt.result = "content_policy"
        raise ValueError("no text")

    assert run(serving(CHAIN), call).source == "static"
    assert reports(tmp_path) == [("content_policy", 1, True)]


def test_a_refusal_that_is_given_back_is_the_answer_however_uncertain(serving, tmp_path, run):
    def call(attempt, *, timeout):
        attempt.result, attempt.confidence = "content_policy", 0.1
        return "I would rather not."

    answer = run(serving(CHAIN), call)
    assert (answer.value, answer.attempts, answer.is_uncertain) == ("I would rather not.", 1, False)
    assert reports(tmp_path) == [("content_policy", 1, True)]


def test_a_refusal_is_raised_where_the_chain_has_no_static_step(serving, tmp_path, run):
    refusal = Refused()
    with pytest.raises(Refused) as raised:
        run(serving({"model": "a", "fallback": [{"model": "b"}, {"cached": True}]}), failing(refusal))
    assert raised.value is refusal and reports(tmp_path) == [("content_policy", 1, True)]


def test_the_last_call_is_final_even_if_a_static_step_answers(serving, tmp_path, run):
    answer = run(serving(CHAIN), failing(ValueError(), KeyError()))
    assert (answer.value, answer.source, answer.model, answer.data) == ("Later.", "static", None, {"b": 1})
    assert [type(error) for error in answer.errors] == [ValueError, KeyError]
    assert reports(tmp_path) == [("error", 1, False), ("error", 2, True)]


def test_the_cache_is_asked_where_the_chain_says_so(serving, tmp_path, run):
    flags = serving(CHAIN)
    answer = run(flags, failing(ValueError(), ValueError()), cached=lambda route: f"cached for {route.variant}")
    assert answer.source == "cached" and answer.value.startswith("cached for ")
    assert reports(tmp_path) == [("error", 1, False), ("error", 2, True)]
    assert run(flags, failing(ValueError(), ValueError()), cached=lambda route: None).source == "static"
    assert run(flags, failing(ValueError(), ValueError()), cached=lambda route: 1 / 0).source == "static"
    assert run(flags, failing(ValueError(), ValueError()), cached=lambda route: "").value == ""


def test_a_model_after_the_cache_makes_earlier_calls_not_final(serving, tmp_path, run):
    chain = {"model": "a", "fallback": [{"cached": True}, {"model": "b"}, {"static": "x"}]}
    assert run(serving(chain), failing(ValueError()), cached=lambda route: None).model == "b"
    assert reports(tmp_path) == [("error", 1, False), ("ok", 2, True)]


def test_an_uncertain_answer_makes_way(serving, tmp_path, run):
    def call(attempt, *, timeout):
        attempt.confidence = 0.4 if attempt.model == "large" else 0.5
        return attempt.model

    answer = run(serving(CHAIN), call)
    assert (answer.value, answer.is_uncertain) == ("small", False)
    assert reports(tmp_path) == [("ok", 1, False), ("ok", 2, True)]


def test_an_uncertain_answer_is_better_than_none(serving, run):
    def call(attempt, *, timeout):
        if attempt.number == 2:
            raise ValueError
        attempt.confidence = 0.1
        return "perhaps"

    answer = run(serving({"model": "a", "minConfidence": 0.5, "fallback": [{"model": "b"}]}), call)
    assert (answer.value, answer.is_uncertain, answer.model) == ("perhaps", True, "a")


def test_without_a_step_that_cannot_fail_the_last_error_is_raised(serving, tmp_path, run):
    last = KeyError("last")
    with pytest.raises(KeyError) as raised:
        run(serving({"model": "a", "fallback": [{"model": "b"}, {"cached": True}]}), failing(ValueError(), last))
    assert raised.value is last
    assert reports(tmp_path) == [("error", 1, False), ("error", 2, True)]


def test_an_off_variant_calls_nothing(serving, agent, tmp_path, run):
    flags = serving(CHAIN)
    agent.tell("kill")
    answer = run(flags, failing(AssertionError()))
    assert (answer.value, answer.source, answer.attempts, answer.route.cause) == ("sorry", "static", 0, "KILLED")
    assert ring.begins(tmp_path / "default") == 0


@pytest.mark.parametrize("default, value", [
    (None, None), ("text", "text"), ({"other": 1}, {"other": 1}), ({"static": "Soon."}, "Soon."),
])
def test_without_an_agent_the_default_answers(tmp_path, run, default, value):
    answer = run(flagpost.Client(runtime_dir=str(tmp_path)), failing(AssertionError()), default=default)
    assert (answer.value, answer.source, answer.attempts) == (value, "default", 0)


def test_a_default_may_be_a_chain(tmp_path, run):
    default = {"model": "large", "fallback": [{"model": "small"}, {"static": "x"}]}
    answer = run(flagpost.Client(runtime_dir=str(tmp_path)), failing(ValueError()), default=default)
    assert (answer.value, answer.source, answer.model) == ("answer", "model", "small")


def test_a_blocking_call_that_overruns_is_left_behind(serving, tmp_path):
    flags, release = serving(CHAIN | {"timeout": "100ms"}), threading.Event()

    def call(attempt, *, timeout):
        if attempt.number == 1:
            release.wait(30)
            attempt.usage(output_tokens=99)
            return "too late"
        return "in time"

    before, started = left_behind.count, time.monotonic()
    answer = flags.run("chat", call)
    assert answer.value == "in time" and 0.1 <= time.monotonic() - started < 2
    assert isinstance(answer.errors[0], TimeoutError) and left_behind.count == before + 1
    release.set()
    while left_behind.count != before and time.monotonic() - started < 10:
        time.sleep(0.01)
    assert left_behind.count == before
    first, second = ring.calls(tmp_path / "default")
    assert (first.result, first.final, first.tokens) == ("timeout", False, (0, 0, 0))
    assert 0.1 <= first.latency < 1 and (second.result, second.final) == ("ok", True)
    (came,) = ring.late(tmp_path / "default")
    assert (came.result, came.attempt, came.tokens, came.decision) == ("timeout", 1, (0, 99, 0), first.decision)


def test_the_deadline_is_for_all_models_together(serving, run):
    seen = []

    def call(attempt, *, timeout):
        seen.append((attempt.model, timeout))
        time.sleep(0.15)
        raise ValueError

    answer = run(serving(CHAIN), call, deadline=0.1)
    assert answer.source == "static" and len(seen) == 1 and seen[0][1] <= 0.1
    with pytest.raises(TimeoutError):
        run(serving({"model": "a"}), call, deadline=0.0)
    assert len(seen) == 1


def test_a_forked_child_runs_chains_with_a_fresh_count_of_what_was_left_behind(serving, tmp_path):
    flags, release = serving(CHAIN | {"timeout": "50ms"}), threading.Event()
    flags.run("chat", lambda attempt, *, timeout: release.wait(30) if attempt.number == 1 else "x")
    assert left_behind.count > 0
    if (child := os.fork()) == 0:
        answer = flags.run("chat", lambda attempt, *, timeout: attempt.model)
        os._exit(0 if (answer.value, left_behind.count) == ("large", 0) else 1)
    _, status = os.waitpid(child, 0)
    release.set()
    assert os.waitstatus_to_exitcode(status) == 0


def test_context_variables_are_the_callers(serving):
    name = contextvars.ContextVar("name")
    name.set("mine")
    assert serving(CHAIN).run("chat", lambda attempt, *, timeout: name.get()).value == "mine"


def test_an_interrupt_is_reported_as_cancelled_and_goes_on(serving, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        serving(CHAIN).run("chat", failing(KeyboardInterrupt()))
    assert reports(tmp_path) == [("cancelled", 1, True)]


def test_an_asynchronous_call_that_ignores_its_cancellation_is_left_behind(serving, tmp_path):
    async def call(attempt, *, timeout):
        if attempt.number == 2:
            return "in time"
        for _ in range(250):
            try:
                await asyncio.sleep(0.02)
            except asyncio.CancelledError:
                continue

    started = time.monotonic()

    async def main():
        answer = await serving(CHAIN | {"timeout": "50ms"}).arun("chat", call)
        assert time.monotonic() - started < 4.5
        return answer

    assert asyncio.run(main()).value == "in time"
    assert reports(tmp_path) == [("timeout", 1, False), ("ok", 2, True)]


def test_cancelling_is_passed_on_and_reported(serving, tmp_path):
    was_cancelled = []

    async def call(attempt, *, timeout):
        try:
            await asyncio.sleep(30)
        except asyncio.CancelledError:
            was_cancelled.append(attempt.number)
            raise

    async def main():
        task = asyncio.create_task(serving(CHAIN).arun("chat", call))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.sleep(0)

    asyncio.run(main())
    assert was_cancelled == [1] and reports(tmp_path) == [("cancelled", 1, True)]


def test_a_call_that_cancels_itself_makes_way(serving, tmp_path):
    async def call(attempt, *, timeout):
        if attempt.number == 1:
            raise asyncio.CancelledError
        return "next"

    assert asyncio.run(serving(CHAIN).arun("chat", call)).value == "next"
    assert reports(tmp_path) == [("cancelled", 1, False), ("ok", 2, True)]


def test_an_asynchronous_cache_is_awaited(serving):
    async def call(attempt, *, timeout):
        raise ValueError

    async def cached(route):
        return "cached"

    async def broken(route):
        raise ValueError

    flags = serving(CHAIN)
    assert asyncio.run(flags.arun("chat", call, cached=cached)).value == "cached"
    assert asyncio.run(flags.arun("chat", call, cached=broken)).source == "static"
