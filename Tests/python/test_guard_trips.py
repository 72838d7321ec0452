"""A candidate that fails, from what services report to what they are served, on one host and in a fleet."""

import time

import pytest
from agent_host import NAMESPACE
from features import CANARY, KILLED, STABLE, TRIPPED, failures, feature, publish
from waiting import throughout, until


@pytest.fixture
def fleet(redis, new_host):
    """Two running hosts with one Redis, which holds `chat` and `search`."""
    first, second = new_host(redis.location), new_host(redis.location)
    first.do("store", "init")
    first.start("--poll", "1"), second.start("--poll", "1")
    publish(first, "chat", "search")
    until(lambda: second.serves("search") == STABLE)
    return first, second


def trips_in_store(host, feature="chat"):
    state = host.do("get", feature)["state"]
    return state["trips"] if state else {}


def test_failures_reported_over_http_withdraw_the_candidate_and_are_committed(host):
    host.report(failures(40))
    until(lambda: host.serves(side="canary") == TRIPPED, within=3)
    assert host.serves() == STABLE
    until(lambda: trips_in_store(host))
    (trip,) = trips_in_store(host).values()
    assert trip["target"] == "canary"
    assert trip["evidence"]["k"] == 40
    assert host.metric("trips_total", feature="chat", scope="host") == 1
    assert host.metric("trips_total", feature="chat", scope="fleet") == 1


def test_failures_reported_through_rings_withdraw_the_candidate(host, new_service):
    service = new_service(host, result="error")
    service.wait_until_served(TRIPPED)
    until(lambda: trips_in_store(host))
    done = service.finish()
    assert done["failed"] == 0
    assert done["reported"]["canary"] >= 20


def test_failures_of_the_baseline_turn_the_feature_off(host):
    host.report(failures(40, variant="stable"))
    until(lambda: host.serves()[0] == "handoff", within=3)
    until(lambda: trips_in_store(host))


def test_a_restored_candidate_does_not_trip_on_old_failures_and_trips_on_new_ones(host):
    host.report(failures(40))
    until(lambda: trips_in_store(host))
    until(lambda: host.serves(side="canary") == TRIPPED)
    host.do("restore", "chat", "--reason", "prompt fixed")
    until(lambda: host.serves(side="canary") == CANARY)
    throughout(lambda: host.serves(side="canary") == CANARY, seconds=3)
    host.report([outcome | {"age_ms": 30_000} for outcome in failures(40)])
    throughout(lambda: host.serves(side="canary") == CANARY, seconds=2)
    host.report(failures(40))
    until(lambda: host.serves(side="canary") == TRIPPED, within=3)
    until(lambda: trips_in_store(host))


def test_a_trip_without_a_store_holds_and_goes_to_the_store_only_on_new_numbers(redis, new_host):
    host = new_host(redis.location)
    host.do("store", "init")
    host.start("--poll", "1")
    publish(host, "chat")
    redis.save()
    redis.kill()
    host.report(failures(40))
    until(lambda: host.serves(side="canary") == TRIPPED, within=3)
    until(lambda: (host.state / "test" / "trips").exists())
    host.kill()
    host.start("--poll", "1")
    assert host.serves(side="canary") == TRIPPED
    assert [trip["target"] for trip in host.status()["trips"]] == ["canary"]

    redis.start()
    until(lambda: host.metric("store_up") == 1)
    throughout(lambda: host.serves(side="canary") == TRIPPED and not trips_in_store(host), seconds=4)
    host.report(failures(40))
    until(lambda: trips_in_store(host))
    assert host.serves(side="canary") == TRIPPED


def test_a_trip_on_one_host_reaches_the_other(fleet):
    first, second = fleet
    first.report(failures(40))
    until(lambda: first.serves(side="canary") == TRIPPED, within=3)
    until(lambda: second.serves(side="canary") == TRIPPED, within=3)
    assert second.serves() == STABLE
    assert second.serves("search", side="canary") == CANARY
    first.do("restore", "chat", "--reason", "prompt fixed", "--wait")
    for host in fleet:
        assert host.serves(side="canary") == CANARY
        throughout(lambda: host.serves(side="canary") == CANARY, seconds=2)


def test_killing_the_namespace_turns_every_feature_off_on_every_host_until_it_is_restored(fleet):
    first, second = fleet
    first.do("kill", "search", "--reason", "by itself", "--wait")
    second.do("kill", "--all", "--reason", "provider is down", "--wait")
    for host in fleet:
        assert host.serves("chat") == KILLED
        assert host.serves("search") == KILLED
    first.do("restore", "--all", "--reason", "provider is back", "--wait")
    for host in fleet:
        assert host.serves("chat") == STABLE
        assert host.serves("search") == KILLED


def test_a_tripped_candidate_stays_withdrawn_when_its_spec_is_edited(host):
    host.report(failures(40))
    until(lambda: trips_in_store(host))
    host.apply(feature("chat").replace("model-2", "model-3"))
    host.apply(feature("search"))
    until(lambda: host.serves("search") == STABLE)
    throughout(lambda: host.serves(side="canary") == TRIPPED, seconds=1)


def test_the_fleet_follows_a_quarter_of_its_hosts_and_no_fewer(redis, new_host):
    hosts = [new_host(redis.location) for _ in range(5)]
    hosts[0].do("store", "init")
    for host in hosts:
        host.start("--poll", "1")
    publish(hosts[0], "chat")
    for host in hosts:
        until(lambda: host.serves() == STABLE)
        host.report([{"feature": "chat", "variant": "canary", "result": "ok"}])
    time.sleep(4)  # every agent tells of its traffic within 3 s

    hosts[0].report(failures(40))
    until(lambda: hosts[0].serves(side="canary") == TRIPPED, within=3)
    throughout(lambda: [host.serves(side="canary") for host in hosts[1:]] == [CANARY] * 4, seconds=3)
    assert not trips_in_store(hosts[0])
    hosts[1].report(failures(40))
    for host in hosts:
        until(lambda: host.serves(side="canary") == TRIPPED, within=5)
    assert trips_in_store(hosts[0])


def test_a_host_on_which_everything_fails_stays_in_the_fleet_and_brings_every_trip(redis, new_host):
    host = new_host(redis.location)
    host.do("store", "init")
    host.start("--poll", "1")
    keys = [f"feature-{number}" for number in range(300)]
    host.apply("---".join(map(feature, keys)))
    until(lambda: host.serves(keys[-1]) == STABLE)
    for key in keys:
        host.report(failures(25, feature=key))

    presence = f"flagpost:{{{NAMESPACE}}}:presence:seen"

    def brought():
        seconds, _ = redis.command("TIME").split()
        (seen,) = redis.command("ZRANGE", f"flagpost:{{{NAMESPACE}}}:presence:seen", "0", "-1", "WITHSCORES").split()[1:]
        assert int(seconds) - int(seen) / 1000 < 15, "others take the host for gone"
        return host.metric("trips_total", scope="fleet") == len(keys)

    until(brought, within=120, every=0.5)
    assert "refuses" not in host.log
