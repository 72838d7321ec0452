"""What the agent does with damaged files of its own, left by an earlier life or a broken disk."""

import random
import shutil
import sqlite3
import threading

import pytest
from features import CANARY, KILLED, STABLE, TRIPPED, failures, feature, publish
from waiting import throughout, until

NOISE = random.Random(2).randbytes(10_000)
DAMAGES = {
    "noise": lambda content: NOISE,
    "empty": lambda content: b"",
    "half": lambda content: content[: len(content) // 2],
    "a flipped bit": lambda content: content[:20] + bytes(byte ^ 1 for byte in content[20:21]) + content[21:],
    "zeroes": lambda content: bytes(len(content)),
}


def kept_snapshot(host):
    """The file that is kept, the one that services read, and what is in both."""
    kept = host.state / "test" / "last-good.snapshot"
    published = max(host.directory.glob("snapshot.*"))
    until(lambda: kept.exists() and kept.read_bytes() == published.read_bytes())
    return kept, published, kept.read_bytes()


def test_an_agent_whose_runtime_directory_was_removed_keeps_the_last_good_snapshot_it_had(host):
    kept, _, good = kept_snapshot(host)
    shutil.rmtree(host.directory)
    # It ends by itself, for a start that makes the directory anew.
    assert host.process.wait(timeout=15) != 0
    assert kept.read_bytes() == good


@pytest.mark.parametrize("damage", ["empty", "half", "noise"])
def test_a_published_snapshot_that_is_not_whole_is_not_kept_in_place_of_a_good_one(host, damage):
    kept, published, good = kept_snapshot(host)
    host.pause()
    published.unlink()
    published.write_bytes(DAMAGES[damage](good))
    host.resume()
    host.stop()
    assert kept.read_bytes() == good


@pytest.mark.parametrize("name", ["last-good", "trips", "checkpoint"])
def test_a_kept_file_that_cannot_be_read_is_put_aside_before_it_is_written_anew(host, name):
    host.report(failures(40))
    until(lambda: host.serves(side="canary") == TRIPPED)
    host.stop()
    file = host.state / "test" / name
    damaged = file.read_bytes()[:-9]
    file.write_bytes(damaged)
    host.start()
    until(lambda: host.serves() == STABLE)
    host.stop()
    assert (host.state / "test" / f"{name}.damaged").read_bytes() == damaged


@pytest.mark.parametrize("damage", DAMAGES)
def test_an_agent_with_damaged_state_files_starts_and_serves_what_the_store_says(host, damage):
    host.do("kill", "chat", "--reason", "test")
    host.report(failures(40))
    until(lambda: host.serves() == KILLED)
    host.stop()
    files = [file for file in (host.state / "test").iterdir() if file.is_file()]
    assert {"last-good", "checkpoint", "agent-id"} <= {file.name for file in files}
    for file in files:
        file.write_bytes(DAMAGES[damage](file.read_bytes()))
    host.start()
    until(lambda: host.serves() == KILLED)
    host.do("restore", "chat", "--reason", "test")
    until(lambda: host.serves() == STABLE)


def test_an_agent_whose_embedded_store_is_no_database_any_more_starts_on_its_last_good_flags(host):
    host.stop()
    for file in host.folder.glob("flagpost.db*"):
        file.write_bytes(NOISE)
    host.start()
    throughout(lambda: host.serves() == STABLE, seconds=2)
    assert host.metric("store_up") == 0


@pytest.mark.parametrize("damage", ["noise", "empty", "half"])
def test_an_agent_with_a_damaged_runtime_directory_starts_and_serves(host, new_service, damage):
    reader = new_service(host)
    reader.wait_until_served(CANARY)
    host.stop()
    for file in [*host.directory.glob("snapshot.*"), host.directory / "control"]:
        # As a new file: a mapped one is not damaged under its readers.
        content = DAMAGES[damage](file.read_bytes())
        file.unlink()
        file.write_bytes(content)
    host.start()
    host.do("kill", "chat", "--reason", "test")
    until(lambda: host.serves() == KILLED)
    reader.wait_until_served(KILLED, within=8)
    assert reader.finish()["failed"] == 0


def test_a_host_that_boots_without_a_store_serves_what_it_served_before(redis, new_host):
    host = new_host(redis.location)
    host.do("store", "init")
    host.start("--poll", "1")
    publish(host, "chat", "search")
    host.do("kill", "search", "--reason", "test", "--wait")
    until(lambda: b'"kill":{' in (host.state / "test" / "last-good").read_bytes())
    host.stop()
    redis.kill()
    shutil.rmtree(host.runtime)
    host.start("--poll", "1")
    assert host.serves() == STABLE
    assert host.serves("search") == KILLED
    assert host.metric("store_up") == 0


def test_an_agent_that_is_told_to_stop_keeps_what_happened_last(redis, new_host):
    host = new_host(redis.location)
    host.do("store", "init")
    host.start("--poll", "1")
    publish(host, "chat", "search")
    redis.kill()
    host.report(failures(40))
    until(lambda: host.serves(side="canary") == TRIPPED, within=3)
    host.stop()
    shutil.rmtree(host.runtime)
    host.start("--poll", "1")
    assert host.serves(side="canary") == TRIPPED
    assert host.serves("search") == STABLE


def test_an_embedded_store_that_somebody_holds_locked_costs_no_read_and_no_trip(host):
    locked, done = threading.Event(), threading.Event()

    def hold():
        with sqlite3.connect(host.store.removeprefix("sqlite:"), timeout=10, isolation_level=None) as store:
            store.execute("BEGIN EXCLUSIVE")
            locked.set()
            done.wait()
            store.execute("ROLLBACK")
        store.close()

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert locked.wait(10)
        host.report(failures(40))
        until(lambda: host.serves(side="canary") == TRIPPED, within=3)
        throughout(lambda: host.serves() == STABLE, seconds=6, every=0.5)
    finally:
        done.set()
        holder.join()
    host.apply(feature("search"))
    until(lambda: host.serves("search") == STABLE)
