"""Connections without number to a real agent: whoever opens them, its health is answered."""

import contextlib
import http.client
import socket

import pytest
from features import KILLED
from ring_forgery import put, ring
from waiting import until

HEAD = b"POST /v1/outcomes HTTP/1.1\r\nHost: x\r\n"
KINDS = {
    "silent": b"",
    "a slow head": HEAD[:20],
    "a slow body": HEAD + b"Content-Length: 100\r\n\r\n{",
    "a slow body at a path of TCP": b"GET /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{",
}


@pytest.fixture
def port(host):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    host.stop()
    host.start(FLAGPOST_LISTEN=f"127.0.0.1:{port}")
    until(lambda: answers(lambda: livez(port)))
    return port


@contextlib.contextmanager
def flood(connect, count, opening):
    connections = []
    try:
        for _ in range(count):
            connections.append(connect())
            with contextlib.suppress(OSError):
                connections[-1].sendall(opening)
        yield
    finally:
        for connection in connections:
            connection.close()


def tcp(port):
    return lambda: socket.create_connection(("127.0.0.1", port), timeout=10)


def unix(path):
    def connect():
        # Waits where the kernel's queue is full.
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(str(path))
        connection.settimeout(10)
        return connection

    return connect


def answers(ask):
    """Whether somebody does; the kernel's queue of connections that came in a burst may not be empty yet."""
    try:
        return ask() == 200
    except OSError:
        return False


def livez(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/livez")
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.parametrize("kind", KINDS)
def test_health_is_answered_over_tcp_whatever_hundreds_of_connections_wait_for(host, port, kind):
    with flood(tcp(port), 600, KINDS[kind]):
        for _ in range(20):
            assert livez(port) == 200


@pytest.mark.parametrize("kind", KINDS)
def test_health_is_answered_at_the_socket_and_a_kill_is_seen_under_hundreds_of_connections(host, kind):
    with flood(unix(host.directory / "flagpost.sock"), 600, KINDS[kind]):
        until(lambda: answers(lambda: host.request("GET", "/livez")[0]), within=5)
        for _ in range(20):
            assert host.request("GET", "/livez")[0] == 200
        # A file, and so the store: nothing of it goes through a socket.
        assert host.run("kill", "chat", "--reason", "test").returncode == 0
        until(lambda: host.serves() == KILLED)
    until(lambda: host.metric("connections_turned_away_total") > 0)


def test_an_agent_of_few_descriptors_keeps_some_for_its_health_and_its_store(host, port, new_service):
    host.stop()
    host.start(FLAGPOST_LISTEN=f"127.0.0.1:{port}", before=("prlimit", "--nofile=256:256"))
    for _ in range(300):
        put(host, ring())
    with flood(tcp(port), 300, b""), flood(unix(host.directory / "flagpost.sock"), 300, b""):
        for _ in range(20):
            assert livez(port) == 200
        host.do("kill", "chat", "--reason", "test", "--wait")
        assert host.serves() == KILLED
    assert "Too many open files" not in host.log
