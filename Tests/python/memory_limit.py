"""A limit on the memory of a process and of the files that it writes in memory, as containers and units have one.

It is a memory cgroup of either version where this process may make one. Elsewhere `Watch` is its equal: it adds up what
the process holds and what lies in its directory in memory, and kills the process beyond the limit, as the kernel would.
"""

import contextlib
import os
import pathlib
import subprocess
import tempfile
import threading
import time

ROOT = pathlib.Path("/sys/fs/cgroup")


@contextlib.contextmanager
def memory_directory(size):
    """A directory of files in memory: of its own and of that size for root, else in the machine's."""
    if os.geteuid() == 0:
        path = pathlib.Path(tempfile.mkdtemp(prefix="flagpost-"))
        made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", path], capture_output=True)
        if made.returncode == 0:
            try:
                yield path
            finally:
                subprocess.run(["umount", "-l", path], check=True)
                path.rmdir()
            return
        path.rmdir()
    with tempfile.TemporaryDirectory(prefix="flagpost-", dir="/dev/shm") as path:
        yield pathlib.Path(path)


def _own_cgroup(controller):
    """Where this process stands in a hierarchy; the second version's has no controllers in its line."""
    for line in pathlib.Path("/proc/self/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        if controller in controllers.split(",") or controllers == controller == "":
            return path.strip("/")
    return None


def _new_cgroup():
    """A memory cgroup of one's own and its version; `None` where it cannot be had."""
    name = f"flagpost-test-{os.getpid()}-{time.monotonic_ns()}"
    for version, root, controller in [(1, ROOT / "memory", "memory"), (2, ROOT, "")]:
        own = _own_cgroup(controller)
        limit = "memory.limit_in_bytes" if version == 1 else "memory.max"
        for parent in [root / own, *(root / own).parents] if own is not None else []:
            if parent != root and root not in parent.parents:
                break
            path = parent / name
            with contextlib.suppress(OSError):
                path.mkdir()
                if os.access(path / limit, os.W_OK):
                    return path, version
                path.rmdir()
    return None


class Cgroup:
    """The kernel's own limit. What a life of the agent left in memory stays charged while the next one runs."""

    def __init__(self, path, version, limit):
        self.path, self.version = path, version
        names = ["memory.limit_in_bytes", "memory.memsw.limit_in_bytes"] if version == 1 else ["memory.max"]
        for name in names:
            if (path / name).exists():
                (path / name).write_text(str(limit))
        if (path / "memory.swap.max").exists():
            (path / "memory.swap.max").write_text("0")

    def command(self, directory):
        """Words that run a command under the limit."""
        return ["sh", "-c", f'echo $$ > {self.path}/cgroup.procs; exec "$@"', "sh"]

    def follow(self, process):
        pass

    def charged(self):
        """Bytes that the kernel cannot take back: the process's own, and files in memory."""
        facts = dict(line.split() for line in (self.path / "memory.stat").read_text().splitlines())
        if self.version == 1:
            return int(facts["total_rss"]), int(facts["total_shmem"])
        return int(facts["anon"]), int(facts["shmem"])

    @property
    def killed(self):
        """How many processes the kernel has killed for it."""
        events = self.path / ("memory.oom_control" if self.version == 1 else "memory.events")
        return int(dict(line.split() for line in events.read_text().splitlines())["oom_kill"])

    def close(self):
        for _ in range(100):
            try:
                return self.path.rmdir()
            except OSError:  # a process of it is still ending
                time.sleep(0.05)


class Watch:
    """An equal, for machines where cgroups are not ours to make: looks every few milliseconds."""

    def __init__(self, limit, every=0.005):
        self.limit, self.every = limit, every
        self.killed = 0
        self.directory = self.process = None
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._watch)
        self.thread.start()

    def command(self, directory):
        self.directory = directory
        return []

    def follow(self, process):
        self.process = process

    def charged(self):
        own = 0
        with contextlib.suppress(OSError, AttributeError):
            for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
                if line.startswith(("RssAnon:", "VmSwap:")):
                    own += int(line.split()[1]) * 1024
        files = 0
        for folder, _, names in os.walk(self.directory) if self.directory else []:
            for name in names:
                with contextlib.suppress(OSError):
                    files += os.stat(os.path.join(folder, name), follow_symlinks=False).st_blocks * 512
        return own, files

    def _watch(self):
        while not self.done.wait(self.every):
            if self.process and self.process.poll() is None and sum(self.charged()) > self.limit:
                self.killed += 1
                self.process.kill()

    def close(self):
        self.done.set()
        self.thread.join()


class MemoryLimit:
    """Runs processes under the limit, one at a time, and remembers the most that was charged."""

    def __init__(self, limit, watched=False):
        made = None if watched else _new_cgroup()
        self.kind = Cgroup(*made, limit) if made else Watch(limit)
        self.most = (0, 0)
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._sample)
        self.thread.start()

    def _sample(self):
        while not self.done.wait(0.02):
            with contextlib.suppress(OSError, KeyError):
                now = self.kind.charged()
                if sum(now) > sum(self.most):
                    self.most = now

    @property
    def killed(self):
        return self.kind.killed

    def close(self):
        self.done.set()
        self.thread.join()
        self.kind.close()


@contextlib.contextmanager
def memory_limit(limit, watched=False):
    """- `watched`: the equal, also where a cgroup can be made."""
    made = MemoryLimit(limit, watched)
    try:
        yield made
    finally:
        made.close()
