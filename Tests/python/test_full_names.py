"""File systems that take no further file, and addresses that are taken: the agent serves and restricts without them."""

import http.client
import socket

import pytest
from bad_disks import fill, fill_names, free_names, writable
from features import CANARY, KILLED, STABLE, TRIPPED, failures, publish
from waiting import throughout, until


def get(port, path):
    """Status and text of a GET over TCP; `None` where nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except OSError:
        return None
    finally:
        connection.close()


@pytest.fixture
def taken_port():
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1], holder


@pytest.fixture
def free_port(taken_port):
    port, holder = taken_port
    holder.close()
    return port


@pytest.fixture
def small_host(folder, new_host):
    """A running agent whose runtime directory has room for few files."""
    with writable(folder / "memory", size="16m", inodes=64) as memory:
        host = new_host(runtime=memory).start("--poll", "1")
        publish(host, "chat", "search")
        host.memory = memory
        yield host
        host.remove()


def test_an_agent_that_was_killed_takes_over_its_sockets_where_no_file_can_be_made(small_host, new_service):
    host = small_host
    reader = new_service(host)
    reader.wait_until_served(CANARY)
    host.kill()
    fill_names(host.memory)
    host.start("--poll", "1")
    host.do("kill", "chat", "--reason", "test")
    reader.wait_until_served(KILLED, within=5)
    host.report(failures(40, "search"))
    until(lambda: host.serves("search", side="canary") == TRIPPED, within=3)
    assert reader.finish()["failed"] == 0


def test_an_agent_without_room_for_its_sockets_kills_and_trips_and_says_so(small_host, new_service, free_port):
    host = small_host
    reader = new_service(host)
    reporter = new_service(host, feature="search", result="error", interval=0.02)
    reader.wait_until_served(CANARY)
    reporter.wait_until_served(CANARY)
    host.stop()
    fill_names(host.memory)
    host.launch("--poll", "1", FLAGPOST_LISTEN=f"127.0.0.1:{free_port}")
    status, text = until(lambda: get(free_port, "/livez"))
    assert status == 200
    assert "without flagpost.sock: " in text and "without ingest.sock: " in text
    assert "No space left on device" in text
    _, metrics = get(free_port, "/metrics")
    assert 'flagpost_door_open{door="flagpost.sock"} 0' in metrics
    assert host.log.count("cannot listen") == 2
    # Kills come from the store, trips from what rings held: neither needs a socket.
    assert host.run("kill", "chat", "--reason", "test").returncode == 0
    reader.wait_until_served(KILLED, within=5)
    until(lambda: host.serves("search", side="canary") == TRIPPED, within=30)
    throughout(host.is_running, seconds=2)
    free_names(host.memory)
    until(host.is_answering)
    assert host.log.count("cannot listen") == 2
    until(lambda: get(free_port, "/livez") == (200, "ok\n"))
    assert reader.finish()["failed"] == 0
    assert reporter.finish()["failed"] == 0
    host.stop()


def test_the_halves_of_files_that_an_earlier_life_was_writing_are_removed_at_the_start(host):
    host.kill()
    left = [host.directory / name for name in ("snapshot.7.new", "control.new", "flags.flagd.json.new")]
    for file in left:
        file.write_bytes(b"half")
    host.start()
    assert not [file for file in left if file.exists()]


def test_a_state_directory_that_takes_no_file_costs_the_next_start_what_it_would_have_known_and_nothing_now(
    folder, redis, new_host
):
    with writable(folder / "disk", inodes=16) as disk:
        fill_names(disk)
        host = new_host(redis.location, state=disk)
        host.do("store", "init")
        host.start("--poll", "1")
        publish(host, "chat")
        host.do("kill", "chat", "--reason", "test", "--wait")
        assert host.serves() == KILLED
        until(lambda: host.metric("disk_failures_total", file="trips") == 0)
        until(lambda: host.metric("disk_failures_total", file="last-good") > 0)
        free_names(disk)
        # Tried again without anything new to keep.
        kept = disk / "test" / "last-good"
        until(lambda: kept.exists() and b'"kill":{' in kept.read_bytes(), within=30)
        host.stop()


def test_a_trip_that_found_no_room_on_the_disk_is_kept_once_there_is_some(folder, redis, new_host):
    with writable(folder / "disk") as disk:
        host = new_host(redis.location, state=disk)
        host.do("store", "init")
        host.start("--poll", "1")
        publish(host, "chat")
        redis.kill()
        fill(disk)
        host.report(failures(40))
        until(lambda: host.serves(side="canary") == TRIPPED, within=3)
        until(lambda: host.metric("disk_failures_total", file="trips") > 0)
        assert [trip["kept"] for trip in host.status()["trips"]] == [False]
        (disk / "everything").unlink()
        until(lambda: [trip["kept"] for trip in host.status()["trips"]] == [True], within=30)
        host.kill()
        host.start("--poll", "1")
        assert host.serves(side="canary") == TRIPPED
        assert [trip["kept"] for trip in host.status()["trips"]] == [True]


def test_at_its_very_first_start_a_taken_port_stops_an_agent_with_one_error_that_says_what_to_do(new_host, taken_port):
    host = new_host()
    for _ in range(2):
        refused = host.run("agent", "--listen", f"127.0.0.1:{taken_port[0]}")
        assert refused.returncode == 1
        assert f"127.0.0.1:{taken_port[0]}: somebody else listens there already" in refused.stderr
        assert "--listen" in refused.stderr
        assert len(refused.stderr.strip().splitlines()) == 1, refused.stderr


def test_later_a_taken_port_costs_metrics_and_no_kill_and_is_opened_once_it_is_free(host, taken_port):
    port, holder = taken_port
    host.stop()
    host.start(FLAGPOST_LISTEN=f"127.0.0.1:{port}")
    until(lambda: "somebody else listens there already" in host.log)
    (closed,) = host.status()["closed_doors"]
    assert closed["door"] == "listen"
    assert host.metric("door_open", door="listen") == 0
    assert "listen is closed: " in host.run("status").stdout
    host.do("kill", "chat", "--reason", "test")
    until(lambda: host.serves() == KILLED)
    holder.close()
    assert until(lambda: get(port, "/livez")) == (200, "ok\n")
    assert host.metric("door_open", door="listen") == 1
    assert host.status()["closed_doors"] == []


def test_a_path_too_long_for_a_socket_stops_a_first_start_and_no_later_one(host, new_service):
    home = host.runtime.parent
    host.stop()
    long = home / ("r" * 100)
    host.environment["FLAGPOST_RUNTIME_DIR"] = str(long)
    # Its state knows of an earlier life: services may rest on it.
    host.launch()
    until(lambda: host.serves() == STABLE)
    host.run("kill", "chat", "--reason", "test")
    until(lambda: host.serves() == KILLED)
    assert host.log.count("a socket's path has 1 to") == 2
    host.stop()
    host.environment["FLAGPOST_STATE_DIR"] = str(home / "other-state")
    host.environment["FLAGPOST_RUNTIME_DIR"] = str(home / ("s" * 100))
    refused = host.run("agent")
    assert refused.returncode == 1
    assert "choose a shorter --runtime-dir" in refused.stderr


def test_services_report_once_their_folder_can_be_made(host, new_service):
    rings = host.directory / "rings"
    reporter = new_service(host, result="ok")
    until(lambda: host.metric("requests_total") > 0)
    host.pause()
    rings.rename(host.directory / "gone")
    host.resume()
    until(rings.exists)
    assert oct(rings.stat().st_mode & 0o7777) == "0o3730"
    other = new_service(host, feature="chat", side="canary", result="ok")
    other.wait_until_served(CANARY)
    assert other.finish()["dropped"] == 0
    reporter.finish()
