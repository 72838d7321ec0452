"""What counters are worth to those who alert on them: through kills, restarts, broken disks, and a great many flags."""

import contextlib
import http.client
import json
import random
import secrets
import shutil
import threading
import time

import pytest
from agent_host import NAMESPACE
from bad_disks import clear, fill, seal, writable
from counter_watch import CounterWatch, counters
from features import CANARY, TRIPPED, failures, feature, publish
from waiting import until, until_equal


ANSWERS = [{"feature": "chat", "variant": "stable", "result": "ok"}] * 5


class Traffic:
    """Calls the agent's socket again and again until it is over, and tries again what was not answered."""

    def __init__(self, call):
        self.answered = 0
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self._run, args=(call,))
        self.thread.start()

    def _run(self, call):
        while not self.is_over.is_set():
            answered = call()
            while not answered and not self.is_over.wait(0.01):
                answered = call()
            self.answered += answered
            time.sleep(0.005)

    def finish(self):
        self.is_over.set()
        self.thread.join()
        return self.answered


def reporting(host):
    """Each call is reported until the agent acknowledges it, under one id."""
    waiting = []

    def report():
        if not waiting:
            waiting.extend(
                {"feature": "chat", "variant": "stable", "result": "ok", "latency_ms": 700, "input_tokens": 10,
                 "decision": secrets.token_hex(16)}
                for _ in range(3)
            )  # fmt: skip
        with contextlib.suppress(OSError, http.client.HTTPException):
            status, answer = host.request("POST", "/v1/outcomes", json.dumps(waiting))
            assert status == 200 and json.loads(answer)["accepted"] == 3, answer
            waiting.clear()
            return 3
        return 0

    return report


def evaluating(host, key="chat"):
    def evaluate():
        with contextlib.suppress(OSError, http.client.HTTPException):
            status, _ = host.request(
                "POST", f"/ofrep/v1/evaluate/flags/{key}", '{"context":{"targetingKey":"user-1"}}')
            return 1 if status == 200 else 0
        return 0

    return evaluate


def test_no_counter_falls_over_twenty_kills_and_what_was_acknowledged_counts_once(host, new_service):
    chance = random.Random(5)
    service = new_service(host, result="ok", interval=0.003)
    service.wait_until_served(CANARY)
    watch = CounterWatch(host)
    reports, evaluations = Traffic(reporting(host)), Traffic(evaluating(host))
    for _ in range(20):
        time.sleep(chance.uniform(0.2, 1.6))
        host.kill()
        host.start("--poll", "1")
    reported, evaluated = reports.finish(), evaluations.finish()
    done = service.finish()
    until_equal(lambda: host.metric("requests_total", variant="canary"), done["reported"]["canary"], within=20)
    assert watch.finish() == []
    assert watch.scrapes > 100
    assert reported > 100 and evaluated > 100
    assert host.metric("requests_total", variant="stable") == reported
    assert host.metric("latency_seconds_count", variant="stable") == reported
    assert host.metric("tokens_total", variant="stable", type="input") == 10 * reported
    # An answer may have been on its way when the agent was killed, and a count not yet shown to anybody.
    assert host.metric("evaluations_total", feature="chat") > 0.5 * evaluated


def test_everything_that_was_counted_is_there_after_an_orderly_restart(host):
    host.report([{"feature": "chat", "variant": "stable", "result": "ok"}] * 7)
    host.send_datagram(b'{"feature":"chat","variant":"stable","result":"ok"}')
    until(lambda: host.metric("intake_records_total", source="datagram", result="lower_source") == 1)
    call = evaluating(host)
    for _ in range(9):
        assert call()
    before = counters(host)
    assert host.metric("evaluations_total", feature="chat") == 9
    host.stop()
    host.start()
    assert host.metric("evaluations_total", feature="chat") == 9
    after = counters(host)
    assert {name: value for name, value in before.items() if after.get(name, 0) < value} == {}


def test_evaluations_that_nobody_has_been_shown_yet_are_kept_by_an_orderly_stop(host):
    call = evaluating(host)
    for _ in range(9):
        assert call()
    host.stop()
    host.start()
    assert host.metric("evaluations_total", feature="chat") == 9


def test_a_report_that_was_acknowledged_is_counted_and_judged_after_a_kill_at_once(host):
    host.report(failures(19))
    host.kill()
    host.start()
    assert host.metric("requests_total", feature="chat", variant="canary", result="error") == 19
    host.report(failures(21))
    until(lambda: host.serves(side="canary") == TRIPPED, within=5)
    assert host.metric("requests_total", feature="chat", variant="canary", result="error") == 40


