"""Chains whose calls answer bit by bit, blocking and in an event loop."""

import asyncio
import gc
import os
import threading
import time

import flagpost
import pytest
import ring

CHAIN = {
    "model": "large", "timeout": "150ms", "fallback": [{"model": "small"}, {"cached": True}, {"static": "Later."}]}


def read(flags, way, script, stop_after=None, **options):
    """Reads a stream whose calls do what their script says: chunks, seconds to pause, errors to raise.

    What was read, the stream, and the error that ended it.
    """
    scripts, chunks = [list(lines) for lines in script], []

    def call(attempt, *, timeout):
        for line in scripts[attempt.number - 1]:
            if isinstance(line, Exception):
                raise line
            if isinstance(line, float):
                time.sleep(line)
            else:
                yield line
        attempt.usage(output_tokens=len(scripts[attempt.number - 1]))

    async def acall(attempt, *, timeout):
        for line in scripts[attempt.number - 1]:
            if isinstance(line, Exception):
                raise line
            if isinstance(line, float):
                await asyncio.sleep(line)
            else:
                yield line
        attempt.usage(output_tokens=len(scripts[attempt.number - 1]))

    async def aread():
        async with flags.astream("chat", acall, **options) as stream:
            try:
                async for chunk in stream:
                    chunks.append(chunk)
                    if len(chunks) == stop_after:
                        break
            except Exception as error:
                return chunks, stream, error
        return chunks, stream, None

    if way == "astream":
        return asyncio.run(aread())
    with flags.stream("chat", call, **options) as stream:
        try:
            for chunk in stream:
                chunks.append(chunk)
                if len(chunks) == stop_after:
                    break
        except Exception as error:
            return chunks, stream, error
    return chunks, stream, None


@pytest.fixture(params=["stream", "astream"])
def way(request):
    return request.param


def reports(tmp_path):
    return [(call.result, call.attempt, call.final) for call in ring.calls(tmp_path / "default")]


def test_chunks_come_in_order_and_the_first_is_timed(serving, tmp_path, way):
    chunks, stream, error = read(serving(CHAIN), way, [[0.03, *range(100), 0.03]])
    assert chunks == list(range(100)) and error is None
    assert (stream.answer.source, stream.answer.model, stream.answer.attempts) == ("model", "large", 1)
    (call,) = ring.calls(tmp_path / "default")
    assert (call.result, call.final, call.tokens[1]) == ("ok", True, 102)
    assert 0.03 <= call.first_token < call.latency and call.latency >= 0.06


def test_a_stream_that_fails_before_its_first_chunk_makes_way(serving, tmp_path, way):
    chunks, stream, error = read(serving(CHAIN), way, [[ValueError("no")], ["a", "b"]])
    assert chunks == ["a", "b"] and error is None and stream.answer.model == "small"
    assert [str(each) for each in stream.answer.errors] == ["no"]
    assert reports(tmp_path) == [("error", 1, False), ("ok", 2, True)]


def test_a_stream_that_is_refused_before_its_first_chunk_goes_to_no_other_model(serving, tmp_path, way):
    chunks, stream, error = read(
        serving(CHAIN), way, [["", flagpost.Refused("no")], ["never"]], cached=lambda route: "never")
    assert chunks == ["Later."] and error is None and stream.answer.source == "static"
    assert reports(tmp_path) == [("content_policy", 1, True)]


def test_a_stream_that_is_refused_later_raises_that(serving, tmp_path, way):
    chunks, _, error = read(serving(CHAIN), way, [["a", flagpost.Refused("no")], ["never"]])
    assert chunks == ["a"] and isinstance(error, flagpost.Refused)
    assert reports(tmp_path) == [("content_policy", 1, True)]


def test_a_first_chunk_that_is_late_makes_way(serving, tmp_path, way):
    started = time.monotonic()
    chunks, stream, _ = read(serving(CHAIN), way, [[5.0, "late"], ["a"]])
    assert chunks == ["a"] and time.monotonic() - started < 4.5
    first, second = ring.calls(tmp_path / "default")
    assert (first.result, first.final, first.first_token) == ("timeout", False, 0)
    assert (second.result, second.final) == ("ok", True)


def test_an_error_after_the_first_chunk_is_raised(serving, tmp_path, way):
    chunks, stream, error = read(serving(CHAIN), way, [["a", "b", ValueError("broken")], ["never"]])
    assert chunks == ["a", "b"] and str(error) == "broken"
    (call,) = ring.calls(tmp_path / "default")
    assert (call.result, call.final) == ("error", True) and call.first_token > 0


def test_a_stream_that_stalls_ends_with_a_timeout(serving, tmp_path, way):
    chunks, _, error = read(serving(CHAIN), way, [["a", 1.0, "b"]], stall=0.05)
    assert chunks == ["a"] and isinstance(error, TimeoutError)
    assert reports(tmp_path) == [("timeout", 1, True)]


def test_a_stream_may_run_longer_than_its_timeout(serving, tmp_path, way):
    chunks, _, error = read(serving(CHAIN), way, [["a", 0.1, "b", 0.1, "c"]])
    assert chunks == ["a", "b", "c"] and error is None and reports(tmp_path) == [("ok", 1, True)]


