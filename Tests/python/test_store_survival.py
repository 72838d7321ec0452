"""What services see while the store dies, hangs, comes back empty or older, or holds what cannot be read."""

import sqlite3
import threading

import pytest
from agent_host import NAMESPACE
from features import CANARY, KILLED, STABLE, WITHDRAWN, feature, publish
from waiting import throughout, until, until_equal

SPEC = f"flagpost:{{{NAMESPACE}}}:spec:feature/"
META = f"flagpost:{{{NAMESPACE}}}:meta"
INDEX = f"flagpost:{{{NAMESPACE}}}:index"


@pytest.fixture
def connected(redis, new_host):
    """A running agent on Redis, which holds `chat` and `search`; `chat` has lost its candidate."""
    host = new_host(redis.location)
    host.do("store", "init")
    host.start("--poll", "1")
    publish(host, "chat", "search")
    host.do("withdraw", "chat", "canary", "--reason", "test", "--wait")
    assert host.serves(side="canary") == WITHDRAWN
    return host


def is_unchanged(host):
    return (
        host.serves() == STABLE
        and host.serves(side="canary") == WITHDRAWN
        and host.serves("search", side="canary") == CANARY
    )


def test_a_redis_that_comes_back_empty_flips_no_flag_and_can_still_kill(connected, redis, new_service):
    host = connected
    service = new_service(host, side="canary")
    redis.kill(forget=True)
    until_equal(lambda: host.metric("store_up"), 0)
    throughout(lambda: is_unchanged(host), seconds=1)
    redis.start()
    until_equal(lambda: host.metric("store_rewound"), 1)
    assert "the store went back" in host.log
    assert host.status()["store"]["rewind"] == "the store is no longer initialised"
    throughout(lambda: is_unchanged(host), seconds=2)

    host.do("store", "init")
    host.apply(feature("chat", model="model-9"))
    host.apply(feature("search"))
    throughout(lambda: is_unchanged(host), seconds=2)
    assert host.status()["store"]["rewind"] == "it is another store"
    assert host.evaluate()["value"]["model"] == "model-1"
    host.do("kill", "chat", "--reason", "test")
    until(lambda: host.serves() == KILLED, within=2)
    assert host.serves("search", side="canary") == CANARY
    service.wait_until_served(KILLED)
    host.kill()
    host.start("--poll", "1")
    until_equal(lambda: host.metric("store_rewound"), 1)
    assert host.serves() == KILLED
    assert service.finish()["failed"] == 0


def test_a_redis_that_hangs_costs_no_read_and_is_caught_up_with_afterwards(connected, redis, new_service):
    host = connected
    service = new_service(host, side="canary")
    redis.pause()
    until_equal(lambda: host.metric("store_up"), 0, within=10)
    throughout(lambda: is_unchanged(host), seconds=11, every=0.5)
    late = threading.Thread(target=host.run, args=("kill", "search", "--reason", "given while it hung"))
    late.start()
    redis.resume()
    until(lambda: host.serves("search") == KILLED, within=10)
    until_equal(lambda: host.metric("store_up"), 1)
    late.join()
    assert host.metric("store_rewound") == 0
    assert service.finish()["failed"] == 0


def test_a_kill_takes_effect_on_a_redis_that_lost_its_last_seconds(connected, redis):
    host = connected
    redis.save()
    host.do("kill", "chat", "--reason", "forgotten by the store", "--wait")
    applied = host.evaluate()["revision"]
    redis.kill()
    redis.start()
    until_equal(lambda: host.metric("store_rewound"), 1)
    assert f"this host has applied {applied}" in host.status()["store"]["rewind"]
    assert host.serves() == KILLED
    assert host.serves("search") == STABLE
    host.do("kill", "search", "--reason", "after the failover")
    until(lambda: host.serves("search") == KILLED, within=2)
    throughout(lambda: host.serves() == KILLED, seconds=2)


def test_a_broken_document_in_redis_stops_neither_its_own_kill_nor_another_one(connected, redis):
    host = connected
    revision = str(int(redis.command("HGET", META, "revision")) + 1)
    redis.command("HSET", SPEC + "chat", "body", '{"kind":"feature","key":"chat","variants":7}', "revision", revision)
    redis.command("ZADD", INDEX, revision, "spec:feature/chat")
    redis.command("HSET", META, "revision", revision)
    until(lambda: any("chat" in fault["name"] for fault in host.status()["faults"]))
    assert host.metric("document_faults") == 1
    assert is_unchanged(host)
    host.do("kill", "search", "--reason", "test")
    until(lambda: host.serves("search") == KILLED, within=2)
    host.do("kill", "chat", "--reason", "test")
    until(lambda: host.serves("chat") == KILLED, within=2)


@pytest.mark.parametrize("body", [b"", b"\xff\x00{", b"[[[[", b'{"kind":"feature"}', b"x" * 2_000_000])
def test_a_document_that_is_noise_in_the_embedded_store_keeps_its_last_good_form(host, body):
    publish(host, "search")
    with sqlite3.connect(host.store.removeprefix("sqlite:"), timeout=10) as store:
        (revision,) = store.execute("SELECT revision + 1 FROM namespaces").fetchone()
        store.execute("UPDATE documents SET body = ?, revision = ? WHERE key = 'chat'", (body, revision))
        store.execute("UPDATE namespaces SET revision = ?", (revision,))
    store.close()
    until(lambda: any("chat" in fault["name"] for fault in host.status()["faults"]))
    assert host.serves() == STABLE
    host.do("kill", "search", "--reason", "test")
    until(lambda: host.serves("search") == KILLED, within=2)
    host.do("kill", "chat", "--reason", "test")
    until(lambda: host.serves("chat") == KILLED, within=2)
