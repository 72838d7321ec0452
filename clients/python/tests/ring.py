"""Reads reporting rings as docs/formats.md describes them."""

from __future__ import annotations

import pathlib
import struct
from dataclasses import dataclass

_CELL = 256
_CALL = struct.Struct("<4B4x10Q3IfQ")
_JUDGEMENT = struct.Struct("<3B5x2Qd5Q64s64s")
RESULTS = ("ok", "error", "timeout", "rate_limited", "content_policy", "cancelled", "lost", "not_made")


@dataclass
class Call:
    kind: str
    result: str
    attempt: int
    final: bool
    model: int
    decision: tuple[int, int]
    unit: tuple[int, int]
    latency: float
    first_token: float
    tokens: tuple[int, int, int]
    late: bool


@dataclass
class Judgement:
    kind: str
    name: str
    dimension: str
    value: float
    decision: tuple[int, int]
    unit: tuple[int, int]


def payloads(directory: pathlib.Path) -> list[bytes]:
    found = []
    for ring in sorted((directory / "rings").iterdir()):
        data = ring.read_bytes()
        assert data[:8] == b"FLAGRING"
        cells, head = struct.unpack_from("<I", data, 16)[0], struct.unpack_from("<Q", data, 64)[0]
        for position in range(head):
            start = 4096 + position % cells * _CELL
            sequence, _, length = struct.unpack_from("<QQI", data, start)
            if sequence == position + 1:
                found.append(data[start + 24:start + 24 + length])
    return found


def calls(directory: pathlib.Path) -> list[Call]:
    """Ends of calls."""
    return [call for call in ends(directory) if not call.late]


def late(directory: pathlib.Path) -> list[Call]:
    """What calls took that had ended before, given up."""
    return [call for call in ends(directory) if call.late]


def ends(directory: pathlib.Path) -> list[Call]:
    found = []
    for payload in payloads(directory):
        if payload[0] != 2:
            continue
        _, result, attempt, flags, _, _, model, _, high, low, *unit, latency, first, read, written, cached, _, _ = (
            _CALL.unpack_from(payload))
        found.append(Call(
            "end", RESULTS[result], attempt, bool(flags & 1), model, (high, low), (unit[0], unit[1]), latency / 1e9,
            first / 1e9, (read, written, cached), bool(flags & 2)))
    return found


def begins(directory: pathlib.Path) -> int:
    return sum(payload[0] == 1 for payload in payloads(directory))


def judgements(directory: pathlib.Path) -> list[Judgement]:
    found = []
    for payload in payloads(directory):
        if payload[0] not in (3, 4):
            continue
        kind, name_length, dimension_length, _, _, value, _, high, low, *unit, name, dimension = _JUDGEMENT.unpack_from(
            payload)
        found.append(Judgement(
            "feedback" if kind == 3 else "score", name[:name_length].decode(), dimension[:dimension_length].decode(),
            value, (high, low), (unit[0], unit[1])))
    return found
