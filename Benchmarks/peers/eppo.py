"""Eppo's server SDK (a Rust core), given its configuration as bytes; it opens no connection."""

from __future__ import annotations

import json
import pathlib
import threading
from typing import Any

import eppo_client
from eppo_client import AssignmentLogger, ClientConfig, Configuration

from . import one_flag


class Eppo:
    name = "Eppo"

    def __init__(self, folder: pathlib.Path, count: int) -> None:
        self.count = count
        self.client = eppo_client.init(ClientConfig(
            api_key="none", assignment_logger=AssignmentLogger(), poll_interval_seconds=None,
            initial_configuration=Configuration(flags_configuration=self._file(release=1)),
        ))  # fmt: skip

    def _file(self, release: int) -> bytes:
        return json.dumps({
            "createdAt": "2026-01-01T00:00:00Z", "format": "SERVER", "environment": {"name": "bench"},
            "flags": {key: one_flag.eppo(key, release) for key in one_flag.keys(self.count)},
        }).encode()  # fmt: skip

    def read(self, key: str, unit: str) -> Any:
        return self.client.get_json_assignment(key, unit, {one_flag.ATTRIBUTE: one_flag.OUTSIDER}, None)

    def read_all(self, pairs: list[tuple[str, str]]) -> None:
        assign = self.client.get_json_assignment
        for key, unit in pairs:
            assign(key, unit, {"plan": "free"}, None)

    def replace(self, release: int) -> None:
        """As its poller does: parses what came, and swaps it in, on a thread beside the reader's."""
        file = self._file(release)
        swap = lambda: self.client.set_configuration(Configuration(flags_configuration=file))  # noqa: E731
        threading.Thread(target=swap, daemon=True).start()

    def close(self) -> None:
        self.client.shutdown()
