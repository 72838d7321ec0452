"""One host as its people and services see it: the agent's process, its directories, the command line, the socket.

`FLAGPOST_BINARY` names the executable, else the debug build's is taken.
"""

import http.client
import json
import os
import pathlib
import re
import signal
import socket
import subprocess

from waiting import until

BINARY = os.environ.get(
    "FLAGPOST_BINARY", str(pathlib.Path(__file__).parents[2] / ".build" / "debug" / "flagpost")
)
NAMESPACE = "test"
SAMPLE = re.compile(r"flagpost_(\w+)(?:\{(.*)\})? (\S+)$")
LABEL = re.compile(r'(\w+)="([^"]*)"')


class Host:
    """`folder` holds everything; two hosts of one fleet name the same `store`."""

    def __init__(self, folder, store=None, state=None, runtime=None):
        self.folder = folder
        self.runtime = runtime or folder / "run"
        self.state = state or folder / "state"
        self.directory = self.runtime / NAMESPACE
        self.store = store or f"sqlite:{folder}/flagpost.db"
        self.log_file = folder / "agent.log"
        self.environment = os.environ | {
            "FLAGPOST_STORE": self.store,
            "FLAGPOST_NAMESPACE": NAMESPACE,
            "FLAGPOST_RUNTIME_DIR": str(self.runtime),
            "FLAGPOST_STATE_DIR": str(self.state),
            "FLAGPOST_LISTEN": "none",
        }
        self.process = None

    # The agent's process

    def start(self, *options, before=(), within=20, **environment):
        """Returns once the agent answers on its socket. `before` are words that run it, such as setpriv."""
        self.launch(*options, before=before, **environment)
        until(self.is_answering, within)
        return self

    def launch(self, *options, before=(), **environment):
        """The same without waiting: it may do without its socket."""
        command = [*before, BINARY, "agent", *options]
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(command, env=self.environment | environment, stderr=log)

    def is_answering(self):
        assert self.process.poll() is None, f"the agent ended:\n{self.log}"
        try:
            return self.request("GET", "/livez")[0] == 200
        except OSError:
            return False

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        self.process.kill()
        self.process.wait()

    def pause(self):
        self.process.send_signal(signal.SIGSTOP)

    def resume(self):
        self.process.send_signal(signal.SIGCONT)

    def remove(self):
        if self.is_running():
            self.kill()

    def stop(self):
        """As a service manager does; the agent must end well and soon."""
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(timeout=15) == 0, self.log

    @property
    def log(self):
        return self.log_file.read_text(errors="replace")

    @property
    def open_files(self):
        """What the agent's descriptors point to."""
        folder = pathlib.Path(f"/proc/{self.process.pid}/fd")
        found = []
        for entry in folder.iterdir():
            try:
                found.append(os.readlink(entry))
            except FileNotFoundError:
                pass
        return found

    # The command line

    def run(self, *arguments, text=None, before=()):
        """A verb that may fail."""
        return subprocess.run(
            [*before, BINARY, *arguments], env=self.environment, input=text, capture_output=True, text=True, timeout=60
        )

    def do(self, *arguments, text=None):
        """A verb that must succeed, and its answer."""
        done = self.run(*arguments, "-o", "json", text=text)
        assert done.returncode == 0, f"{arguments}: {done.stderr}{done.stdout}"
        return json.loads(done.stdout)

    def apply(self, document):
        return self.do("apply", "-f", "-", text=document)

    def evaluate(self, feature="chat", side=None):
        """The decision for a user, who gets the candidate where `side` is `canary`; no variant where there is none."""
        side = [] if side is None else ["--attr", f"side={side}"]
        done = self.run("eval", feature, "--unit", "user-1", *side, "-o", "json")
        assert done.stdout, done.stderr
        return json.loads(done.stdout)

    def serves(self, feature="chat", side=None):
        """Variant and cause, for comparison."""
        decision = self.evaluate(feature, side)
        return decision["variant"], decision["cause"]

    # The socket

    def connection(self):
        return UnixHTTPConnection(str(self.directory / "flagpost.sock"))

    def request(self, method, path, body=None, content_type="application/json"):
        connection = self.connection()
        try:
            connection.request(method, path, body, {"Content-Type": content_type} if body else {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def report(self, outcomes):
        """Reports outcomes over HTTP; every one must be accepted."""
        status, answer = self.request("POST", "/v1/outcomes", json.dumps(outcomes))
        assert status == 200, answer
        assert json.loads(answer)["accepted"] == len(outcomes), answer

    def send_datagram(self, data):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.connect(str(self.directory / "ingest.sock"))
            sender.send(data)

    def status(self):
        status, answer = self.request("GET", "/v1/status")
        assert status == 200, answer
        return json.loads(answer)

    def metric(self, name, /, **labels):
        """The sum of the samples that carry these labels; 0 where there are none."""
        status, text = self.request("GET", "/metrics")
        assert status == 200
        total = 0.0
        for line in text.decode().splitlines():
            sample = SAMPLE.match(line)
            if sample and sample[1] == name and labels.items() <= dict(LABEL.findall(sample[2] or "")).items():
                total += float(sample[3])
        return total


class UnixHTTPConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=10)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)