def test_a_slow_reader_is_no_stall(serving):
    seen = []
    for chunk in serving(CHAIN).stream("chat", lambda attempt, *, timeout: iter(range(50)), stall=0.05):
        seen.append(chunk)
        time.sleep(0.1 if chunk in (3, 30) else 0)
    assert seen == list(range(50))


def test_reading_no_further_is_cancelled(serving, tmp_path, way):
    chunks, _, error = read(serving(CHAIN), way, [[*range(1000)]], stop_after=3)
    assert chunks == [0, 1, 2] and error is None
    assert reports(tmp_path) == [("cancelled", 1, True)]


def test_what_cannot_fail_is_one_chunk(serving, agent, tmp_path, way):
    flags = serving(CHAIN)
    failures = [[ValueError()], [ValueError()]]
    assert read(flags, way, failures, cached=lambda route: "cached")[0] == ["cached"]
    chunks, stream, _ = read(flags, way, failures)
    assert chunks == ["Later."] and stream.answer.source == "static"
    agent.tell("kill")
    assert read(flags, way, [])[0] == ["sorry"]


def test_without_a_step_that_cannot_fail_the_last_error_is_raised(serving, tmp_path, way):
    chunks, _, error = read(serving({"model": "a", "fallback": [{"model": "b"}]}), way, [[ValueError()], [KeyError()]])
    assert chunks == [] and isinstance(error, KeyError)
    assert reports(tmp_path) == [("error", 1, False), ("error", 2, True)]


@pytest.mark.parametrize("nothing", [[], [""], [None, "", b""]])
def test_a_stream_that_never_says_anything_makes_way(serving, tmp_path, way, nothing):
    chunks, stream, error = read(serving(CHAIN), way, [nothing, ["a"]])
    assert chunks == ["a"] and error is None and stream.answer.model == "small"
    assert [type(each).__name__ for each in stream.answer.errors] == ["NoContent"]
    assert reports(tmp_path) == [("error", 1, False), ("ok", 2, True)]


def test_an_empty_first_chunk_commits_to_nothing(serving, tmp_path, way):
    chunks, stream, error = read(serving(CHAIN), way, [["", None, 1.0, "late"], ["", 0.03, "a", "", "b"]])
    assert chunks == ["a", "", "b"] and error is None and stream.answer.model == "small"
    first, second = ring.calls(tmp_path / "default")
    assert (first.result, first.first_token) == ("timeout", 0)
    assert second.result == "ok" and 0.03 <= second.first_token < second.latency


