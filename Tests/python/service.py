"""Services' processes, with the Python client of this repository, as a test runs them."""

import json
import os
import pathlib
import subprocess
import sys
import threading

from agent_host import NAMESPACE
from waiting import until

HERE = pathlib.Path(__file__).parent
ENVIRONMENT = os.environ | {"PYTHONPATH": str(HERE.parents[1] / "clients" / "python")}


def command(program, host, *arguments):
    return [sys.executable, HERE / program, host.runtime, NAMESPACE, *arguments]


def run_brief_processes(host, count, feature="chat", side="canary"):
    """Each decides once and reports once."""
    subprocess.run(
        command("brief_processes.py", host, feature, side, str(count)), env=ENVIRONMENT, check=True, timeout=60)


class Service:
    """Reads, and with `result` reports, every `interval` seconds."""

    def __init__(self, host, feature="chat", side="canary", result="-", interval=0.005):
        self.process = subprocess.Popen(
            command("service_process.py", host, feature, side, result, str(interval)), env=ENVIRONMENT,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.lines = []
        self.listener = threading.Thread(target=self._listen)
        self.listener.start()

    def _listen(self):
        for line in self.process.stdout:
            self.lines.append(json.loads(line))

    def wait_until_served(self, served, within=10):
        """`served`: variant and cause."""
        until(lambda: self.lines and tuple(self.lines[-1][:2]) == served, within)

    def finish(self):
        """Ends it, and returns what it did."""
        self.process.stdin.close()
        assert self.process.wait(timeout=20) == 0
        self.listener.join()
        return self.lines[-1]

    def remove(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.listener.join()
        self.process.stdout.close()
