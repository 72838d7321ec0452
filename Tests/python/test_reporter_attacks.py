"""What one member of the group can do to the numbers of others: nothing that hides a failure or its cost."""

import fcntl
import json
import os
import secrets

import pytest
import ring_forgery
import ring_records
from features import STABLE, failures
from waiting import throughout, until


def decisions(count):
    return [secrets.randbits(128) for _ in range(count)]


def test_a_decision_that_another_ring_names_first_hides_nothing(host):
    ids = decisions(60)
    copies = [ring_records.call("ok", decision=one) for one in ids]
    ring_forgery.put(host, ring_records.ring(copies))
    until(lambda: host.metric("requests_total", result="ok") == 60)
    true = [ring_records.call("error", decision=one, unit=one, input_tokens=100) for one in ids]
    ring_forgery.put(host, ring_records.ring(true))
    until(lambda: host.metric("requests_total", result="error") == 60)
    assert host.metric("tokens_total", type="input") == 6000
    assert host.metric("intake_records_total", result="duplicate") == 0
    until(lambda: host.serves()[0] == "handoff", within=3)


def test_within_one_ring_a_decision_counts_once(host):
    ids = decisions(20)
    ring_forgery.put(host, ring_records.ring([ring_records.call(decision=one) for one in ids + ids]))
    until(lambda: host.metric("intake_records_total", source="ring", result="duplicate") == 20)
    assert host.metric("requests_total", result="ok") == 20


def test_a_batch_that_is_sent_again_over_another_connection_counts_once(host):
    batch = [outcome | {"decision": f"{one:032x}"} for outcome, one in zip(failures(40), decisions(40))]
    host.report(batch)
    host.report(batch)
    assert host.metric("requests_total", result="error") == 40
    assert host.metric("intake_records_total", source="http", result="duplicate") == 40


def test_a_process_with_very_many_begun_calls_has_a_share_of_the_watch(host):
    path = host.directory / "rings" / secrets.token_hex(16)
    hidden = path.with_name("." + path.name)
    hidden.write_bytes(ring_records.ring(
        [ring_records.call(decision=one, begins=True) for one in decisions(8192)], cells=8192))
    with hidden.open("r+b") as own:
        fcntl.lockf(own, fcntl.LOCK_EX)
        hidden.rename(path)
        until(lambda: host.metric("calls_in_flight") == 4096, within=20)
        throughout(lambda: host.metric("calls_in_flight") == 4096, seconds=1)


def test_a_weight_beyond_all_sampling_is_refused_through_every_door(host):
    record = {"feature": "chat", "variant": "stable", "result": "ok", "weight": 1_000_000}
    answer = json.loads(host.request("POST", "/v1/outcomes", json.dumps(record))[1])
    assert answer["rejected"] == [{"index": 0, "reason": "weight: should be a number from 1 to 10000"}]
    heavy = ring_records.call(decision=decisions(1)[0], weight=1e6)
    endless = ring_records.call(decision=decisions(1)[0], latency_ns=2**63)
    ring_forgery.put(host, ring_records.ring([heavy, endless]))
    until(lambda: host.metric("intake_records_total", source="ring", result="out_of_bounds") == 2)
    assert host.metric("requests_total") == 0


def test_a_user_whose_weights_lie_far_apart_is_left_out_and_the_failures_of_others_are_judged(host):
    if os.getuid() != 0:
        pytest.skip("the files of another user's are made by root")
    path = ring_forgery.put(host, b"")
    os.chown(path, 4321, -1)
    calls = [ring_records.call(decision=one, weight=weight) for one, weight in zip(decisions(40), (1, 10_000) * 20)]
    path.write_bytes(ring_records.ring(calls))
    until(lambda: host.metric("intake_records_total", source="ring", result="uneven_weights") > 30)
    until(lambda: "guards leave these reports out" in host.log and "user=4321" in host.log)
    failed = [ring_records.call("error", decision=one, unit=one) for one in decisions(60)]
    ring_forgery.put(host, ring_records.ring(failed))
    until(lambda: host.serves()[0] == "handoff", within=5)


def test_a_stray_ring_record_silences_no_other_source(host):
    ring_forgery.put(host, ring_records.ring([ring_records.call(decision=one) for one in decisions(1)]))
    until(lambda: host.metric("requests_total", result="ok") == 1)
    host.report(failures(60, variant="stable"))
    until(lambda: host.serves()[0] == "handoff", within=3)


def test_ring_records_that_name_nothing_known_are_no_source(host):
    calls = [ring_records.call(decision=one, variant="invented") for one in decisions(500)]
    ring_forgery.put(host, ring_records.ring(calls))
    until(lambda: host.metric("intake_records_total", source="ring", result="unknown_variant") == 500)
    assert host.serves() == STABLE
    host.report(failures(40, variant="stable"))
    until(lambda: host.serves()[0] == "handoff", within=3)