ROLE = {"choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}}]}
TEXT = {"choices": [{"index": 0, "delta": {"content": "Hello"}}]}
FILTERED = {"choices": [{"index": 0, "delta": {}, "finish_reason": "content_filter"}]}


def test_a_chunk_that_only_says_whose_turn_it_is_commits_to_nothing(serving, tmp_path, way):
    chunks, stream, error = read(serving(CHAIN), way, [[ROLE, ValueError("no")], [ROLE, 0.03, TEXT]])
    assert chunks == [ROLE, TEXT] and error is None and stream.answer.model == "small"
    first, second = ring.calls(tmp_path / "default")
    assert (first.result, first.first_token) == ("error", 0)
    assert second.result == "ok" and 0.03 <= second.first_token <= second.latency


def test_a_stream_that_ends_refused_without_content_goes_to_no_other_model(serving, tmp_path, way):
    chunks, _, error = read(serving(CHAIN), way, [[ROLE, FILTERED], ["never"]])
    assert chunks == ["Later."] and error is None
    assert reports(tmp_path) == [("content_policy", 1, True)]


def test_a_stream_that_nobody_reads_calls_nothing(serving, tmp_path):
    flags = serving(CHAIN)
    flags.stream("chat", lambda attempt, *, timeout: 1 / 0).close()
    assert ring.begins(tmp_path / "default") == 0


def test_a_blocking_stream_is_closed_by_its_own_thread(serving):
    closed, by = threading.Event(), []

    class Source:
        def __iter__(self):
            return iter(range(1000))

        def close(self):
            by.append(threading.current_thread())
            closed.set()

    stream = serving(CHAIN).stream("chat", lambda attempt, *, timeout: Source())
    assert next(stream) == 0
    stream.close()
    assert closed.wait(10) and by != [threading.current_thread()]


def test_an_asynchronous_stream_may_have_to_be_awaited_and_stays_in_one_task(serving):
    tasks = set()

    async def chunks():
        for number in range(40):
            tasks.add(asyncio.current_task())
            yield number
            await asyncio.sleep(0)
        tasks.add(asyncio.current_task())

    async def call(attempt, *, timeout):
        return chunks()

    async def main():
        return [chunk async for chunk in serving(CHAIN).astream("chat", call)]

    assert asyncio.run(main()) == list(range(40)) and len(tasks) == 1


def test_cancelling_a_reader_is_reported(serving, tmp_path):
    async def endless(attempt, *, timeout):
        yield 1
        await asyncio.sleep(30)

    async def main():
        async def consume():
            async for _ in serving(CHAIN).astream("chat", endless, stall=20):
                pass

        task = asyncio.create_task(consume())
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    assert reports(tmp_path) == [("cancelled", 1, True)]


def test_the_deadline_is_for_the_first_chunk_alone(serving, tmp_path, way):
    flags = serving(CHAIN | {"timeout": "5s"})
    assert read(flags, way, [["a", 0.3, "b"]], deadline=0.2)[0] == ["a", "b"]
    chunks, stream, _ = read(flags, way, [[1.0]], deadline=0.1)
    assert chunks == ["Later."] and isinstance(stream.answer.errors[0], TimeoutError)
    assert reports(tmp_path) == [("ok", 1, True), ("not_made", 2, False), ("timeout", 1, True)]


def test_without_an_agent_the_default_streams(tmp_path, way):
    flags = flagpost.Client(runtime_dir=str(tmp_path))
    assert read(flags, way, [])[0] == []
    assert read(flags, way, [], default={"static": "Soon."})[0] == ["Soon."]


def until(condition, within=10):
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_blocking_stream_that_is_dropped_is_cancelled_at_once_and_closed(serving, tmp_path):
    closed = []

    def call(attempt, *, timeout):
        try:
            for number in range(1000):
                yield number
        finally:
            attempt.usage(output_tokens=5)
            closed.append(True)

    gc.disable()
    try:
        for _ in serving(CHAIN).stream("chat", call):
            break
        assert reports(tmp_path) == [("cancelled", 1, True)]
    finally:
        gc.enable()
    until(lambda: ring.late(tmp_path / "default"))
    assert closed == [True] and ring.late(tmp_path / "default")[0].tokens == (0, 5, 0)


@pytest.mark.parametrize("is_wrapped", [False, True], ids=["plain", "through a generator of the caller's"])
def test_an_asynchronous_stream_that_is_dropped_is_cancelled_at_once_and_closed(serving, tmp_path, is_wrapped):
    flags, closed = serving(CHAIN), []

    async def call(attempt, *, timeout):
        try:
            for number in range(1000):
                yield number
                await asyncio.sleep(0)
        finally:
            attempt.usage(output_tokens=5)
            closed.append(True)

    async def through():
        async for chunk in flags.astream("chat", call):
            yield chunk

    async def main():
        async for _ in through() if is_wrapped else flags.astream("chat", call):
            break
        if is_wrapped:  # by the loop, which finalises the caller's generator
            await asyncio.sleep(0.1)
        assert reports(tmp_path) == [("cancelled", 1, True)]
        await asyncio.sleep(0.1)
        assert closed == [True] and ring.late(tmp_path / "default")[0].tokens == (0, 5, 0)

    gc.disable()
    try:
        asyncio.run(main())
    finally:
        gc.enable()


def test_a_loop_ends_though_a_stream_is_held_half_read(serving, tmp_path):
    flags, held, closed = serving(CHAIN), [], []

    async def call(attempt, *, timeout):
        try:
            while True:
                yield "x"
        finally:
            closed.append(True)

    async def main():
        stream = flags.astream("chat", call)
        held.append((stream, await stream.__anext__()))

    started = time.monotonic()
    asyncio.run(main())
    assert time.monotonic() - started < 5 and closed == [True]
    held.clear()
    assert reports(tmp_path) == [("cancelled", 1, True)]


def test_a_stream_may_be_dropped_on_another_thread_and_after_its_loop(serving, tmp_path):
    flags, held = serving(CHAIN), []

    async def call(attempt, *, timeout):
        while True:
            yield "x"
            await asyncio.sleep(0.001)

    async def main():
        held.append(flags.astream("chat", call))
        await held[0].__anext__()
        await asyncio.to_thread(held.clear)
        assert reports(tmp_path) == [("cancelled", 1, True)]
        held.append(flags.astream("chat", call))
        await held[0].__anext__()

    asyncio.run(main())
    held.clear()
    assert reports(tmp_path) == [("cancelled", 1, True)] * 2


def test_an_asynchronous_stream_is_one_readers(serving):
    async def call(attempt, *, timeout):
        await asyncio.sleep(0.05)
        yield "a"

    async def main():
        stream = serving(CHAIN).astream("chat", call)
        first, second = await asyncio.gather(stream.__anext__(), stream.__anext__(), return_exceptions=True)
        return first, type(second)

    assert asyncio.run(main()) == ("a", RuntimeError)


def test_a_forked_child_leaves_its_parents_stream_alone(serving, tmp_path):
    flags, go_on = serving(CHAIN | {"timeout": "10s"}), threading.Event()

    def call(attempt, *, timeout):
        yield "a"
        go_on.wait(30)
        yield "b"

    stream = flags.stream("chat", call)
    assert next(stream) == "a"
    if (child := os.fork()) == 0:
        del stream
        gc.collect()
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert reports(tmp_path) == []
    go_on.set()
    assert list(stream) == ["b"] and reports(tmp_path) == [("ok", 1, True)]