def test_drops_that_a_ring_tells_of_are_counted_once_however_often_the_agent_restarts(host, new_service):
    service = new_service(host, result="ok", interval=0.0005)
    service.wait_until_served(CANARY)
    host.pause()
    # A ring holds 4,096 records, and a call is two of them.
    time.sleep(6)
    host.resume()
    until(lambda: host.metric("intake_dropped_total", reason="ring_full") > 0, within=20)
    service.pause()
    time.sleep(2.5)
    dropped = host.metric("intake_dropped_total", reason="ring_full")
    for _ in range(3):
        host.kill()
        host.start()
        until(lambda: host.metric("requests_total", variant="canary") > 0)
        assert host.metric("intake_dropped_total", reason="ring_full") == dropped


def test_counters_begin_at_0_where_the_disk_took_less_than_was_shown(folder, redis, new_host):
    with writable(folder / "disk", size="512k") as disk:
        host = new_host(redis.location, state=disk)
        host.do("store", "init")
        host.start("--poll", "1")
        publish(host, "chat")
        host.report(ANSWERS)
        until(lambda: (disk / NAMESPACE / "checkpoint").exists())
        fill(disk)
        reported = 5
        while not host.metric("disk_failures_total", file="journal"):
            host.report(ANSWERS)
            reported += 5
            assert reported < 1_000, "the disk took it all"
        assert host.metric("requests_total", variant="stable") == reported
        host.kill()
        host.start("--poll", "1")
        assert host.metric("requests_total", variant="stable") == 0
        # Once there is room again nothing is lost any more.
        clear(disk)
        host.report(ANSWERS)
        until(lambda: not (host.directory / "unkept").exists(), within=15)
        host.report(ANSWERS)
        host.kill()
        host.start("--poll", "1")
        assert host.metric("requests_total", variant="stable") == 10
        host.kill()


def test_counters_begin_at_0_where_the_state_directory_is_read_only(folder, redis, new_host):
    with writable(folder / "disk", size="512k") as disk:
        host = new_host(redis.location, state=disk)
        host.do("store", "init")
        host.start("--poll", "1")
        publish(host, "chat")
        host.report(ANSWERS)
        host.stop()
        seal(disk)
        for _ in range(2):
            host.start("--poll", "1")
            assert host.metric("requests_total", variant="stable") == 0
            host.report(ANSWERS)
            assert host.metric("requests_total", variant="stable") == 5
            until(lambda: host.metric("disk_failures_total", file="journal") > 0)
            host.kill()


def test_counters_begin_at_0_where_the_checkpoint_is_damaged(host):
    host.report(ANSWERS)
    assert host.metric("requests_total", variant="stable") == 5
    checkpoint = host.state / NAMESPACE / "checkpoint"
    until(checkpoint.exists)
    time.sleep(1.5)
    host.kill()
    content = checkpoint.read_bytes()
    checkpoint.write_bytes(content[:40] + bytes([content[40] ^ 1]) + content[41:])
    host.start()
    assert host.metric("requests_total", variant="stable") == 0
    assert "counters begin at 0" in host.log


def test_counters_go_on_where_the_runtime_directory_was_made_anew(host):
    host.report(ANSWERS)
    assert host.metric("requests_total", variant="stable") == 5
    host.kill()
    shutil.rmtree(host.directory)
    host.start()
    assert host.metric("requests_total", variant="stable") == 5


def test_metrics_and_health_answer_where_no_document_is_known_and_the_store_is_away(redis, new_host):
    redis.kill()
    host = new_host(redis.location).start("--poll", "1")
    started = time.monotonic()
    assert host.metric("store_up") == 0
    assert host.metric("build_info") == 1
    assert time.monotonic() - started < 8
    # Later nobody waits any more.
    started = time.monotonic()
    assert host.metric("build_info") == 1
    assert time.monotonic() - started < 2


