import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]


class Agent:
    """The test fixture that plays the agent's part: `swift build --product flagpost-fixture` makes it."""

    def __init__(self, directory: pathlib.Path) -> None:
        fixture = ROOT / ".build" / "debug" / "flagpost-fixture"
        if not fixture.exists():
            pytest.fail("run: swift build --product flagpost-fixture")
        self.process = subprocess.Popen(
            [fixture, directory], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def tell(self, line: str) -> str:
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def records(self) -> list[list[str]]:
        return [record.split(":") for record in self.tell("records").split()]

    def stop(self) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=10)
        self.process.stdout.close()
