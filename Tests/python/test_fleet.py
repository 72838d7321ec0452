"""Agents among each other: who is gone or lags, and changes that nobody announced."""

import pytest
from features import STABLE, publish
from waiting import until, until_equal


@pytest.fixture
def fleet(redis, new_host):
    """Two running hosts with one Redis, which holds `chat`."""
    hosts = [new_host(redis.location) for _ in range(2)]
    hosts[0].do("store", "init")
    for host in hosts:
        host.start("--poll", "1")
    publish(hosts[0], "chat")
    until(lambda: hosts[1].serves() == STABLE)
    return hosts


def standing(host, of):
    """What `status` on one host says of another's agent."""
    (agent,) = [agent for agent in host.do("status")["fleet"] if agent["agent"] == of]
    return agent["standing"]


def test_a_stopped_agent_lags_is_gone_and_follows_again(fleet):
    stopped, other = fleet
    name = stopped.status()["agent"]
    until_equal(lambda: standing(other, name), "follows")

    stopped.pause()
    other.do("kill", "chat", "--reason", "test")
    until_equal(lambda: standing(other, name), "lags")
    until_equal(lambda: standing(other, name), "gone", within=20)
    assert "is gone: not heard of for" in other.run("status").stdout
    gone = other.do("restore", "chat", "--reason", "test", "--wait")["fleet"]["gone"]
    assert [host["reason"].startswith("not heard of for") for host in gone] == [True]
    stopped.resume()
    until_equal(lambda: standing(other, name), "follows")


def test_changes_that_nobody_announced_are_found_by_the_poll_and_counted(fleet, redis):
    host = fleet[0]
    redis.command("ACL", "SETUSER", "default", "resetchannels")
    redis.cut_connections()
    until_equal(lambda: host.metric("store_up"), 1)
    before = host.metric("push_missed_total")
    host.do("kill", "chat", "--reason", "test", "--wait")
    until(lambda: host.metric("push_missed_total") > before)
    assert host.status()["push"]["missed"] > 0
    assert "came without a hint" in host.run("status").stdout
