"""What looks like an outage and is none: a deploy, a process that somebody stopped, names that nobody knows."""

import json
import signal
import subprocess

import pytest
from features import STABLE, failures, feature
from service import ENVIRONMENT, command
from waiting import throughout, until

WITH_TIMEOUT = feature().replace("model: model-1,", "model: model-1, timeout: 1s,")


@pytest.fixture
def new_caller():
    """Makes processes that have answered calls, and have others in flight."""
    processes = []

    def make(host, answered, in_flight):
        process = subprocess.Popen(
            command("calls_in_flight.py", host, "chat", str(answered), str(in_flight)), env=ENVIRONMENT,
            stdout=subprocess.PIPE, text=True)
        processes.append(process)
        return process

    yield make
    for process in processes:
        process.kill()
        process.wait()
        process.stdout.close()


def test_services_that_are_killed_with_calls_in_flight_trip_nothing(host, new_caller):
    for deploy in range(1, 4):
        callers = [new_caller(host, 40, 60) for _ in range(3)]
        for caller in callers:
            assert caller.stdout.readline() == "ready\n"
        for caller in callers:
            caller.kill()
        until(lambda: host.metric("requests_total", result="lost") == deploy * 180, within=20)
        throughout(lambda: host.serves() == STABLE, seconds=1)
    assert host.status()["trips"] == []
    assert host.metric("requests_total", result="ok") == 3 * 120
    assert host.metric("processes_lost_total", feature="chat", variant="stable") == 9


def test_calls_of_a_process_that_somebody_stopped_are_not_hung(host, new_caller):
    host.apply(WITH_TIMEOUT)
    until(lambda: host.serves() == STABLE and host.evaluate()["value"].get("timeout"))
    caller = new_caller(host, 40, 60)
    assert caller.stdout.readline() == "ready\n"
    caller.send_signal(signal.SIGSTOP)
    throughout(lambda: host.metric("requests_total", result="timeout") == 0 and host.serves() == STABLE, seconds=5)
    assert host.metric("calls_in_flight") == 60


def test_calls_that_hang_in_a_process_that_runs_are(host, new_caller):
    host.apply(WITH_TIMEOUT)
    until(lambda: host.serves() == STABLE and host.evaluate()["value"].get("timeout"))
    caller = new_caller(host, 40, 60)
    assert caller.stdout.readline() == "ready\n"
    until(lambda: host.metric("requests_total", result="timeout") == 60)
    until(lambda: host.serves()[0] == "handoff")


def test_calls_whose_process_went_while_the_agent_was_away_are_not_hung(host, new_caller):
    host.apply(WITH_TIMEOUT)
    until(lambda: host.serves() == STABLE and host.evaluate()["value"].get("timeout"))
    caller = new_caller(host, 40, 60)
    assert caller.stdout.readline() == "ready\n"
    until(lambda: host.metric("requests_total", result="ok") == 40)
    host.stop()
    caller.kill()
    caller.wait()
    for ring in (host.directory / "rings").iterdir():
        ring.unlink()
    host.start()
    throughout(lambda: host.metric("requests_total", result="timeout") == 0 and host.serves() == STABLE, seconds=5)


@pytest.mark.parametrize(("names", "reason"), [
    ({"feature": "chat", "variant": "cannary"}, 'variant: "chat" has no "cannary"; did you mean "canary"?'),
    ({"feature": "chta", "variant": "canary"}, 'feature: there is no "chta"; did you mean "chat"?'),
    ({"feature": "checkout", "variant": "canary"}, 'feature: there is no "checkout"; one of chat'),
])
def test_outcomes_of_what_does_not_exist_are_refused_with_the_nearest_name(host, names, reason):
    status, answer = host.request("POST", "/v1/outcomes", json.dumps(failures(60, **names)))
    answer = json.loads(answer)
    assert (status, answer["accepted"], answer["rejected_total"]) == (400, 0, 60)
    assert answer["rejected"][0]["index"] == 0
    revision = host.status()["revision"]
    assert {one["reason"] for one in answer["rejected"]} == {f"{reason} (this host is at revision {revision})"}
    said = "unknown_variant" if names["feature"] == "chat" else "unknown_feature"
    assert host.metric("intake_records_total", source="http", result=said) == 60
    throughout(lambda: host.serves() == STABLE and host.serves(side="canary")[0] == "canary", seconds=2)
    assert host.status()["trips"] == []


def test_feedback_and_scores_of_what_does_not_exist_are_refused(host):
    for path, record in [("/v1/feedback", {"kind": "copy"}), ("/v1/scores", {"name": "tone", "value": 1})]:
        answer = host.request("POST", path, json.dumps(record | {"feature": "chat", "variant": "stabel"}))[1]
        assert 'did you mean "stable"?' in json.loads(answer)["rejected"][0]["reason"]


def test_datagrams_of_what_does_not_exist_are_counted_by_reason(host):
    host.send_datagram("\n".join(map(json.dumps, failures(60, variant="cannary"))).encode())
    until(lambda: host.metric("intake_records_total", source="datagram", result="unknown_variant") == 60)
    throughout(lambda: host.serves() == STABLE, seconds=1)


def test_the_command_says_what_there_is(host):
    done = host.run("report", "--feature", "chat", "--variant", "cannary", "--result", "error", "--count", "60")
    assert done.returncode == 1
    assert 'did you mean "canary"?' in done.stderr


def test_late_outcomes_of_a_variant_that_was_removed_are_counted_and_not_judged(host):
    unrouted = feature().replace("  - when: {side: [canary]}\n    serve: canary\n", "")
    host.apply(unrouted)
    applied = host.apply(unrouted.replace("  canary: {extends: stable, model: model-2}\n", ""))
    until(lambda: host.status()["revision"] == applied["revision"])
    for restart in (False, True):
        if restart:
            host.stop()
            host.start()
        host.report([outcome | {"input_tokens": 10} for outcome in failures(60)])
        assert host.metric("requests_total", feature="chat", variant="other", result="error") == 60 * (1 + restart)
        assert host.metric("tokens_total", feature="chat", type="input") == 600 * (1 + restart)
        throughout(lambda: host.serves() == STABLE, seconds=1)
    assert host.metric("intake_records_total", source="http", result="superseded") == 120
