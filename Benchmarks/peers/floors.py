"""Two floors that know nothing of segments, kills, snapshots or reasons:

- bare: in the loop itself, a dict lookup of the flag and a murmur hash of "flag/unit". No call, no decision.
- by hand: what a service writes for itself, one Python function: looks the flag up in a dict, builds the key's text,
  hashes it, walks the split's list of (edge, variant), and returns the variant's value.

Both hash with mmh3 (C), which is harder to beat than pure Python.
"""

from __future__ import annotations

import pathlib
from typing import Any

from mmh3 import hash as murmur

from . import one_flag


def table(count: int) -> dict[str, Any]:
    edge = round(one_flag.SHARE * 100_000)
    variants = {name: one_flag.value(name, 1) for name in ("stable", "candidate")}
    return {
        key: {"splits": [(edge, "candidate"), (100_000, "stable")], "variants": variants}
        for key in one_flag.keys(count)
    }


class Bare:
    name = "floor: bare, in the loop"

    def __init__(self, folder: pathlib.Path, count: int) -> None:
        self.table = table(count)

    def read_all(self, pairs: list[tuple[str, str]]) -> None:
        table = self.table
        for key, unit in pairs:
            table[key]
            murmur(key + "/" + unit, 0, False)

    def close(self) -> None:
        self.table.clear()


class ByHand:
    name = "floor: by hand, one function"

    def __init__(self, folder: pathlib.Path, count: int) -> None:
        self.table = table(count)

    def read(self, key: str, unit: str) -> Any:
        flag = self.table[key]
        bucket = murmur(f"{key}/{unit}", 0, False) * 100_000 >> 32
        for edge, variant in flag["splits"]:
            if bucket < edge:
                return flag["variants"][variant]

    def read_all(self, pairs: list[tuple[str, str]]) -> None:
        read = self.read
        for key, unit in pairs:
            read(key, unit)

    def close(self) -> None:
        self.table.clear()
