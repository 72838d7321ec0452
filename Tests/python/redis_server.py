"""A Redis of one's own, on a socket in a folder: killed, stopped, continued, started empty or from an older dump."""

import os
import random
import shutil
import signal
import socket
import subprocess

from waiting import until


def free_port():
    """Below the range from which the kernel takes ports for outgoing connections."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as listener:
            try:
                listener.bind(("127.0.0.1", port))
                return port
            except OSError:
                pass


class RedisServer:
    """`options` are redis-server's own. Nothing is written to disk unless they, or `save`, say so."""

    def __init__(self, folder, *options, password=None):
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.options = options
        self.password = password
        self.socket = folder / "redis.sock"
        self.location = f"redis+unix://{self.socket}"
        self.dump = folder / "dump.rdb"
        self.process = None

    def start(self):
        """Goes on with what it kept on disk, empty otherwise."""
        self.process = subprocess.Popen(
            ["redis-server", "--port", "0", "--unixsocket", self.socket, "--dir", self.folder, "--save", "",
             "--logfile", self.folder / "redis.log", *self.options]
        )
        until(lambda: self.command("PING") == "PONG")
        return self

    def command(self, *arguments):
        environment = os.environ | ({"REDISCLI_AUTH": self.password} if self.password else {})
        done = subprocess.run(
            ["redis-cli", "-s", self.socket, *arguments], env=environment, capture_output=True, text=True)
        return done.stdout.strip()

    def cut_connections(self):
        """Everybody's but that of the command itself."""
        for kind in ("normal", "pubsub"):
            self.command("CLIENT", "KILL", "TYPE", kind)

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
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
