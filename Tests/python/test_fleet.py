"""Agents among each other: who leads, who is gone or lags, and changes that nobody announced."""

import pytest
from features import STABLE, publish
from waiting import throughout, until, until_equal


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


def leads(host):
    return host.metric("leader") == 1


def standing(host, of):
    """What `status` on one host says of another's agent."""
    (agent,) = [agent for agent in host.do("status")["fleet"] if agent["agent"] == of]
    return agent["standing"]


def test_a_stopped_leader_is_replaced_named_and_leads_no_more_when_it_goes_on(fleet):
    leader = until(lambda: next((host for host in fleet if leads(host)), None))
    (other,) = [host for host in fleet if host is not leader]
    assert not leads(other)
    name = leader.status()["agent"]
    until(lambda: other.status()["leadership"]["leader"] == name)
    until_equal(lambda: standing(other, name), "follows")

    leader.pause()
    other.do("kill", "chat", "--reason", "test")
    until_equal(lambda: standing(other, name), "lags")
    until_equal(lambda: standing(other, name), "gone", within=20)
    assert "is gone: not heard of for" in other.run("status").stdout
    gone = other.do("restore", "chat", "--reason", "test", "--wait")["fleet"]["gone"]
    assert [host["reason"].startswith("not heard of for") for host in gone] == [True]
    until(lambda: leads(other), within=25)
    token = other.status()["leadership"]["token"]
    leader.resume()
    until_equal(lambda: standing(other, name), "follows")
    throughout(lambda: leads(other) and not leads(leader), seconds=2)

    # One that ends gives the lease up, and the next one need not wait until it is over.
    other.stop()
    until(lambda: leads(leader), within=12)
    assert leader.status()["leadership"]["token"] > token


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
