"""Whoever has an agent's password writes past the store's functions: kills arrive all the same, and so does their end."""

import shutil
import subprocess
import time

import pytest
from bad_disks import clear, fill, writable
from features import KILLED, STABLE, feature, publish
from waiting import until, until_equal

PREFIX = "flagpost:{test}:"
HUGE = "x" * (17 << 20)


@pytest.fixture
def forged(redis, new_host):
    """A running agent with a user of its own, a person, and that agent's raw commands."""
    person = new_host(redis.location)
    person.do("store", "init")
    password = person.folder / "password"
    password.write_text("secret")
    password.chmod(0o600)
    done = person.run("store", "acl", "--user", "web-1", "--role", "agent", "--password-file", str(password), "--apply")
    assert done.returncode == 0, done.stderr
    host = new_host(redis.location)
    host.start(
        "--poll", "1", FLAGPOST_REDIS_USERNAME="web-1", FLAGPOST_REDIS_PASSWORD="secret")
    publish(host, "chat")

    def forge(*words):
        """Large ones come on standard input, as the last word."""
        text = words[-1] if words[-1] is HUGE else None
        command = ["redis-cli", "-s", redis.socket, "--user", "web-1", "--pass", "secret", "--no-auth-warning"]
        words = [word.replace("@", PREFIX, 1) if word.startswith("@") else word for word in words]
        done = subprocess.run(
            [*command, *(["-x", *words[:-1]] if text else words)], input=text, capture_output=True, text=True)
        assert done.stdout and "ERR" not in done.stdout and "NOPERM" not in done.stdout, done.stdout + done.stderr

    return host, forge


FORGERIES = {
    "a state of 17 MiB": [("HSET", "@state:x", "kill", HUGE), ("ZADD", "@index", "1e15", "state:x")],
    "a presence record of 17 MiB": [
        ("HSET", "@presence", "x", HUGE), ("ZADD", "@presence:seen", f"{time.time() * 1000:.0f}", "x")],
    "presence that is no JSON": [
        ("HSET", "@presence", "x", "1 {"), ("ZADD", "@presence:seen", f"{time.time() * 1000:.0f}", "x")],
    "no revision": [("HSET", "@meta", "revision", "rubbish")],
    "a revision of 2^60": [("HSET", "@meta", "revision", str(1 << 60))],
    "a revision of 2^64": [("HSET", "@meta", "revision", str(1 << 64))],
    "a revision of 1e308": [("HSET", "@meta", "revision", "1e308")],
    "a state's revision of 1e308": [("HSET", "@state:chat", "revision", "1e308"), ("ZADD", "@index", "1", "state:chat")],
    "no counter at all": [
        ("HSET", "@meta", "documents", "x", "bytes", "x", "applied", "x", "past-bytes", "x", "committed", "x")],
    "a record of 17 MiB in the log": [("XADD", "@log", "900-0", "payload", HUGE)],
    "a log that takes no record": [("XADD", "@log", f"{(1 << 64) - 1}-{(1 << 64) - 1}", "a", "b")],
}  # fmt: skip


@pytest.mark.parametrize("forgery", FORGERIES)
def test_what_an_agents_password_writes_keeps_no_kill_from_hosts_and_no_restore(forged, forgery):
    host, forge = forged
    for words in FORGERIES[forgery]:
        forge(*words)
    answer = host.do("kill", "chat", "--reason", "test", "--wait")
    assert answer["fleet"]["complete"] and answer["fleet"]["agents"] == 1, answer
    assert host.serves() == KILLED
    status = host.do("status")
    assert [agent["standing"] for agent in status["fleet"]] == ["follows"], status
    assert host.do("restore", "chat", "--reason", "test", "--wait")["fleet"]["complete"]
    until_equal(host.serves, STABLE)
    check = host.run("store", "check", "-o", "json")
    assert check.stdout, check.stderr


def test_two_hosts_whose_state_directory_was_copied_count_as_two(redis, new_host):
    first = new_host(redis.location)
    first.do("store", "init")
    first.start("--poll", "1")
    publish(first, "chat")
    twin = new_host(redis.location)
    shutil.copytree(first.state, twin.state)
    twin.start("--poll", "1")
    until_equal(twin.serves, STABLE)
    until_equal(lambda: twin.status()["agent_was"] is not None, True)
    assert twin.status()["agent_was"]["id"] == first.status()["agent"] != twin.status()["agent"]
    assert "it has taken a new one" in twin.log
    assert "has a new id" in twin.run("status").stdout
    assert first.status()["agent_was"] is None
    for verb in ("kill", "restore"):
        assert twin.do(verb, "chat", "--reason", "test", "--wait")["fleet"]["agents"] == 2
    # An agent that comes back, in order or not, keeps its id.
    for end in (first.stop, first.kill):
        known = first.status()["agent"]
        end()
        first.start("--poll", "1")
        until_equal(lambda: first.status()["agent_was"], None)
        assert first.status()["agent"] == known
    twin.stop()
    # The new id was kept.
    known = (twin.state / "test" / "agent-id").read_text()
    twin.start("--poll", "1")
    assert twin.status()["agent"] == known


def test_a_host_that_cannot_publish_counts_for_a_kill_and_not_for_what_it_does_not_serve(folder, redis, new_host):
    with writable(folder / "memory", size="4m") as memory:
        host = new_host(redis.location, runtime=memory)
        host.do("store", "init")
        host.start("--poll", "1")
        publish(host, "chat")
        # A superseded snapshot that goes would leave room.
        until(lambda: len(list(memory.glob("test/snapshot.*"))) == 1)
        fill(memory)
        host.apply(feature("later"))
        until(lambda: host.metric("publish_failures_total") > 0)
        killed = host.do("kill", "chat", "--reason", "test", "--wait")
        assert killed["fleet"]["complete"] and host.serves() == KILLED
        # What widens it has not.
        done = host.run("restore", "chat", "--reason", "test", "--wait")
        assert done.returncode != 0 and "has all restrictions in force, and publishes nothing newer" in done.stdout
        clear(memory)
        until_equal(lambda: host.serves("later"), STABLE)
        assert host.do("kill", "later", "--reason", "test", "--wait")["fleet"]["complete"]