def test_ordinary_flags_asked_over_http_take_no_room_from_what_alerts_rest_on(new_host):
    host = new_host().start()
    publish(host, "chat")
    variants = {f"v{number}": number for number in range(30)}
    flag = {"state": "ENABLED", "variants": variants, "defaultVariant": "v0", "targeting": {"var": "wish"}}
    flags = [f"flag-{number}" for number in range(700)]
    file = host.folder / "flags.json"
    file.write_text(json.dumps({"flags": dict.fromkeys(flags, flag)}))
    done = host.run("apply", "-f", str(file), "-o", "json")
    assert done.returncode == 0, done.stderr
    until(lambda: host.run("eval", flags[-1], "--unit", "u", "-o", "json").returncode == 0, within=30)
    connection = host.connection()
    for key in flags:
        for wish in variants:
            connection.request(
                "POST", f"/ofrep/v1/evaluate/flags/{key}",
                json.dumps({"context": {"targetingKey": "u", "wish": wish}}), {"Content-Type": "application/json"},
            )  # fmt: skip
            assert json.loads(connection.getresponse().read())["variant"] == wish
    connection.close()
    assert host.metric("evaluations_total") == len(flags) * len(variants)
    assert host.metric("evaluations_total", feature="other") > 0
    assert host.metric("series_overflow_total", family="evaluations") > 0
    assert host.metric("series_overflow_total", family="requests") == 0
    for life in range(2):
        key = f"new-{life}"
        publish(host, key)
        host.report(failures(40, feature=key))
        until(lambda: host.metric("trips_total", feature=key, scope="fleet") == 1)
        assert host.metric("requests_total", feature=key, variant="canary", result="error") == 40
        assert host.metric("store_up") == 1
        # A restart changes nothing of it: neither is room taken by what was.
        host.stop()
        host.start()


def test_series_begin_at_0_with_their_document_and_end_after_it(host):
    assert 'feature="sudden"' not in host.request("GET", "/metrics")[1].decode()
    publish(host, "sudden")
    seen = counters(host)
    for scope in ("host", "fleet"):
        name = f'flagpost_trips_total{{feature="sudden",guard="errors",action="kill",scope="{scope}"}}'
        assert seen[name] == 0
    for result in ("ok", "error", "timeout", "rate_limited", "content_policy", "cancelled", "lost"):
        assert seen[f'flagpost_requests_total{{feature="sudden",variant="canary",result="{result}"}}'] == 0
    host.report([{"feature": "sudden", "variant": "canary", "result": "ok"}] * 3)
    host.do("delete", "sudden", "--force", "--reason", "over")
    until(lambda: 'feature_state{feature="sudden"' not in host.request("GET", "/metrics")[1].decode())
    # What was counted last can still be scraped, and goes on if the document comes back soon.
    assert host.metric("requests_total", feature="sudden", variant="canary", result="ok") == 3
    publish(host, "sudden")
    host.report([{"feature": "sudden", "variant": "canary", "result": "ok"}])
    assert host.metric("requests_total", feature="sudden", variant="canary", result="ok") == 4
    # A restart takes up only what documents still name.
    host.do("delete", "sudden", "--force", "--reason", "over")
    until(lambda: host.run("eval", "sudden", "--unit", "u").returncode != 0)
    time.sleep(1.5)
    host.kill()
    host.start()
    assert 'feature="sudden"' not in host.request("GET", "/metrics")[1].decode()
    publish(host, "sudden")
    assert host.metric("requests_total", feature="sudden") == 0


def test_a_variant_and_a_guard_that_are_removed_end_with_a_restart(host):
    host.report(failures(40))
    until(lambda: host.metric("trips_total", feature="chat", scope="fleet") == 1)
    assert host.metric("guard_value", feature="chat", guard="errors", variant="canary") == 1
    host.do("restore", "chat", "--reason", "mended", "--wait")
    host.apply(feature("chat").replace("name: errors", "name: mistakes"))
    until(lambda: host.metric("trips_total", feature="chat", guard="mistakes") == 0)
    until(lambda: 'guard_value{feature="chat",guard="errors"' not in host.request("GET", "/metrics")[1].decode())
    time.sleep(1.5)
    host.stop()
    host.start()
    text = host.request("GET", "/metrics")[1].decode()
    assert 'guard="errors"' not in text
    assert 'guard="mistakes"' in text


@pytest.mark.parametrize("name", ["last-good", "trips", "checkpoint", "journal", "flags.flagd.json"])
def test_every_file_that_may_fail_has_a_counter_from_the_start(host, name):
    assert counters(host)[f'flagpost_disk_failures_total{{file="{name}"}}'] == 0


@pytest.mark.parametrize(
    "name",
    ["publish_failures_total", "push_missed_total", 'intake_dropped_total{source="ring",reason="ring_full"}',
     'intake_records_total{source="http",result="judged"}', 'series_overflow_total{family="requests"}'],
)  # fmt: skip
def test_what_the_agent_counts_of_itself_is_there_from_the_start(new_host, name):
    host = new_host().start()
    assert counters(host)["flagpost_" + name] == 0
