"""A service's process as a test runs it."""

import json
import pathlib
import subprocess
import sys
import threading

from waiting import until

PROGRAM = pathlib.Path(__file__).with_name("service_process.py")


class Service:
    """Reads, and with `result` reports, every `interval` seconds."""

    def __init__(self, host, feature="chat", side="canary", result=None, interval=0.005):
        self.process = subprocess.Popen(
            [sys.executable, PROGRAM, host.directory, feature, side, result or "-", str(interval)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.lines = []
        self.thread = threading.Thread(target=self._listen)
        self.thread.start()

    def _listen(self):
        for line in self.process.stdout:
            self.lines.append(json.loads(line))

    @property
    def history(self):
        """Every [variant, cause, revision] that it was served, in order."""
        return [line for line in self.lines if isinstance(line, list)]

    def is_served(self, variant, cause=None):
        return bool(self.history) and self.history[-1][:2] == [variant, cause]

    def wait_until_served(self, variant, cause=None, within=10):
        until(lambda: self.is_served(variant, cause), within)

    def finish(self):
        """Ends it, and returns what it did."""
        self.process.stdin.close()
        assert self.process.wait(timeout=20) == 0
        self.thread.join()
        return self.lines[-1]

    def remove(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.thread.join()
