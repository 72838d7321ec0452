"""What users and evaluators make of answers, from every door to the metrics, and through a kill of the agent."""

import json

import flagpost
from agent_host import NAMESPACE
from features import publish
from waiting import until


def test_every_door_leads_to_the_metrics(host):
    flags = flagpost.Client(NAMESPACE, str(host.runtime))
    route = flags.route("chat", unit="user-1", side="canary")
    assert flags.feedback(route, "thumbs_down") and flags.feedback(route.token, "applause")
    assert flags.score(route, "factuality", 0.5, dimension="functional")
    record = {"feature": "chat", "variant": "canary"}
    status, answer = host.request("POST", "/v1/feedback", json.dumps([record | {"kind": "thumbs_down"}, record]))
    assert status == 200 and json.loads(answer)["accepted"] == 1
    assert json.loads(answer)["rejected"] == [{"index": 1, "reason": "kind: missing"}]
    score = record | {"name": "factuality", "dimension": "functional", "value": 0.25}
    assert host.request("POST", "/v1/scores", json.dumps(score))[0] == 200
    host.send_datagram("\n".join(map(json.dumps, [score, record | {"kind": "copy"}])).encode())
    labels = {"feature": "chat", "variant": "canary"}
    until(lambda: host.metric("feedback_total", **labels) == 4, within=5)
    assert host.metric("feedback_total", kind="thumbs_down", **labels) == 2
    assert host.metric("feedback_total", kind="other", **labels) == 1
    until(lambda: host.metric("score_count", name="factuality", dimension="functional", **labels) == 3, within=5)
    assert host.metric("score_sum", name="factuality", **labels) == 1.0


def test_a_killed_agent_neither_loses_nor_doubles_them(host):
    flags = flagpost.Client(NAMESPACE, str(host.runtime))
    route = flags.route("chat", unit="user-1")
    for number in range(50):
        assert flags.feedback(route, "copy") and flags.score(route, "tone", 1)
        if number == 25:
            until(lambda: host.metric("feedback_total", kind="copy") > 0, within=5)
            host.kill()
    host.start()
    until(lambda: host.metric("score_count", name="tone") == 50, within=10)
    assert host.metric("feedback_total", kind="copy") == 50


def test_reports_on_a_feature_that_the_host_had_not_kept_yet_count_after_a_kill(new_host):
    host = new_host().start()
    kept = host.state / NAMESPACE / "last-good"
    until(kept.exists, within=5)
    before = kept.read_bytes()
    publish(host, "chat")
    flags = flagpost.Client(NAMESPACE, str(host.runtime))
    route = flags.route("chat", unit="user-1")
    host.pause()
    for _ in range(10):
        assert flags.feedback(route, "copy")
    host.kill()
    kept.write_bytes(before)
    host.start()
    until(lambda: host.metric("feedback_total", feature="chat", kind="copy") == 10, within=10)


def test_whole_chains_are_seen_as_requests_and_attempts(host):
    flags = flagpost.Client(NAMESPACE, str(host.runtime))

    def call(attempt, *, timeout):
        raise ValueError

    for _ in range(3):
        assert flags.run("chat", call, unit="user-1").value == "Please try again."
    until(lambda: host.metric("requests_total", feature="chat", result="error") == 3, within=5)
    assert host.metric("attempts_total", feature="chat", model="model-1", result="error") == 3
