import asyncio
import multiprocessing
import os
import threading

import flagpost
import pytest


def test_without_an_agent_the_default_is_served(tmp_path):
    route = flagpost.Client(runtime_dir=str(tmp_path)).route("chat", unit="u", default={"static": "sorry"})
    assert route.is_default and route.value == {"static": "sorry"}
    assert route.reason == "NOT_READY" and route.variant is None and route.age is None


def test_a_route_says_what_to_use_and_why(flags):
    route = flags.route("chat", unit="user-1", plan="pro")
    assert (route.variant, route.reason, route.cause, route.revision) == ("canary", "TARGETING_MATCH", None, 1)
    assert route.model == "claude" and dict(route.params) == {"max_tokens": 64} and route.prompt.text == "Hello"
    assert len(route.decision) == 32 and not route.is_default


def test_a_kill_and_a_new_snapshot_are_seen_at_once(flags, agent):
    assert flags.route("chat", unit="user-1").variant == "stable"
    agent.tell("kill")
    route = flags.route("chat", unit="user-1")
    assert (route.variant, route.reason, route.cause) == ("off", "DISABLED", "KILLED")
    assert route.value == {"static": "sorry"} and route.model is None
    agent.tell("restore")
    agent.tell("publish next")
    assert flags.route("chat", unit="user-1", plan="pro").variant == "next"


def test_values_are_shared_and_read_only(flags):
    first, second = flags.route("chat", plan="pro"), flags.route("chat", plan="pro")
    assert first.value is second.value
    with pytest.raises(TypeError):
        first.value["model"] = "other"
    with pytest.raises(TypeError):
        first.params["max_tokens"] = 1


@pytest.mark.parametrize("arguments", [
    (5, {}), ("chat", {"unit": 5}), ("chat", {"plan": object()}), ("chat", {"plan": "\ud800"}), (None, {}),
    ("chat", {f"a{n}": 1 for n in range(65)}),
])
def test_bad_arguments_give_the_default(flags, arguments, caplog):
    feature, attributes = arguments
    for _ in range(2):
        route = flags.route(feature, default="d", **attributes)
        assert route.value == "d" and route.reason == "ERROR"
        with route.attempt():
            pass
    assert len(caplog.records) == 1


def test_an_unknown_feature_gives_the_default(flags):
    assert flags.route("nobody", default=1).reason == "FLAG_NOT_FOUND"


@pytest.mark.parametrize("error, result", [
    (None, "ok"), (TimeoutError(), "timeout"), (ValueError(), "error"), (asyncio.CancelledError(), "cancelled"),
])
def test_an_attempt_reports_how_it_ended(flags, agent, error, result):
    try:
        with flags.route("chat", unit="u").attempt() as call:
            call.usage(input_tokens=3, output_tokens=4, cost_usd=0.5)
            if error is not None:
                raise error
    except BaseException as raised:
        assert raised is error
    begin, end = agent.records()
    assert begin[1:3] == ["begin", "ok"]
    assert end[1:] == ["end", result, "1", "true", "3", "4", "500000"]


def test_a_result_can_be_set_and_a_call_reported_afterwards(flags, agent):
    route = flags.route("chat", unit="u")
    with route.attempt(final=False) as call:
        call.result = "rate_limited"
    assert flags.report(route, "content_policy", latency=0.25, attempt=2)
    ends = [record for record in agent.records() if record[1] == "end"]
    assert [end[2:5] for end in ends] == [["rateLimited", "1", "false"], ["contentPolicy", "2", "true"]]


def test_threads_share_one_ring(flags, agent, tmp_path):
    def work():
        with flags.route("chat", unit="u").attempt():
            pass

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(os.listdir(tmp_path / "default" / "rings")) == 1
    assert len(agent.records()) == 8


def test_a_forked_child_has_a_ring_and_ids_of_its_own(flags, agent, tmp_path):
    parent = flags.route("chat", unit="u")
    context = multiprocessing.get_context("fork")
    queue = context.Queue()

    def child():
        route = flags.route("chat", unit="u")
        with route.attempt():
            pass
        queue.put((os.getpid(), route.decision, route.variant))

    process = context.Process(target=child)
    process.start()
    pid, decision, variant = queue.get(timeout=10)
    process.join(timeout=10)
    with flags.route("chat", unit="u").attempt():
        pass
    assert variant == parent.variant
    # Bits 24 to 63 are drawn per process.
    assert decision[12:22] != parent.decision[12:22]
    assert {record[0] for record in agent.records()} == {str(os.getpid()), str(pid)}
    assert len(os.listdir(tmp_path / "default" / "rings")) == 2


def test_environment_names_the_directory(agent, tmp_path, monkeypatch):
    agent.tell("publish canary")
    monkeypatch.setenv("FLAGPOST_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("FLAGPOST_NAMESPACE", "default")
    assert flagpost.Client().route("chat", plan="pro").variant == "canary"
