"""LaunchDarkly's server SDK, reading a store that is filled here; it opens no connection and sends no events."""

from __future__ import annotations

import json
import pathlib
import threading
from typing import Any

from ldclient import Config, Context, LDClient
from ldclient.feature_store import InMemoryFeatureStore
from ldclient.versioned_data_kind import FEATURES, SEGMENTS

from . import one_flag


class LaunchDarkly:
    name = "LaunchDarkly"

    def __init__(self, folder: pathlib.Path, count: int) -> None:
        self.count = count
        self.store = InMemoryFeatureStore()
        self._put(self._message(release=1))
        self.client = LDClient(Config("none", feature_store=self.store, use_ldd=True, send_events=False))

    def _message(self, release: int) -> str:
        return json.dumps({key: one_flag.launchdarkly(key, release) for key in one_flag.keys(self.count)})

    def _put(self, message: str) -> None:
        self.store.init({FEATURES: json.loads(message), SEGMENTS: {}})

    def read(self, key: str, unit: str) -> Any:
        return self.client.variation(key, Context.builder(unit).set("plan", "free").build(), None)

    def read_all(self, pairs: list[tuple[str, str]]) -> None:
        variation, builder = self.client.variation, Context.builder
        for key, unit in pairs:
            variation(key, builder(unit).set("plan", "free").build(), None)

    def replace(self, release: int) -> None:
        """As its stream does with a `put`: parses what came, and swaps it in, on a thread beside the reader's."""
        threading.Thread(target=self._put, args=(self._message(release),), daemon=True).start()

    def close(self) -> None:
        self.client.close()
