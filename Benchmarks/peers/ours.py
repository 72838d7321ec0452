"""Flagpost's Python client on a directory that benchmark-publisher fills as an agent would: with features, and with
ordinary flags in flagd's format."""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import time
from typing import Any

import flagpost

from . import one_flag

PUBLISHER = "BENCHMARK_PUBLISHER"


class Feature:
    name = "Flagpost, a feature"
    document = staticmethod(one_flag.feature)

    def __init__(self, folder: pathlib.Path, count: int) -> None:
        runtime = folder / type(self).__name__
        runtime.mkdir()
        template = runtime / "template.json"
        template.write_text(json.dumps(self.document("@key@", "@release@")), encoding="utf-8")
        self.publisher = subprocess.Popen(
            [os.environ[PUBLISHER], str(runtime / "default"), str(count), str(template)],
            stdin=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.replace(release=1)
        while not (runtime / "default" / "control").exists() or self._client(runtime) is None:
            if self.publisher.poll() is not None:
                raise SystemExit("benchmark-publisher ended")
            time.sleep(0.01)
        self.client = self._client(runtime)

    def _client(self, runtime: pathlib.Path) -> flagpost.Client | None:
        """A new one for each look: one that finds nothing looks again only a second later."""
        client = flagpost.Client(runtime_dir=str(runtime))
        return client if client.route(one_flag.keys(1)[0], unit="unit").variant else None

    def read(self, key: str, unit: str) -> Any:
        return self.client.route(key, unit=unit, plan="free").value

    def read_all(self, pairs: list[tuple[str, str]]) -> None:
        route = self.client.route
        for key, unit in pairs:
            route(key, unit=unit, plan="free").value

    def replace(self, release: int) -> None:
        """The publisher compiles, writes and announces; this process only reads."""
        self.publisher.stdin.write(f"{release}\n")
        self.publisher.stdin.flush()

    def close(self) -> None:
        self.publisher.communicate()


class Flag(Feature):
    name = "Flagpost, an ordinary flag"

    @staticmethod
    def document(key: str, release: str) -> dict[str, Any]:
        return {"kind": "flag", "key": key} | one_flag.flagd(key, release)
