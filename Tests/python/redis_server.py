"""A Redis of one's own, on a socket in a folder: killed, stopped, continued, started empty or from an older dump."""

import shutil
import signal
import subprocess

from waiting import until


class RedisServer:
    def __init__(self, folder):
        self.folder = folder
        self.socket = folder / "redis.sock"
        self.location = f"redis+unix://{self.socket}"
        self.dump = folder / "dump.rdb"
        self.process = None

    def start(self):
        """Goes on with the dump where there is one, empty otherwise."""
        self.process = subprocess.Popen(
            ["redis-server", "--port", "0", "--unixsocket", self.socket, "--dir", self.folder, "--save", "",
             "--logfile", self.folder / "redis.log"]
        )
        until(lambda: self.command("PING") == "PONG")
        return self

    def command(self, *arguments):
        done = subprocess.run(["redis-cli", "-s", self.socket, *arguments], capture_output=True, text=True)
        return done.stdout.strip()

    def save(self):
        assert self.command("SAVE") == "OK"

    def kill(self, *, forget=False):
        """What was not saved is lost; with `forget` everything is."""
        self.process.kill()
        self.process.wait()
        if forget:
            self.dump.unlink(missing_ok=True)

    def pause(self):
        self.process.send_signal(signal.SIGSTOP)

    def resume(self):
        self.process.send_signal(signal.SIGCONT)

    def remove(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
