"""An agent whose state directory takes nothing serves, kills and trips, and says what the next start will lack."""

import pytest
from bad_disks import clear, fill, full, read_only, seal, writable
from features import CANARY, KILLED, STABLE, TRIPPED, failures, feature, publish
from waiting import until, until_equal


@pytest.fixture(params=[full, read_only], ids=["full", "read-only"])
def starved(request, folder, redis, new_host):
    """An agent that was started with such a state directory."""
    with request.param(folder / "disk") as disk:
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
    until(lambda: host.serves(side="canary") == TRIPPED, within=3)
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
    with read_only(folder / "disk") as disk:
        host = new_host(state=disk).start()
        publish(host, "chat")
        service = new_service(host, result="ok", interval=0.006)
        # Each call is two records, and a ring holds 4,096: it would be full unless the agent acknowledged some.
        until(lambda: host.metric("requests_total") > 2_500, within=60)
        done = service.finish()
        assert done["dropped"] == 0
        until_equal(lambda: host.metric("requests_total"), done["reported"]["canary"])


def test_a_disk_that_fills_up_while_the_agent_runs_is_noticed_and_stands_in_no_kills_way(folder, redis, new_host):
    with writable(folder / "disk") as disk:
        host = new_host(redis.location, state=disk)
        host.do("store", "init")
        host.start("--poll", "1")
        publish(host, "chat", "search")
        fill(disk)
        before = host.metric("disk_failures_total")
        host.do("kill", "chat", "--reason", "test")
        until(lambda: host.serves() == KILLED, within=2)
        until(lambda: host.metric("disk_failures_total") > before)
        clear(disk)
        host.do("kill", "search", "--reason", "test", "--wait")
        # The next start has it all again, without a store.
        until(lambda: (disk / "test" / "last-good").read_bytes().count(b'"kill":{') == 2)
        redis.kill()
        host.kill()
        host.start("--poll", "1")
        assert host.serves() == KILLED
        assert host.serves("search") == KILLED
        host.stop()


@pytest.mark.parametrize("spoil", [fill, seal])
def test_an_agent_whose_embedded_store_cannot_be_opened_any_more_starts_on_its_last_good_flags(
    folder, new_host, spoil
):
    with writable(folder / "disk", size="4m") as disk:
        host = new_host(f"sqlite:{disk}/flagpost.db", state=disk).start()
        publish(host, "chat", "search")
        host.do("kill", "search", "--reason", "test", "--wait")
        until(lambda: b'"kill":{' in (disk / "test" / "last-good").read_bytes())
        host.stop()
        spoil(disk)
        host.start()
        assert "cannot open the embedded store" in host.log
        assert host.serves() == STABLE
        assert host.serves("search") == KILLED
        host.report(failures(40))
        until(lambda: host.serves(side="canary") == TRIPPED, within=3)
        refused = host.run("restore", "search", "--reason", "test")
        assert refused.returncode == 1
        assert host.store in refused.stderr
        host.stop()


def test_a_full_runtime_directory_stands_in_no_kills_way_and_is_recovered_from(folder, new_host, new_service):
    with writable(folder / "memory", size="4m") as memory:
        host = new_host(runtime=memory).start("--poll", "1")
        publish(host, "chat", "search")
        reader = new_service(host)
        reader.wait_until_served(CANARY)
        # A superseded snapshot that goes would leave room.
        until(lambda: len(list(memory.glob("test/snapshot.*"))) == 1)
        fill(memory)
        reporter = new_service(host, result="ok")
        reporter.wait_until_served(CANARY)
        host.do("kill", "search", "--reason", "test")
        until(lambda: host.serves("search") == KILLED, within=2)
        host.report(failures(40))
        reader.wait_until_served(TRIPPED, within=3)
        host.apply(feature("later"))
        until(lambda: host.metric("publish_failures_total") > 0)
        host.kill()
        host.start("--poll", "1")
        assert host.serves("search") == KILLED
        clear(memory)
        until(lambda: host.serves("later") == STABLE, within=5)
        assert reader.finish()["failed"] == 0
        assert reporter.finish()["failed"] == 0
        host.stop()
