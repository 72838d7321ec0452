"""libflagpost.so, which is Embedded Swift, by its C functions."""

from __future__ import annotations

import ctypes
import json
import pathlib
from typing import Any

from .answer import Answer, Question, failed

LIBRARY = pathlib.Path(__file__).resolve().parents[4] / ".build-client" / "lib" / "libflagpost.so.1"
OK, CODE_DEFAULT = 0, 7
ERRORS = {1: "PROVIDER_NOT_READY", 2: "FLAG_NOT_FOUND", 3: "PARSE_ERROR", 8: "GENERAL"}
REASONS = ("ERROR", "STATIC", "DEFAULT", "TARGETING_MATCH", "SPLIT", "DISABLED", "STALE")
STRING, NUMBER, BOOL, JSON = range(4)


class Attribute(ctypes.Structure):
    _fields_ = [
        ("name", ctypes.c_char_p), ("name_length", ctypes.c_size_t), ("string", ctypes.c_char_p),
        ("string_length", ctypes.c_size_t), ("number", ctypes.c_double), ("type", ctypes.c_uint32),
        ("reserved", ctypes.c_uint32),
    ]  # fmt: skip

    @classmethod
    def of(cls, name: str, value: Any) -> Attribute:
        text, number, kind = b"", 0.0, JSON
        if isinstance(value, str):
            text, kind = value.encode(), STRING
        elif isinstance(value, bool):
            number, kind = float(value), BOOL
        elif isinstance(value, (int, float)):
            number, kind = float(value), NUMBER
        else:
            text = json.dumps(value).encode()
        encoded = name.encode()
        return cls(encoded, len(encoded), text, len(text), number, kind, 0)


class Decision(ctypes.Structure):
    _fields_ = [
        *((field, kind) for name in ("variant", "value", "metadata")
          for field, kind in ((name, ctypes.c_void_p), (f"{name}_length", ctypes.c_size_t))),
        *((name, ctypes.c_uint64) for name in (
            "feature_hash", "variant_hash", "revision", "generation", "age_ns", "decision_high", "decision_low")),
        ("status", ctypes.c_int32),
        *((name, ctypes.c_uint8) for name in ("reason", "cause", "arm", "reserved")),
    ]  # fmt: skip


class LibraryDoor:
    def __init__(self, directory: pathlib.Path) -> None:
        self.library = ctypes.CDLL(str(LIBRARY))
        self.library.flagpost_reader_new.restype = ctypes.c_void_p
        self.library.flagpost_abi_version.restype = ctypes.c_uint32
        assert self.library.flagpost_abi_version() == 2
        self.client = ctypes.c_void_p()
        assert self.library.flagpost_open(str(directory).encode(), None, ctypes.byref(self.client)) == OK
        self.reader = ctypes.c_void_p(self.library.flagpost_reader_new(self.client))

    def close(self) -> None:
        self.library.flagpost_reader_free(self.reader)
        self.library.flagpost_close(self.client)

    def ask(self, question: Question) -> Answer:
        attributes = [Attribute.of(name, value) for name, value in question.attributes.items()]
        key, unit, decision = question.flag.encode(), (question.unit or "").encode(), Decision()
        status = self.library.flagpost_evaluate(
            self.reader, key, ctypes.c_size_t(len(key)), unit, ctypes.c_size_t(len(unit)),
            (Attribute * len(attributes))(*attributes), ctypes.c_size_t(len(attributes)), ctypes.byref(decision),
        )  # fmt: skip
        reason = REASONS[decision.reason]
        if status == CODE_DEFAULT:
            return Answer(None, None, reason)
        if status != OK:
            return failed(ERRORS[status])
        variant = ctypes.string_at(decision.variant, decision.variant_length).decode()
        return Answer(variant, json.loads(ctypes.string_at(decision.value, decision.value_length)), reason)
