"""The whole loop in a temporary folder: a real Redis, agents that stand for hosts, and processes that read.

Redis and the agents are the demo's (examples/demo/hosts.py).
"""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDER = ROOT / "Benchmarks"
sys.path.insert(0, str(ROOT / "examples" / "demo"))

from hosts import Host, Redis  # noqa: E402

# Two variants that tell each other apart, one that a kill serves, and a guard.
FEATURE = """\
kind: feature
key: {key}
variants:
  stable: {{model: claude-sonnet-4, params: {{temperature: 0.7, max_tokens: 1024}}, timeout: 30s, fallback: [{{static: later}}]}}
  canary: {{extends: stable, model: claude-opus-4}}
  off: {{static: "Someone from our team will answer you shortly."}}
onKill: off
baseline: stable
route:
  - when: {{plan: [enterprise]}}
    serve: stable
  - split: {{canary: 50%, stable: 50%}}
guards:
  - {{name: errors, when: "error_rate > 5% over 1m", do: kill}}
"""


class Loop:
    """Use as a context; ends everything it started."""

    def __init__(self, flagpost: pathlib.Path) -> None:
        self.flagpost = flagpost
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="flagpost-bench-"))
        self.started: list = []
        self.redis = Redis(self.folder)
        self.started.append(self.redis)
        self.environment = os.environ | {
            "FLAGPOST_STORE": self.redis.store,
            "PYTHONPATH": os.pathsep.join([str(ROOT / "clients" / "python"), str(FOLDER)]),
        }

    def __enter__(self) -> Loop:
        self.command("store", "init")
        return self

    def __exit__(self, *_: object) -> None:
        for thing in reversed(self.started):
            thing.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def command(self, *words: str) -> str:
        result = subprocess.run([str(self.flagpost), *words], env=self.environment, text=True, capture_output=True)
        if result.returncode != 0:
            raise SystemExit(f"flagpost {' '.join(words)}: {result.stderr}")
        return result.stdout

    def apply(self, *keys: str) -> None:
        file = self.folder / "features.yaml"
        file.write_text("---\n".join(FEATURE.format(key=key) for key in keys), encoding="utf-8")
        self.command("apply", "-f", str(file), "--yes")

    def host(self, name: str) -> Host:
        host = Host(name, self.folder, self.flagpost, self.redis.store)
        self.started.append(host)
        return host

    def python(self, script: str, *words: str, host: Host | None = None) -> Notes:
        of_host = {"FLAGPOST_RUNTIME_DIR": host.environment["FLAGPOST_RUNTIME_DIR"]} if host else {}
        notes = Notes([sys.executable, str(FOLDER / script), *words], self.environment | of_host)
        self.started.append(notes)
        return notes


class Notes:
    """A process that writes `<CLOCK_MONOTONIC nanoseconds> <word>` for each thing it sees."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            command, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def next(self) -> tuple[int, str]:
        words = self.process.stdout.readline().split()
        if len(words) != 2:
            raise SystemExit(f"{self.process.args[1]} ended")
        return int(words[0]), words[1]

    def until(self, word: str) -> int:
        """The time at which it next saw this."""
        while True:
            at, seen = self.next()
            if seen == word:
                return at

    def tell(self, line: str) -> None:
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def stop(self) -> None:
        self.process.kill()
        self.process.communicate()


def milliseconds(start: int, end: int) -> float:
    return (end - start) / 1e6
