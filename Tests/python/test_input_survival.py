"""What the agent does with input that no client sends: it counts it, and goes on."""

import json
import os
import random
import secrets
import socket

import pytest
import ring_forgery
import ring_records
from features import STABLE
from waiting import until, until_equal

GARBAGE = random.Random(1)
BAD_HEADERS = {
    "empty": b"",
    "noise": GARBAGE.randbytes(70_000),
    "half a header": ring_forgery.ring()[:2048],
    "another magic": ring_forgery.ring(magic=b"FLAGRUNG"),
    "a newer layout": ring_forgery.ring(version=2),
    "the other byte order": ring_forgery.ring(byte_order=0x04030201),
    "cells of no size": ring_forgery.ring(cell_size=0),
    "no cells": ring_forgery.ring(cells=0),
    "17 cells": ring_forgery.ring(cells=17),
    "2^32 - 1 cells": ring_forgery.ring(cells=2**32 - 1),
    "a cell less than it says": ring_forgery.ring()[:-256],
    "a cell more than it says": ring_forgery.ring() + bytes(256),
}
BAD_CONTENTS = {
    "a head at the end of all numbers": (ring_forgery.ring(head=2**64 - 1), "bad_head"),
    "more records than cells": (ring_forgery.ring(head=17), "bad_head"),
    "records of noise": (
        ring_forgery.ring(
            head=8, body=b"".join(ring_forgery.published(n + 1, GARBAGE.randbytes(248)) for n in range(8))),
        "bad_record"),
    "records of another round": (
        ring_forgery.ring(head=8, body=ring_forgery.published(17) * 8), "bad_record"),
    "records that were never finished": (ring_forgery.ring(head=8), "unfinished"),
}
BAD_DATAGRAMS = [
    b" ", b"{", b"[1]", b"null", b"\xff\xfe\x00", b"[" * 60_000, GARBAGE.randbytes(60_000),
    b'{"feature":"chat","result":"fine"}', b'{"feature":"chat","result":"ok","latency_ms":1e400}',
    b'{"feature":"chat","result":"ok","age_ms":-1e300}', b'{"feature":"chat","result":"ok","weight":1e30}',
]
# Each with the status it must be answered with, if there is only one.
BAD_REQUESTS = [
    (GARBAGE.randbytes(4096), None),
    (b"GET /livez HTTP/9.9\r\n\r\n", 505),
    (b"GET " + b"/" * 100_000 + b" HTTP/1.1\r\n\r\n", None),
    (b"GET /nothing HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", 404),
    (b"DELETE /v1/outcomes HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", 405),
    (b"POST /v1/outcomes HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999\r\n\r\n", 413),
    (b"POST /v1/outcomes HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nConnection: close\r\n"
     b"Content-Length: 8\r\n\r\n{\"a\": [[", None),
]


@pytest.fixture
def alive(host):
    """Afterwards the agent must still be the same, hold nothing open, read, and take in what is well formed."""
    process, files = host.process.pid, len(host.open_files)
    yield host
    until(lambda: len(host.open_files) <= files)
    assert host.is_running() and host.process.pid == process
    before = host.metric("requests_total", result="ok")
    host.report([{"feature": "chat", "variant": "stable", "result": "ok"}])
    assert host.metric("requests_total", result="ok") == before + 1
    assert host.serves() == STABLE


def test_files_in_the_ring_folder_that_are_no_rings_are_counted_and_left_alone(alive):
    rings = alive.directory / "rings"
    for content in BAD_HEADERS.values():
        ring_forgery.put(alive, content)
    os.mkfifo(rings / secrets.token_hex(16))
    os.mkdir(rings / secrets.token_hex(16))
    os.symlink("/etc/passwd", rings / secrets.token_hex(16))
    os.symlink("/dev/zero", rings / secrets.token_hex(16))
    os.symlink(secrets.token_hex(16), rings / secrets.token_hex(16))
    (rings / "readme").write_text("not a ring's name")
    (rings / ("A" * 32)).write_text("not a ring's name either")
    until_equal(lambda: alive.metric("intake_dropped_total", source="ring", reason="bad_ring"), len(BAD_HEADERS) + 5)


