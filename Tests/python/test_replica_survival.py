"""What services see while the store that the agent speaks to is a replica: what it says may be old, and there is no way
to tell. It may restrict, and nothing that it says counts as new."""

import json
import time

import pytest
from features import KILLED, STABLE, feature, publish
from redis_server import RedisServer, free_port
from waiting import throughout, until, until_equal

STALE = ("off", "STALE")
SWITCHED = """
kind: feature
key: dead
variants:
  stable: {model: m-1, fallback: [{static: sorry}]}
  off: {static: "off"}
onKill: off
baseline: stable
onStale: {after: 15s, serve: off}
route: [{serve: stable}]
"""


class Pair:
    """Two servers of which the second follows the first, until somebody says otherwise."""

    def __init__(self, folder):
        self.ports = [free_port() for _ in range(2)]
        self.servers = [
            RedisServer(folder / str(port), "--port", str(port), "--bind", "127.0.0.1", "--repl-diskless-sync-delay",
                        "0").start()
            for port in self.ports
        ]
        self.first, self.second = self.servers
        self.follow(self.second, self.ports[0])

    def follow(self, server, port):
        server.command("REPLICAOF", "127.0.0.1", str(port))
        until(lambda: "master_link_status:up" in server.command("INFO", "replication"))

    def cut_off(self, server):
        """It waits for a master that never answers, and says what it has."""
        server.command("REPLICAOF", "127.0.0.1", str(free_port()))

    def lead(self, server):
        server.command("REPLICAOF", "NO", "ONE")

    def fail_over(self):
        """The second one leads, and the first one does not hear of anything any more."""
        until(lambda: "offset" in self.first.command("INFO", "replication"))
        assert self.first.command("WAIT", "1", "5000") == "1"
        self.lead(self.second)
        self.cut_off(self.first)

    def remove(self):
        for server in self.servers:
            server.remove()


@pytest.fixture
def pair(folder):
    pair = Pair(folder)
    yield pair
    pair.remove()


@pytest.fixture
def host(pair, new_host):
    """A running agent on the first server of the pair."""
    host = new_host(pair.first.location)
    host.do("store", "init")
    host.start("--poll", "1")
    publish(host, "chat", "search")
    return host


@pytest.fixture
def person(pair, new_host):
    """Who speaks to the second server, from another host."""
    return new_host(pair.second.location)


def readiness(host, age):
    return host.request("GET", f"/readyz?max_age={age}")[0]


def test_a_store_that_is_cut_off_counts_as_away_and_features_that_mind_fall_back(host, person, pair, new_service):
    host.apply(SWITCHED)
    until(lambda: host.serves("dead")[0] == "stable")
    service = new_service(host, feature="dead")
    until_equal(lambda: host.metric("store_up"), 1)
    assert readiness(host, "10s") == 200

    pair.fail_over()
    person.do("kill", "dead", "--reason", "given where the agent cannot hear of it")
    until_equal(lambda: host.metric("store_up"), 0, within=5)
    began, synchronised = time.monotonic(), host.metric("store_last_sync_timestamp_seconds")
    said = host.log.count("confirms nothing")
    throughout(lambda: host.metric("store_up") == 0, seconds=12, every=0.1)
    assert readiness(host, "10s") == 503
    assert json.loads(host.request("GET", "/readyz")[1])["ready"], "flags are there, old as they are"
    service.wait_until_served(STALE, within=8)
    assert time.monotonic() - began < 20
    assert host.status()["age_ms"] > 12_000
    assert "confirms nothing: it is a replica of 127.0.0.1:" in host.run("status").stdout
    assert abs(host.metric("store_last_sync_timestamp_seconds") - synchronised) < 2
    assert host.log.count("confirms nothing") == said == 1, host.log
    assert "does not answer" not in host.log
    assert host.serves() == STABLE, "what minds no age goes on"
    assert host.metric("store_rewound") == 0

    # The link is back: the kill is heard, and still nothing counts as new.
    pair.follow(pair.first, pair.ports[1])
    service.wait_until_served(("off", "KILLED"))
    throughout(lambda: host.metric("store_up") == 0, seconds=2)
    # The roles are.
    pair.lead(pair.first)
    until_equal(lambda: host.metric("store_up"), 1)
    until(lambda: readiness(host, "5s") == 200)
    assert host.serves("dead") == ("off", "KILLED")
    assert host.metric("store_rewound") == 0
    assert service.finish()["failed"] == 0


