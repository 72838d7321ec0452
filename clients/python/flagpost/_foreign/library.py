"""flagpost.h in ctypes' words."""

from __future__ import annotations

import ctypes
import os
import pathlib
from ctypes import POINTER, c_char_p, c_double, c_float, c_int32, c_int64, c_size_t, c_uint8, c_uint32, c_uint64, c_void_p

ABI_VERSION = 2
OK, NOT_READY, INVALID_ARGUMENT, NO_MEMORY, DROPPED, CODE_DEFAULT = 0, 1, 4, 5, 6, 7
STRING, NUMBER, BOOL = 0, 1, 2
MAXIMUM_ATTRIBUTES = 65_536


class Attribute(ctypes.Structure):
    _fields_ = [
        ("name", c_char_p), ("name_length", c_size_t), ("string", c_char_p), ("string_length", c_size_t),
        ("number", c_double), ("type", c_uint32), ("reserved", c_uint32)]


class Decision(ctypes.Structure):
    _fields_ = [
        ("variant", c_void_p), ("variant_length", c_size_t), ("value", c_void_p), ("value_length", c_size_t),
        ("metadata", c_void_p), ("metadata_length", c_size_t), ("feature_hash", c_uint64), ("variant_hash", c_uint64),
        ("revision", c_uint64), ("generation", c_uint64), ("age_ns", c_uint64), ("decision_high", c_uint64),
        ("decision_low", c_uint64), ("status", c_int32), ("reason", c_uint8), ("cause", c_uint8), ("arm", c_uint8),
        ("reserved", c_uint8)]


class Call(ctypes.Structure):
    _fields_ = [
        ("feature_hash", c_uint64), ("variant_hash", c_uint64), ("model_hash", c_uint64), ("revision", c_uint64),
        ("decision_high", c_uint64), ("decision_low", c_uint64), ("unit_high", c_uint64), ("unit_low", c_uint64),
        ("began", c_uint64), ("attempt", c_uint32), ("reserved", c_uint32)]


class Usage(ctypes.Structure):
    _fields_ = [
        ("latency_ns", c_uint64), ("first_token_ns", c_uint64), ("cost_micros", c_int64), ("input_tokens", c_uint32),
        ("output_tokens", c_uint32), ("cached_tokens", c_uint32), ("has_cost", c_uint8), ("result", c_uint8),
        ("retried", c_uint8), ("late", c_uint8), ("weight", c_float)]


def _load() -> ctypes.CDLL:
    """The copy in the package; FLAGPOST_LIBRARY names another."""
    path = os.environ.get("FLAGPOST_LIBRARY") or str(pathlib.Path(__file__).parents[1] / "libflagpost.so.1")
    library = ctypes.CDLL(path)
    library.flagpost_abi_version.restype = c_uint32
    if (version := library.flagpost_abi_version()) != ABI_VERSION:
        raise ImportError(f"{path} has ABI version {version}, and {ABI_VERSION} is needed")
    text = [c_char_p, c_size_t]
    signatures: dict[str, tuple[object, list[object]]] = {
        "strerror": (c_char_p, [c_int32]),
        "open": (c_int32, [c_char_p, c_void_p, POINTER(c_void_p)]),
        "close": (None, [c_void_p]),
        "reader_new": (c_void_p, [c_void_p]),
        "reader_free": (None, [c_void_p]),
        "evaluate": (c_int32, [c_void_p, *text, *text, c_void_p, c_size_t, POINTER(Decision)]),
        "begin": (c_int32, [c_void_p, POINTER(Decision), *text, *text, c_uint32, POINTER(Call)]),
        "end": (c_int32, [c_void_p, POINTER(Call), POINTER(Usage)]),
        "feedback": (c_int32, [c_void_p, POINTER(Decision), *text, *text]),
        "score": (c_int32, [c_void_p, POINTER(Decision), *text, *text, *text, c_double]),
        "generation": (c_uint64, [c_void_p]),
    }
    for name, (answer, arguments) in signatures.items():
        function = getattr(library, f"flagpost_{name}")
        function.restype, function.argtypes = answer, arguments
    return library


library = _load()


def message(status: int) -> str:
    """The text of an answer."""
    text: bytes = library.flagpost_strerror(status)
    return text.decode()


def reported(status: int) -> bool:
    """Whether a report was kept; raises ValueError where it was refused."""
    if status not in (OK, DROPPED):
        raise ValueError(message(status))
    return status == OK
