"""A host whose agent has published what a test applied, and all doors to it."""

import json
import logging
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from doors import FlagdCoreDoor, LibraryDoor, OFREPDoor, ProcessDoor, ProviderDoor, ClientDoor  # noqa: E402
from waiting import until  # noqa: E402

# Says, with a traceback each time, that a random version is none.
logging.getLogger("openfeature.contrib").setLevel(logging.CRITICAL + 1)


@pytest.fixture
def published(new_host):
    """Applies a file, does what else is asked, and returns the host once services read the last revision."""

    def publish(name, document, commands=()):
        host = new_host().start()
        file = host.folder / name
        file.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
        answers = [host.do(*command) for command in (["apply", "-f", str(file)], *commands)]
        revision = answers[-1]["revision"]
        until(lambda: host.status()["revision"] == revision)
        until(lambda: json.loads((host.directory / "flags.flagd.json").read_text())["metadata"]["revision"] == revision)
        return host

    return publish


@pytest.fixture
def open_doors():
    """To one host; the first is flagd's."""
    opened = {}

    def open_all(host):
        file = (host.directory / "flags.flagd.json").read_text(encoding="utf-8")
        opened.update(
            flagd=FlagdCoreDoor(file), library=LibraryDoor(host.directory), native=ProcessDoor(host.directory),
            python=ClientDoor(host.directory), provider=ProviderDoor(host.directory), ofrep=OFREPDoor(host),
        )  # fmt: skip
        return opened

    yield open_all
    for door in opened.values():
        door.close()
