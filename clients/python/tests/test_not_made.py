"""Calls that were not made: this side had no time or no room left for them, so that they say nothing about a model."""

import asyncio
import logging
import threading
import time

import flagpost
import pytest
import ring
from flagpost.left_behind import LeftBehind, Place, TooManyLeftBehind, left_behind

CHAIN = {"model": "large", "timeout": "50ms", "fallback": [{"model": "small", "timeout": "5s"}, {"static": "Later."}]}
HUNG, OTHER = Place("run", "chat", "large"), Place("run", "other", "large")


@pytest.fixture
def release():
    """Lets every call that hangs come back, and waits until they have."""
    before, released = left_behind.count, threading.Event()
    yield released
    released.set()
    deadline = time.monotonic() + 10
    while left_behind.count > before and time.monotonic() < deadline:
        time.sleep(0.01)


def reports(tmp_path):
    return [(call.result, call.attempt, call.final) for call in ring.calls(tmp_path / "default")]


def test_what_hangs_in_one_feature_stands_in_no_others_way(serving, tmp_path, monkeypatch, caplog, release):
    flags, made = serving(CHAIN | {"fallback": [{"static": "Later."}]}), []
    monkeypatch.setattr(left_behind, "share", 3)
    for _ in range(3):
        assert flags.run("chat", lambda attempt, timeout: release.wait(30)).source == "static"
    refused = flags.run("chat", lambda attempt, timeout: made.append("chat"))
    assert (refused.value, refused.attempts, made) == ("Later.", 0, [])
    assert isinstance(refused.errors[0], TooManyLeftBehind) and isinstance(refused.errors[0], flagpost.NotMade)
    assert reports(tmp_path) == [("timeout", 1, True)] * 3 + [("not_made", 1, True)]
    for _ in range(20):
        assert flags.run("feature-1", lambda attempt, timeout: "fine").value == "fine"
    assert [line for line in caplog.messages if "3 calls of chat to large have not come back" in line
            and "`timeout`" in line] != []
    release.set()
    deadline = time.monotonic() + 10
    while flags.run("chat", lambda attempt, timeout: "again").value != "again":
        assert time.monotonic() < deadline


def test_the_chain_goes_on_where_a_call_is_not_made(serving, tmp_path, monkeypatch, release):
    flags = serving(CHAIN)
    monkeypatch.setattr(left_behind, "share", 1)

    def call(attempt, *, timeout):
        return release.wait(30) if attempt.model == "large" else attempt.model

    assert flags.run("chat", call).value == "small"
    answer = flags.run("chat", call)
    assert (answer.value, answer.attempts) == ("small", 1)
    assert reports(tmp_path)[2:] == [("not_made", 1, False), ("ok", 2, True)]


@pytest.mark.parametrize("way", ["stream", "astream", "arun"])
def test_so_it_is_in_every_way(serving, tmp_path, monkeypatch, way, release):
    flags, is_free = serving(CHAIN), []
    monkeypatch.setattr(left_behind, "share", 1)
    monkeypatch.setattr("flagpost.arunning._GRACE", 0.05)

    def call(attempt, *, timeout):
        if attempt.model == "large":
            release.wait(30)
        yield attempt.model

    async def acall(attempt, *, timeout):
        while attempt.model == "large" and not is_free:
            try:
                await asyncio.sleep(0.02)
            except asyncio.CancelledError:
                pass
        return attempt.model

    async def achunks(attempt, *, timeout):
        yield await acall(attempt, timeout=timeout)

    async def ask():
        if way == "arun":
            return (await flags.arun("chat", acall)).value
        return [chunk async for chunk in flags.astream("chat", achunks)][0]

    async def main():
        assert await ask() == "small"
        await asyncio.sleep(0.2)
        found = await ask()
        is_free.append(True)
        return found

    if way == "stream":
        assert list(flags.stream("chat", call)) == ["small"]
        assert list(flags.stream("chat", call)) == ["small"]
    else:
        assert asyncio.run(main()) == "small"
    assert reports(tmp_path)[2:] == [("not_made", 1, False), ("ok", 2, True)]


def test_where_there_is_no_thread_left_no_model_has_failed(serving, tmp_path, monkeypatch):
    def start(thread):
        raise RuntimeError("can't start new thread")

    flags = serving(CHAIN | {"fallback": [{"static": "Later."}]})
    monkeypatch.setattr(threading.Thread, "start", start)
    assert flags.run("chat", lambda attempt, timeout: "never").source == "static"
    assert list(flags.stream("chat", lambda attempt, timeout: iter("never"))) == ["Later."]
    assert reports(tmp_path) == [("not_made", 1, True)] * 2


@pytest.mark.parametrize("way", ["run", "arun", "stream", "astream"])
def test_a_deadline_that_has_passed_is_not_the_models_failure(serving, tmp_path, way):
    flags = serving(CHAIN)

    async def main():
        if way == "arun":
            return (await flags.arun("chat", lambda attempt, timeout: "never", deadline=0)).value
        return [chunk async for chunk in flags.astream("chat", lambda attempt, timeout: "never", deadline=0)][0]

    if way == "run":
        assert flags.run("chat", lambda attempt, timeout: "never", deadline=0).value == "Later."
    elif way == "stream":
        assert list(flags.stream("chat", lambda attempt, timeout: "never", deadline=0)) == ["Later."]
    else:
        assert asyncio.run(main()) == "Later."
    assert reports(tmp_path) == [("not_made", 1, False), ("not_made", 2, True)]


def test_the_last_call_that_was_made_is_the_requests_last(serving, tmp_path):
    def call(attempt, *, timeout):
        time.sleep(0.1)
        raise ValueError

    assert serving(CHAIN | {"timeout": "5s"}).run("chat", call, deadline=0.05).source == "static"
    assert sorted(reports(tmp_path), key=lambda report: report[1]) == [("timeout", 1, True), ("not_made", 2, False)]


def test_a_call_within_a_call_that_was_not_made_is_no_failure_either(serving, tmp_path):
    flags = serving({"model": "a", "fallback": [{"static": "Later."}]})

    def call(attempt, *, timeout):
        raise flagpost.NotMade("nobody was called")

    assert flags.run("chat", call).source == "static"
    assert reports(tmp_path) == [("not_made", 1, True)]


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


def test_a_place_has_its_share_and_all_of_them_a_limit():
    left = LeftBehind(share=2, limit=3)
    for place in (HUNG, HUNG, OTHER):
        left.admit(place)
        left.add(place)
    with pytest.raises(TooManyLeftBehind):
        left.admit(HUNG)
    with pytest.raises(TooManyLeftBehind):
        left.admit(OTHER)
    left.admit(OTHER._replace(model="small"))
    left.remove(HUNG)
    left.admit(HUNG)
    for place in (HUNG, OTHER, OTHER):
        left.remove(place)
    assert left.count == 0


def test_it_is_told_once_a_minute(caplog):
    clock = Clock()
    left = LeftBehind(share=1, clock=clock)
    left.add(HUNG)
    with caplog.at_level(logging.WARNING, "flagpost"):
        for seconds, told in [(0, 1), (30, 1), (59, 1), (60, 2), (61, 2)]:
            clock.now = 1000.0 + seconds
            with pytest.raises(TooManyLeftBehind):
                left.admit(HUNG)
            assert len(caplog.messages) == told
