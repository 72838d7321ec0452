"""An agent whose state directory takes nothing serves, kills and trips, and says what the next start will lack."""

import pytest
from bad_disks import KINDS, fill
from features import CANARY, KILLED, WITHDRAWN, failures, publish
from waiting import until, until_equal


@pytest.fixture(params=KINDS)
def starved(request, folder, redis, new_host):
    """An agent that was started with such a state directory."""
    with KINDS[request.param](folder / "disk") as disk:
        host = new_host(redis.location, state=disk)
        host.do("store", "init")
        yield host.start("--poll", "1")
        host.stop()


def test_an_agent_that_can_keep_nothing_serves_and_kills_and_trips_and_says_so(starved, new_service):
    host = starved
    publish(host, "chat", "search")
    service = new_service(host, side="canary")
    service.wait_until_served(CANARY)
    host.report(failures(40))
    until(lambda: host.serves(side="canary") == WITHDRAWN, within=3)
    host.do("kill", "search", "--reason", "test")
    until(lambda: host.serves("search") == KILLED, within=2)
    host.do("kill", "--all", "--reason", "test", "--wait")
    assert host.serves() == KILLED
    until(lambda: host.metric("disk_failures_total", file="last-good") > 0)
    until(lambda: host.metric("disk_failures_total", file="trips") > 0)
    until(lambda: host.metric("disk_failures_total", file="checkpoint") > 0)
    assert "for the next start" in host.log
    assert service.finish()["failed"] == 0


def test_rings_are_read_for_good_where_nothing_can_be_kept(folder, new_host, new_service):
    with KINDS["read-only"](folder / "disk") as disk:
        host = new_host(state=disk).start()
        publish(host, "chat")
        service = new_service(host, result="ok", interval=0.006)
        # Each call is two records, and a ring holds 4,096: it would be full unless the agent acknowledged some.
        until(lambda: host.metric("requests_total") > 2_500, within=60)
        done = service.finish()
        assert done["dropped"] == 0
        until_equal(lambda: host.metric("requests_total"), done["reported"]["canary"])


def test_a_disk_that_fills_up_while_the_agent_runs_is_noticed_and_stands_in_no_kills_way(folder, redis, new_host):
    with KINDS["full"](folder / "disk") as disk:
        (disk / "everything").unlink()
        host = new_host(redis.location, state=disk)
        host.do("store", "init")
        host.start("--poll", "1")
        publish(host, "chat", "search")
        fill(disk)
        before = host.metric("disk_failures_total")
        host.do("kill", "chat", "--reason", "test")
        until(lambda: host.serves() == KILLED, within=2)
        until(lambda: host.metric("disk_failures_total") > before)
        (disk / "everything").unlink()
        host.do("kill", "search", "--reason", "test", "--wait")
        # The next start has it all again, without a store.
        until(lambda: b'"search"' in (disk / "test" / "last-good").read_bytes())
        redis.kill()
        host.kill()
        host.start("--poll", "1")
        assert host.serves() == KILLED
        assert host.serves("search") == KILLED
        host.stop()
