"""The C interface (`flagpost.h`) as a service uses it: reads from shared memory, reports through its ring.

`FLAGPOST_LIBRARY` names the library, else the one that `make client` builds is taken.
"""

import ctypes
import os
import pathlib
from ctypes import POINTER, byref, c_char_p, c_double, c_float, c_int32, c_int64, c_size_t, c_uint8, c_uint32, c_uint64, c_void_p

LIBRARY = os.environ.get(
    "FLAGPOST_LIBRARY", str(pathlib.Path(__file__).parents[2] / ".build-client" / "lib" / "libflagpost.so.1")
)
CAUSES = [None, "KILLED", "TRIPPED", "WITHDRAWN"]
RESULTS = ["ok", "error", "timeout", "rate_limited", "content_policy", "cancelled"]


class Attribute(ctypes.Structure):
    _fields_ = [("name", c_char_p), ("name_length", c_size_t), ("string", c_char_p), ("string_length", c_size_t),
                ("number", c_double), ("type", c_uint32), ("reserved", c_uint32)]


class Decision(ctypes.Structure):
    _fields_ = [("variant", c_void_p), ("variant_length", c_size_t), ("value", c_void_p), ("value_length", c_size_t),
                ("feature_hash", c_uint64), ("variant_hash", c_uint64), ("revision", c_uint64),
                ("generation", c_uint64), ("age_ns", c_uint64), ("decision_high", c_uint64),
                ("decision_low", c_uint64), ("status", c_int32), ("reason", c_uint8), ("cause", c_uint8),
                ("arm", c_uint8), ("reserved", c_uint8)]

    @property
    def variant_name(self):
        return ctypes.string_at(self.variant, self.variant_length).decode() if self.variant else None


class Usage(ctypes.Structure):
    _fields_ = [("latency_ns", c_uint64), ("first_token_ns", c_uint64), ("cost_micros", c_int64),
                ("input_tokens", c_uint32), ("output_tokens", c_uint32), ("cached_tokens", c_uint32),
                ("has_cost", c_uint8), ("result", c_uint8), ("retried", c_uint8), ("reserved", c_uint8),
                ("weight", c_float)]


class Call(ctypes.Structure):
    _fields_ = [(name, c_uint64) for name in
                ("feature", "variant", "model", "revision", "decision_high", "decision_low", "unit_high", "unit_low",
                 "began")] + [("attempt", c_uint32), ("reserved", c_uint32)]


class Options(ctypes.Structure):
    _fields_ = [("ring_cells", c_uint32), ("without_ring", c_uint32)]


class Client:
    """One reader and its ring. `cells`: records that the ring keeps for the agent."""

    def __init__(self, directory, cells=4096):
        self.library = library = ctypes.CDLL(LIBRARY)
        library.flagpost_reader_new.restype = c_void_p
        library.flagpost_reader_new.argtypes = [c_void_p]
        library.flagpost_reader_free.argtypes = [c_void_p]
        library.flagpost_close.argtypes = [c_void_p]
        library.flagpost_evaluate.argtypes = [c_void_p, c_char_p, c_size_t, c_char_p, c_size_t, POINTER(Attribute),
                                              c_size_t, POINTER(Decision)]
        library.flagpost_begin.argtypes = [c_void_p, POINTER(Decision), c_char_p, c_size_t, c_char_p, c_size_t,
                                           c_uint32, POINTER(Call)]
        library.flagpost_end.argtypes = [c_void_p, POINTER(Call), POINTER(Usage)]
        self.client = c_void_p()
        assert library.flagpost_open(os.fsencode(directory), byref(Options(cells, 0)), byref(self.client)) == 0
        self.reader = library.flagpost_reader_new(self.client)
        assert self.reader

    def decide(self, feature, unit="user-1", side=None):
        decision, feature, unit = Decision(), feature.encode(), unit.encode()
        attributes = (Attribute * 1)(Attribute(b"side", 4, (side or "").encode(), len(side or ""), 0, 0, 0))
        self.library.flagpost_evaluate(
            self.reader, feature, len(feature), unit, len(unit), attributes, 1 if side else 0, byref(decision))
        return decision

    def begin(self, decision, unit="user-1"):
        """`None` where it could not be kept."""
        call = Call()
        status = self.library.flagpost_begin(
            self.reader, byref(decision), unit.encode(), len(unit), None, 0, 1, byref(call))
        return call if status == 0 else None

    def end(self, call, result="ok"):
        """Whether it was kept."""
        usage = Usage(latency_ns=1_000_000, result=RESULTS.index(result))
        return self.library.flagpost_end(self.reader, byref(call), byref(usage)) == 0

    def close(self):
        self.library.flagpost_reader_free(self.reader)
        self.library.flagpost_close(self.client)
