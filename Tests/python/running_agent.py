"""A real agent in private directories, for tests of what installs and surrounds it."""

import contextlib
import http.client
import os
import pathlib
import signal
import socket
import subprocess
import time

REPOSITORY = pathlib.Path(__file__).parents[2]
BINARY = pathlib.Path(os.environ.get("FLAGPOST_BINARY", REPOSITORY / ".build" / "debug" / "flagpost")).resolve()
PATIENCE = 20.0


def clean_environment(**settings):
    """The environment without what would name somebody's own store or directories."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("FLAGPOST_", "NOTIFY_", "WATCHDOG_"))
    }
    return {**kept, **settings}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(port, path):
    """Status of a GET on this host; `None` where nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


def wait_until(condition, what):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if answer := condition():
            return answer
        time.sleep(0.02)
    raise AssertionError(f"{what}: not within {PATIENCE:.0f} s")


@contextlib.contextmanager
def running_agent(folder, *, before=(), arguments=(), **settings):
    """An agent that serves: `before` is what starts it, such as setpriv. It is stopped at the end, and must end well."""
    settings = {
        "FLAGPOST_RUNTIME_DIR": str(folder / "run"),
        "FLAGPOST_STATE_DIR": str(folder / "state"),
        "FLAGPOST_LISTEN": "none",
        **settings,
    }
    log = folder / "agent.log"
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [*before, str(BINARY), "agent", *arguments], env=clean_environment(**settings), stderr=errors
        )
    running = pathlib.Path(settings["FLAGPOST_RUNTIME_DIR"]) / "default" / "flagpost.sock"
    try:
        wait_until(lambda: running.is_socket() or process.poll() is not None, "the agent's socket")
        assert process.poll() is None, log.read_text()
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            status = process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    assert status == 0, log.read_text()


def flagpost(*arguments, **settings):
    """Runs one command to its end."""
    return subprocess.run(
        [str(BINARY), *arguments], env=clean_environment(**settings), text=True, capture_output=True, timeout=60
    )
