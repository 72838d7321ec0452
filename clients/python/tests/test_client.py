import asyncio
import gc
import json
import logging
import multiprocessing
import os
import re
import sys
import threading
import weakref

import flagpost
import flagpost.variant
import pytest


def test_without_an_agent_the_default_is_served(tmp_path):
    route = flagpost.Client(runtime_dir=str(tmp_path)).route("chat", unit="u", default={"static": "sorry"})
    assert route.is_default and route.value == {"static": "sorry"}
    assert route.reason == "NOT_READY" and route.variant is None and route.age is None


def test_a_route_says_what_to_use_and_why(flags):
    route = flags.route("chat", unit="user-1", plan="pro")
    assert (route.variant, route.reason, route.cause, route.revision) == ("canary", "TARGETING_MATCH", None, 1)
    assert route.model == "claude" and dict(route.params) == {"max_tokens": 64} and route.prompt.text == "Hello"
    assert re.fullmatch("[0-9A-HJKMNP-TV-Z]{26}", route.decision) and not route.is_default


def test_a_route_shows_what_it_came_to(flags, tmp_path):
    assert repr(flags.route("chat", plan="pro")) == "Route(variant='canary', reason='TARGETING_MATCH')"
    assert repr(flags.route("nobody")) == "Route(variant=None, reason='FLAG_NOT_FOUND')"
    assert repr(flagpost.Client(runtime_dir="/" + "x" * 4000).route("chat")) == "Route(variant=None, reason='ERROR')"


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


def test_a_value_is_parsed_once_for_a_snapshot(tmp_path, agent, monkeypatch):
    agent.tell("publish canary")
    parsed = []
    read = flagpost.variant.read
    monkeypatch.setattr(flagpost.variant, "read", lambda *variant: parsed.append(variant[0]) or read(*variant))
    flags = flagpost.Client(runtime_dir=str(tmp_path))
    for _ in range(3):
        # More variants than the table first has room for.
        for number in range(200):
            assert flags.route(f"feature-{number}", plan="pro").model == "claude"
    assert parsed == ["canary"] * 200
    agent.tell("publish next")
    assert flags.route("chat", plan="pro").variant == "next" and parsed[200:] == ["next"]


def test_a_default_is_looked_into_like_a_value(tmp_path):
    route = flagpost.Client(runtime_dir=str(tmp_path)).route(
        "chat", default={"model": "m", "params": {"top_k": 1}, "prompt": "Hi"})
    assert (route.model, route.params, route.prompt.text) == ("m", {"top_k": 1}, "Hi")
    assert (route.revision, route.cause, route.is_default) == (0, None, True)


@pytest.mark.parametrize("default", [None, 5, "text", [], (1, 2), {"model": 5, "params": [], "prompt": {"text": 5}}])
def test_a_default_may_be_anything(tmp_path, default):
    route = flagpost.Client(runtime_dir=str(tmp_path)).route("chat", default=default)
    assert route.value is default
    assert (route.model, dict(route.params), route.prompt.text) == (None, {}, "")


def test_every_way_to_pass_the_arguments(flags):
    assert flags.route(feature="chat", plan="pro").variant == "canary"
    # Keywords out of a mapping are not the interned strings that a compiler makes.
    built = {"".join(["pl", "an"]): "pro", "".join(["un", "it"]): "u", "".join(["def", "ault"]): 1}
    assert flags.route("chat", **built).variant == "canary"
    assert flags.route("chat", plan=None, unit=None).reason == "DEFAULT"
    assert flags.route("chat", plan=1).variant == flags.route("chat", plan=True).variant == "stable"


@pytest.mark.parametrize("arguments, keywords", [
    ((), {}), (("chat", "unit"), {}), ((), {"unit": "u"}), (("chat",), {"feature": "chat"}),
])
def test_a_call_that_cannot_be_meant_is_refused_as_python_does(flags, arguments, keywords):
    with pytest.raises(TypeError):
        flags.route(*arguments, **keywords)


def test_an_interrupt_is_not_swallowed(flags):
    class Interrupting:
        def __float__(self):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        flags.route("chat", level=Interrupting())


def test_a_path_that_cannot_be_opened_gives_the_default(caplog):
    route = flagpost.Client(runtime_dir="/" + "x" * 4000).route("chat", default=1)
    assert (route.value, route.reason, len(caplog.records)) == (1, "ERROR", 1)
    with route.attempt():
        pass
    assert not flagpost.Client(runtime_dir="/" + "x" * 4000).report(route)


def test_a_route_in_a_cycle_is_collected(flags):
    class Default(dict):
        pass

    default = Default()
    default["route"] = flags.route("nobody", default=default)
    gone = weakref.ref(default)
    del default
    gc.collect()
    assert gone() is None


