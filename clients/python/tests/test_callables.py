"""What a chain cannot call is the programmer's error: raised before a model is called, and counted nowhere."""

import asyncio
import functools
import inspect

import pytest
import ring

CHAIN = {"model": "large", "fallback": [{"model": "small"}, {"static": "Later."}]}


def plain(attempt, *, timeout):
    return attempt.model


async def coroutine(attempt, *, timeout):
    return attempt.model


def generator(attempt, *, timeout):
    yield attempt.model


async def agenerator(attempt, *, timeout):
    yield attempt.model


class Asynchronous:
    async def __call__(self, attempt, *, timeout):
        return attempt.model


def without_timeout(attempt):
    return attempt.model


def start(flags, way, call):
    """As far as the call is looked at."""
    begun = getattr(flags, way)("chat", call)
    return asyncio.run(begun) if inspect.iscoroutine(begun) else begun


@pytest.mark.parametrize("way, call, told", [
    ("run", coroutine, "use arun"), ("run", generator, "use stream"), ("run", agenerator, "use astream"),
    ("run", functools.partial(coroutine), "use arun"), ("run", Asynchronous(), "use arun"),
    ("run", Asynchronous().__call__, "use arun"),
    ("arun", generator, "use stream"), ("arun", agenerator, "use astream"),
    ("stream", coroutine, "use astream"), ("stream", agenerator, "use astream"), ("astream", generator, "use stream"),
    *((way, 5, "and was given 5") for way in ("run", "arun", "stream", "astream")),
    *((way, None, "and was given None") for way in ("run", "arun", "stream", "astream")),
    *((way, without_timeout, r"without_timeout\(attempt, timeout=\.\.\.\), which takes \(attempt\): .*'timeout'")
      for way in ("run", "arun", "stream", "astream")),
    ("run", lambda: 1, r"which takes \(\)"), ("run", lambda attempt, other, *, timeout: 1, "missing .*'other'"),
])
def test_what_cannot_be_called_is_told_before_anything_is(serving, tmp_path, caplog, way, call, told):
    flags = serving(CHAIN)
    with pytest.raises(TypeError, match=f"^{way} .*{told}"):
        start(flags, way, call)
    assert not (tmp_path / "default" / "rings").exists() or ring.payloads(tmp_path / "default") == []
    assert not caplog.records


def test_what_a_function_takes_may_be_anything_that_fits(serving):
    def adding(call):
        @functools.wraps(call)
        def wrapper(*arguments, **keywords):
            return call("added", *arguments, **keywords)

        return wrapper

    @adding
    def wrapped(added, attempt, *, timeout):
        return added

    flags = serving(CHAIN)
    assert flags.run("chat", wrapped).value == "added"
    assert flags.run("chat", lambda attempt, timeout: "by name").value == "by name"
    assert flags.run("chat", lambda *_, **__: "any").value == "any"
    assert flags.run("chat", functools.partial(plain)).value == "large"


def test_an_answer_that_need_not_be_awaited_is_the_answer(serving, tmp_path):
    answer = asyncio.run(serving(CHAIN).arun("chat", plain))
    assert (answer.value, answer.attempts) == ("large", 1)
    assert [(call.result, call.attempt) for call in ring.calls(tmp_path / "default")] == [("ok", 1)]


def test_a_plain_function_may_give_what_is_awaited(serving):
    given = serving(CHAIN).arun("chat", lambda attempt, *, timeout: coroutine(attempt, timeout=timeout))
    assert asyncio.run(given).value == "large"


@pytest.mark.filterwarnings("error")
def test_a_coroutine_that_comes_unforeseen_is_refused_and_no_failure_of_the_model(serving, tmp_path):
    with pytest.raises(TypeError, match="use arun"):
        serving(CHAIN).run("chat", lambda attempt, *, timeout: coroutine(attempt, timeout=timeout))
    assert [(call.result, call.final) for call in ring.calls(tmp_path / "default")] == [("cancelled", True)]
