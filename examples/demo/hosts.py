"""The demo's machinery: a private Redis, and agents that stand for hosts, all in one temporary folder."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import pathlib
import signal
import socket
import subprocess
import time


class Redis:
    def __init__(self, folder: pathlib.Path) -> None:
        self.socket = folder / "redis.sock"
        self.process = subprocess.Popen(
            ["redis-server", "--port", "0", "--unixsocket", str(self.socket), "--save", "", "--appendonly", "no"],
            stdout=subprocess.DEVNULL,
            cwd=folder,
        )
        wait_until(self.socket.exists, "redis-server to listen")

    @property
    def store(self) -> str:
        return f"redis+unix://{self.socket}"

    def stop(self) -> None:
        stop(self.process)


class Host:
    """One agent with directories of its own."""

    def __init__(self, name: str, folder: pathlib.Path, flagpost: pathlib.Path, store: str) -> None:
        self.name = name
        self.folder = folder / name
        self.folder.mkdir()
        self.log = (self.folder / "agent.log").open("wb")
        self.flagpost = flagpost
        self.environment = os.environ | {
            "FLAGPOST_RUNTIME_DIR": str(self.folder / "run"),
            "FLAGPOST_STATE_DIR": str(self.folder / "state"),
            "FLAGPOST_STORE": store,
            "FLAGPOST_LISTEN": f"127.0.0.1:{free_port()}",
        }
        self.start()
        wait_until(lambda: self.get("/readyz")[0] == 200, f"the agent of {name} to be ready")

    def start(self) -> None:
        self.process = subprocess.Popen(
            [str(self.flagpost), "agent"], env=self.environment, stdout=self.log, stderr=self.log
        )

    def get(self, path: str) -> tuple[int, bytes]:
        connection = UnixConnection(self.folder / "run" / "default" / "flagpost.sock")
        with contextlib.closing(connection):
            try:
                connection.request("GET", path)
                response = connection.getresponse()
                return response.status, response.read()
            except OSError:
                return 0, b""

    def status(self) -> dict:
        return json.loads(self.get("/v1/status")[1])

    def stop(self) -> None:
        stop(self.process)
        self.log.close()


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: pathlib.Path) -> None:
        super().__init__("localhost", timeout=5)
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self.path))


def stop(process: subprocess.Popen) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def wait_until(condition, what: str, seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise SystemExit(f"gave up waiting for {what}")
        time.sleep(0.02)