def test_routes_and_clients_leave_nothing_behind(tmp_path, agent, caplog):
    agent.tell("flags " + json.dumps({"flags": {"plain": {
        "state": "ENABLED", "variants": {"a": 1}, "defaultVariant": "a", "metadata": {"team": "x"}}}}))

    def use():
        flags = flagpost.Client(runtime_dir=str(tmp_path))
        for _ in range(50):
            route = flags.route("chat", unit="u", plan="pro", default={})
            route.value, route.model, route.prompt, route.reason, route.age, route.decision
            flags.route("nobody", default={}).params
            flags.route("chat", groups=["a"], user={"plan": "pro"}).token
            flags.route("chat", bad=[object()])
            flags.evaluate("plain", unit="u").metadata
            flags.route(5)

    caplog.set_level(logging.CRITICAL, "flagpost")
    use()
    gc.collect()
    before = len(gc.get_objects()), sys.getrefcount(flagpost.Route), len(os.listdir("/proc/self/fd"))
    for _ in range(20):
        use()
    gc.collect()
    after = len(gc.get_objects()), sys.getrefcount(flagpost.Route), len(os.listdir("/proc/self/fd"))
    assert after[0] <= before[0] + 5 and after[1:] == before[1:]


def test_threads_decide_while_snapshots_are_replaced(flags, agent):
    stop = threading.Event()
    seen, wrong = set(), []

    def work():
        while not stop.is_set():
            route = flags.route("chat", plan="pro")
            seen.add(route.variant)
            if route.value["name"] != route.variant:
                wrong.append(route.variant)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(20):
        agent.tell(f"publish v{number}")
    stop.set()
    for thread in threads:
        thread.join()
    assert not wrong and len(seen) > 1


@pytest.mark.parametrize("arguments", [
    (5, {}), ("chat", {"unit": True}), ("chat", {"unit": b"u"}), ("chat", {"unit": float("nan")}),
    ("chat", {"unit": 10**5000}), ("chat", {"unit": "\ud800"}), ("chat", {"plan": object()}), ("chat", {"plan": "\ud800"}),
    (None, {}), ("chat", {f"a{n}": 1 for n in range(65_537)}), ("chat", {"attributes": "plan"}),
    ("chat", {"attributes": {5: 1}}), ("chat", {"attributes": {f"a{n}": 1 for n in range(65_537)}}),
])
def test_bad_arguments_give_the_default(flags, arguments, caplog):
    feature, attributes = arguments
    for _ in range(2):
        route = flags.route(feature, default="d", **attributes)
        assert route.value == "d" and route.reason == "ERROR" and route.is_default
        with route.attempt():
            pass
    assert len(caplog.records) == 1


def test_what_is_wrong_with_a_unit_or_attributes_is_told(flags, caplog):
    flags.route("chat", unit=True)
    flags.value("chat", "x", attributes=5)
    flags.run("chat", lambda attempt, *, timeout: 1, attributes={None: 1})
    assert caplog.messages == [
        "flagpost route: unit should be a text, a finite number or a UUID and is True; the default is used",
        "flagpost route: attributes should be a mapping of names to values and is 5; the default is used"]


@pytest.mark.parametrize("count", [80, 1_000, 20_000])
def test_attributes_that_no_rule_names_make_no_difference(flags, count):
    others = {f"other{n}": "pro" for n in range(count)}
    assert flags.route("chat", unit="user-1", **others).variant == "stable"
    assert flags.route("chat", unit="user-1", plan="pro", **others).variant == "canary"
    assert flags.route("chat", unit="user-1", **others, plan="pro").variant == "canary"


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


@pytest.mark.parametrize("cost", [float("nan"), float("inf"), -1.0, 1e300, None])
def test_a_usage_that_is_none_does_not_take_the_report_with_it(flags, agent, cost):
    with flags.route("chat", unit="u").attempt() as call:
        call.usage(input_tokens=None, output_tokens=10**20, cost_usd=cost)
    _, end = agent.records()
    assert end[1:] == ["end", "ok", "1", "true", "0", "0", "-1"]


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
    # The eight digits after the time are drawn per process.
    assert decision[10:18] != parent.decision[10:18]
    assert {record[0] for record in agent.records()} == {str(os.getpid()), str(pid)}
    assert len(os.listdir(tmp_path / "default" / "rings")) == 2


def test_environment_names_the_directory(agent, tmp_path, monkeypatch):
    agent.tell("publish canary")
    monkeypatch.setenv("FLAGPOST_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("FLAGPOST_NAMESPACE", "default")
    assert flagpost.Client().route("chat", plan="pro").variant == "canary"