def test_a_replica_restricts_and_widens_nothing_and_what_it_restricted_survives_a_restart(host, person, pair):
    person.do("list")
    until(lambda: pair.first.command("WAIT", "1", "5000") == "1")
    pair.lead(pair.second)
    pair.follow(pair.first, pair.ports[1])
    until_equal(lambda: host.metric("store_up"), 0)
    person.do("kill", "chat", "--reason", "heard by way of a replica")
    until(lambda: host.serves() == KILLED, within=3)
    person.do("apply", "-f", "-", "--ship-directly", "--reason", "test", text=feature("search", model="model-9"))
    person.do("restore", "chat", "--reason", "not for those who cannot know")
    throughout(lambda: host.serves() == KILLED, seconds=3)
    assert host.evaluate("search")["value"]["model"] == "model-1"

    host.kill()
    pair.first.pause()
    host.start("--poll", "1")
    assert host.serves() == KILLED
    pair.first.resume()
    pair.lead(pair.first)
    until(lambda: host.serves() == STABLE)
    until(lambda: host.evaluate("search")["value"]["model"] == "model-9")
    assert host.metric("store_rewound") == 0


def test_a_replica_that_is_behind_is_no_store_that_went_back(host, person, pair):
    """An agent whose address leads to a replica that lags sees a lower revision than its own."""
    host.do("kill", "search", "--reason", "over in a minute", "--wait")
    assert pair.first.command("WAIT", "1", "5000") == "1"
    pair.cut_off(pair.second)
    host.do("restore", "search", "--reason", "it was over", "--wait")
    host.do("kill", "chat", "--reason", "not known to the replica", "--wait")
    host.stop()
    host.environment["FLAGPOST_STORE"] = person.store
    host.start("--poll", "1")
    throughout(lambda: (host.serves(), host.serves("search")) == (KILLED, STABLE), seconds=3)
    assert (host.metric("store_up"), host.metric("store_rewound")) == (0, 0)
    pair.follow(pair.second, pair.ports[0])
    pair.lead(pair.second)
    until_equal(lambda: host.metric("store_up"), 1)
    assert (host.serves(), host.serves("search")) == (KILLED, STABLE)
    assert host.metric("store_rewound") == 0


def test_a_host_that_knows_nothing_takes_what_a_replica_has_with_its_restrictions(host, pair, new_host):
    host.do("kill", "chat", "--reason", "test", "--wait")
    assert pair.first.command("WAIT", "1", "5000") == "1"
    fresh = new_host(pair.second.location).start("--poll", "1")
    until(lambda: fresh.serves() == KILLED)
    assert fresh.serves("search") == STABLE
    host.do("apply", "-f", "-", "--ship-directly", "--reason", "test", text=feature("search", model="model-9"))
    until(lambda: fresh.evaluate("search")["value"]["model"] == "model-9")
    assert readiness(fresh, "1h") == 503, "nothing ever confirmed it"
    assert fresh.metric("store_up") == 0


def test_a_change_that_a_replica_would_lose_is_no_success_and_what_is_read_there_is_said_to_be_old(host, person, pair):
    listed = person.run("list")
    assert listed.returncode == 0
    assert "may be old" in listed.stderr
    pair.second.command("CONFIG", "SET", "replica-read-only", "no")
    done = person.run("kill", "chat", "--reason", "test")
    assert done.returncode == 1
    assert "replica" in done.stderr
    assert host.serves() == STABLE


def test_a_master_that_can_write_to_no_disk_or_lacks_replicas_still_counts(host, pair):
    pair.first.command("CONFIG", "SET", "min-replicas-to-write", "2")
    refused = host.run("kill", "chat", "--reason", "test")
    assert refused.returncode == 1 and "NOREPLICAS" in refused.stderr
    throughout(lambda: host.metric("store_up") == 1 and readiness(host, "5s") == 200, seconds=6)
