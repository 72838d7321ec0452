"""Somebody who reaches the agent's port over the network: metrics and health, and nothing else."""

import http.client
import socket

import pytest
from features import STABLE, publish
from redis_server import free_port


@pytest.fixture
def port(new_host):
    port = free_port()
    host = new_host()
    host.environment["FLAGPOST_LISTEN"] = f"127.0.0.1:{port}"
    publish(host.start(), "chat")
    return host, port


def ask(port, method, path, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
        return connection.getresponse().status
    finally:
        connection.close()


def test_the_port_tells_metrics_and_health_and_nothing_else(port):
    host, port = port
    for path in ("/metrics", "/livez", "/readyz"):
        assert ask(port, "GET", path) == 200
        assert ask(port, "POST", path, "{}") in (404, 405)
    for method, path in [
        ("POST", "/ofrep/v1/evaluate/flags/chat"), ("POST", "/ofrep/v1/evaluate/flags"), ("POST", "/v1/outcomes"),
        ("POST", "/v1/feedback"), ("POST", "/v1/scores"), ("GET", "/v1/status"), ("POST", "/v1/host/restrictions"),
        ("GET", "/"), ("GET", "/../control"),
    ]:  # fmt: skip
        assert ask(port, method, path, "{}" if method == "POST" else None) == 404, path
    assert host.serves() == STABLE


def test_silent_peers_keep_nobody_from_asking_for_health(port):
    _, port = port
    silent = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(600)]
    try:
        for _ in range(20):
            assert ask(port, "GET", "/livez") == 200
    finally:
        for connection in silent:
            connection.close()
