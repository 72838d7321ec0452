"""Services that end in good order while their models are being called, under real servers and a real agent: nothing is
lost, and nothing trips."""

import os
import signal
import subprocess
import sys
import threading

import pytest
from agent_host import UnixHTTPConnection
from service import ENVIRONMENT, HERE
from waiting import until

FEATURE = """
kind: feature
key: chat
variants:
  stable: {model: model-1, timeout: 90s, fallback: [{static: Sorry.}]}
  off: {static: "Off."}
onKill: off
baseline: stable
route: [{serve: stable}]
guards:
  - {name: errors, when: "error_rate > 5% over 1m", do: kill}
"""
SERVICE = """
import os, signal, sys, threading, time
import flagpost

flags = flagpost.Client()
for number in range(200):
    assert flags.run("chat", lambda attempt, timeout: "fine", unit=f"user-{number}").value == "fine"

def slow(attempt, *, timeout):
    time.sleep(60)

for number in range(60):
    threading.Thread(target=flags.run, args=("chat", slow), kwargs={"unit": f"slow-{number}"}, daemon=True).start()
while threading.active_count() < 121:
    time.sleep(0.01)
os.kill(os.getpid(), signal.SIGTERM)
time.sleep(60)
"""


@pytest.fixture
def chat(new_host):
    host = new_host().start()
    host.apply(FEATURE)
    until(lambda: host.serves() == ("stable", None))
    return host


def environment(host):
    names = ("FLAGPOST_RUNTIME_DIR", "FLAGPOST_NAMESPACE")
    path = f"{ENVIRONMENT['PYTHONPATH']}:{HERE}"
    return ENVIRONMENT | {name: host.environment[name] for name in names} | {"PYTHONPATH": path}


def results(host):
    return {
        result: int(host.metric("requests_total", feature="chat", result=result))
        for result in ("ok", "cancelled", "lost", "error", "timeout")}


def test_a_rolling_restart_with_calls_in_flight_trips_nothing(chat):
    for _ in range(3):
        service = subprocess.run([sys.executable, "-c", SERVICE], env=environment(chat), timeout=60)
        assert service.returncode == -signal.SIGTERM
    until(lambda: results(chat)["cancelled"] == 180, within=20)
    assert results(chat) == {"ok": 600, "cancelled": 180, "lost": 0, "error": 0, "timeout": 0}
    assert chat.serves() == ("stable", None)


class Server:
    """A web server, asked over a Unix socket."""

    def __init__(self, host, folder, *command):
        self.socket = folder / "web.sock"
        self.log_file = folder / "web.log"
        words = [str(word).replace("SOCKET", str(self.socket)) for word in command]
        with self.log_file.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, *words], cwd=HERE, env=environment(host), stdout=log, stderr=log,
                start_new_session=True)
        until(self.is_answering, within=30)

    def is_answering(self):
        assert self.process.poll() is None, self.log_file.read_text()
        try:
            return self.get("/brief") == 200
        except OSError:
            return False

    def get(self, path):
        connection = UnixHTTPConnection(str(self.socket))
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        finally:
            connection.close()

    def begin(self, path, count):
        """Asks, and does not wait for the answers."""
        def ask():
            try:
                self.get(path)
            except OSError:
                pass

        for _ in range(count):
            threading.Thread(target=ask, daemon=True).start()

    def remove(self):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()


@pytest.fixture
def serve(chat, folder):
    servers = []

    def start(*command):
        servers.append(Server(chat, folder, *command))
        return servers[-1]

    yield start
    for server in servers:
        server.remove()


GUNICORN = ["-m", "gunicorn", "--bind", "unix:SOCKET", "--workers", "1", "--threads", "8", "--graceful-timeout", "1",
            "--log-level", "error"]
UVICORN = ["-m", "uvicorn", "--uds", "SOCKET", "--log-level", "error", "--timeout-graceful-shutdown", "1"]


@pytest.mark.parametrize("command, path", [
    ([*GUNICORN, "served_app:wsgi"], "/left"),
    ([*GUNICORN, "--preload", "served_app:wsgi"], "/left"),
    ([*UVICORN, "served_app:asgi"], "/left"),
    ([*UVICORN, "served_app:asgi"], "/slow"),
    (["served_app.py", "SOCKET"], "/left"),
    (["served_app.py", "SOCKET"], "/slow"),
], ids=["gunicorn", "gunicorn, loaded before it forks", "uvicorn, left", "uvicorn, in flight", "uvicorn's caller, left",
        "uvicorn's caller, in flight"])
def test_a_server_that_is_terminated_loses_no_call(chat, serve, command, path):
    server = serve(*command)
    server.begin(path, 5)
    until(lambda: chat.metric("calls_in_flight") == 5)
    server.process.terminate()
    server.process.wait(timeout=40)
    until(lambda: results(chat)["cancelled"] == 5 or results(chat)["lost"], within=20)
    assert results(chat)["lost"] == 0 and results(chat)["cancelled"] == 5
    assert chat.serves() == ("stable", None)


@pytest.mark.parametrize("command", [
    [*GUNICORN, "--max-requests", "4", "served_app:wsgi"],
    [*UVICORN, "--workers", "2", "--limit-max-requests", "4", "served_app:asgi"],
], ids=["gunicorn", "uvicorn"])
def test_workers_that_are_replaced_lose_no_call(chat, serve, command):
    server = serve(*command)
    answered = 0

    def ask():
        nonlocal answered
        try:
            answered += server.get("/left") == 200
        except OSError:
            pass
        return results(chat)["cancelled"] >= 8

    until(ask, within=60, every=0.1)
    server.process.terminate()
    server.process.wait(timeout=40)
    until(lambda: chat.metric("calls_in_flight") == 0, within=20)
    assert results(chat)["lost"] == 0 and results(chat)["cancelled"] >= answered
