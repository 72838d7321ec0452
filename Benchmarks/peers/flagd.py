"""flagd's own OpenFeature provider in file mode, asked through an OpenFeature client."""

from __future__ import annotations

import json
import logging
import os
import pathlib
from typing import Any

from openfeature import api
from openfeature.contrib.provider.flagd import FlagdProvider
from openfeature.contrib.provider.flagd.config import ResolverType
from openfeature.evaluation_context import EvaluationContext

from . import one_flag

# Its thread looks once more after it was shut down, and complains that the file is gone.
logging.getLogger("openfeature.contrib").setLevel(logging.CRITICAL + 1)
NOTHING: dict[str, Any] = {}


class Flagd:
    name = "flagd provider, file mode"

    def __init__(self, folder: pathlib.Path, count: int) -> None:
        self.count = count
        self.path = folder / "flags.flagd.json"
        self._write(release=1)
        provider = FlagdProvider(resolver_type=ResolverType.FILE, offline_flag_source_path=str(self.path))
        api.set_provider_and_wait(provider)
        self.client = api.get_client()

    def _write(self, release: int) -> None:
        flags = {key: one_flag.flagd(key, release) for key in one_flag.keys(self.count)}
        aside = self.path.with_suffix(".new")
        aside.write_text(json.dumps({"flags": flags}), encoding="utf-8")
        os.rename(aside, self.path)

    def read(self, key: str, unit: str) -> Any:
        return self.client.get_object_value(key, NOTHING, EvaluationContext(unit, {"plan": "free"}))

    def read_all(self, pairs: list[tuple[str, str]]) -> None:
        get = self.client.get_object_value
        for key, unit in pairs:
            get(key, NOTHING, EvaluationContext(unit, {"plan": "free"}))

    def replace(self, release: int) -> None:
        """It looks at the file every 500 ms."""
        self._write(release)

    def close(self) -> None:
        api.clear_providers()
