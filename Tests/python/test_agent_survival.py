"""What services see while their agent dies, comes back, loses its directory, or meets another one."""

import os
import shutil
import time

from features import CANARY, KILLED, STABLE
from service import run_brief_processes
from waiting import throughout, until, until_equal


def test_a_killed_agent_costs_no_read_and_neither_loses_nor_doubles_an_outcome(host, new_service):
    page = os.stat(host.directory / "control").st_ino
    services = [new_service(host, result="ok", interval=0.003) for _ in range(3)]
    for service in services:
        service.wait_until_served(CANARY)
    for _ in range(3):
        time.sleep(1.3)
        host.kill()
        time.sleep(0.7)
        host.start()
    assert os.stat(host.directory / "control").st_ino == page
    host.do("kill", "chat", "--reason", "test")
    for service in services:
        service.wait_until_served(KILLED)
    host.do("restore", "chat", "--reason", "test")
    for service in services:
        service.wait_until_served(CANARY)
    done = [service.finish() for service in services]

    assert [one["failed"] for one in done] == [0, 0, 0]
    assert [one["dropped"] for one in done] == [0, 0, 0]
    for variant in ("canary", "handoff"):
        reported = sum(one["reported"].get(variant, 0) for one in done)
        assert reported > 0
        until_equal(lambda: host.metric("requests_total", variant=variant), reported)
    reported = sum(sum(one["reported"].values()) for one in done)
    throughout(lambda: host.metric("requests_total") == reported, seconds=2)


def test_a_removed_runtime_directory_is_found_again_by_running_services(host, new_service):
    reader, reporter = new_service(host), new_service(host, result="ok")
    reader.wait_until_served(CANARY)
    reporter.wait_until_served(CANARY)
    time.sleep(2.5)  # for checkpoints, so that some of it is acknowledged
    host.stop()
    shutil.rmtree(host.directory)
    host.start()
    host.do("kill", "chat", "--reason", "test")
    reader.wait_until_served(KILLED, within=6)
    reporter.wait_until_served(KILLED, within=6)
    assert reader.finish()["failed"] == 0
    done = reporter.finish()
    assert done["dropped"] == 0
    # What was reported while there was no directory, too, and what the agent had counted before only once.
    for variant in ("canary", "handoff"):
        until_equal(lambda: host.metric("requests_total", variant=variant), done["reported"][variant])
    throughout(lambda: host.metric("requests_total") == sum(done["reported"].values()), seconds=2)


def test_a_second_agent_on_the_same_directory_refuses_to_start(host):
    second = host.run("agent")
    assert second.returncode == 1
    assert f"another agent owns {host.directory}" in second.stderr
    assert host.serves() == STABLE


def test_an_agent_that_is_told_to_stop_leaves_flags_that_can_be_read(host):
    host.stop()
    throughout(lambda: host.serves() == STABLE, seconds=4)


def test_what_dead_processes_left_in_the_ring_folder_is_removed(host, new_service):
    service = new_service(host, result="ok")
    until(lambda: host.metric("requests_total") > 20)
    service.pause()
    time.sleep(2.5)  # until everything is acknowledged
    host.kill()
    service.remove()
    (host.state / "test" / "checkpoint").unlink()
    (host.directory / "rings" / ("." + "0" * 32)).write_bytes(b"half made")
    (host.directory / "acks" / ("1" * 32)).write_bytes(b"of a ring that is gone")
    host.start()
    until(lambda: not [*(host.directory / "rings").iterdir(), *(host.directory / "acks").iterdir()], within=15)


def test_a_thousand_processes_that_come_and_go_leave_nothing_in_the_agent(host):
    before = len(host.open_files)
    run_brief_processes(host, 1000)
    until_equal(lambda: host.metric("requests_total", variant="canary"), 1000, within=20)
    until(lambda: not list((host.directory / "rings").iterdir()), within=20)
    assert not list((host.directory / "acks").iterdir())
    until(lambda: len(host.open_files) <= before)
    assert host.metric("calls_in_flight") == 0


def test_an_agent_that_is_stopped_goes_on_counting_where_it_was(host):
    host.report([{"feature": "chat", "variant": "stable", "result": "ok"}] * 100)
    host.stop()
    host.start()
    assert host.metric("requests_total", variant="stable") == 100