def test_rings_with_contents_that_no_client_writes_are_counted_and_removed(alive):
    paths = [ring_forgery.put(alive, content) for content, _ in BAD_CONTENTS.values()]
    for _, reason in BAD_CONTENTS.values():
        until(lambda: alive.metric("intake_dropped_total", source="ring", reason=reason) > 0, within=15)
    until(lambda: not any(path.exists() for path in paths), within=15)


def test_a_ring_that_is_cut_short_while_it_is_read_is_dropped(alive):
    path = ring_forgery.put(alive, ring_forgery.ring(cells=65536))
    until(lambda: any(str(path) in file for file in alive.open_files))
    os.truncate(path, 5000)
    until(lambda: alive.metric("intake_dropped_total", source="ring", reason="bad_header") == 1)
    until(lambda: not any(str(path) in file for file in alive.open_files))


def test_datagrams_that_are_no_outcomes_are_counted_as_rejected(alive):
    for count, datagram in enumerate(BAD_DATAGRAMS, start=1):
        alive.send_datagram(datagram)
        alive.send_datagram(b'{"feature":"chat","result":"ok"}')
        until_equal(lambda: alive.metric("intake_records_total", source="datagram", result="judged"), count)
        assert alive.metric("intake_records_total", source="datagram", result="rejected") >= count, datagram


def test_a_datagram_with_good_and_bad_lines_gives_what_is_good(alive):
    alive.send_datagram(b'{"feature":"chat","result":"ok"}\nnot json\n{"feature":"chat","result":"ok"}\n')
    until_equal(lambda: alive.metric("intake_records_total", source="datagram", result="judged"), 2)
    assert alive.metric("intake_records_total", source="datagram", result="rejected") == 1


def test_an_answer_counts_every_rejection_however_few_it_names(alive):
    before = alive.metric("intake_records_total", source="http", result="rejected")
    status, answer = alive.request("POST", "/v1/outcomes", "not json\n" * 250 + '{"feature":"chat","result":"ok"}')
    assert status == 200
    answer = json.loads(answer)
    assert (answer["accepted"], len(answer["rejected"]), answer["rejected_total"]) == (1, 100, 250)
    assert alive.metric("intake_records_total", source="http", result="rejected") == before + 250


def test_requests_that_are_no_http_get_a_clear_answer_or_none(alive):
    for request, status in BAD_REQUESTS:
        answer = exchange(alive, request)
        assert not answer.startswith((b"HTTP/1.1 2", b"HTTP/1.1 500")), request
        if status is not None:
            assert answer.startswith(b"HTTP/1.1 %d " % status), (request, answer)


def exchange(host, request):
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(10)
        connection.connect(str(host.directory / "flagpost.sock"))
        try:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
            return connection.recv(65536)
        except (BrokenPipeError, ConnectionResetError):
            return b""


def test_connections_that_say_nothing_keep_nobody_else_out(alive):
    silent = [socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) for _ in range(100)]
    try:
        for connection in silent:
            connection.connect(str(alive.directory / "flagpost.sock"))
        alive.report([{"feature": "chat", "result": "ok"}])
    finally:
        for connection in silent:
            connection.close()


def test_outcomes_of_features_that_do_not_exist_make_no_series(alive):
    variants = [{"feature": "chat", "variant": f"invented-{n}", "result": "ok"} for n in range(500)]
    features = [{"feature": f"invented-{n}", "result": "ok"} for n in range(500)]
    for invented in (variants, features):
        assert alive.request("POST", "/v1/outcomes", json.dumps(invented))[0] == 400
    ring_forgery.put(alive, ring_records.ring([
        ring_records.call(decision=n + 1, feature=f"invented-{n}" if n % 2 else "chat", variant=f"invented-{n}")
        for n in range(1000)]))
    until_equal(lambda: alive.metric("requests_total", feature="other"), 500)
    until_equal(lambda: alive.metric("requests_total", feature="chat", variant="other"), 500)


def test_a_document_with_errors_is_refused_and_nothing_changes(alive):
    revision = alive.evaluate()["revision"]
    for document in ["kind: feature", "[", "kind: feature\nkey: chat\nvariants: 5\n", "\0\0", "a: &x [*x]"]:
        refused = alive.run("apply", "-f", "-", text=document)
        assert refused.returncode == 1 and refused.stderr, document
    assert alive.evaluate()["revision"] == revision
