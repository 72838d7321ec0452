"""What a route costs in Python, beside a dict lookup and a murmur hash of the unit, the least that any evaluator must do.

The floor uses mmh3 (C) where it is installed, which is harder to beat than the pure-Python hash that stands in for it.
Usage: PYTHONPATH=clients/python python3 Benchmarks/evaluation.py NAMESPACE_DIRECTORY  (published by flagpost-fixture)
"""

import os
import statistics
import sys
import time
import uuid

import flagpost

try:
    from mmh3 import hash as murmur
    FLOOR = "mmh3 (C)"
except ImportError:
    FLOOR = "pure Python"

    def murmur(text: str) -> int:
        data = text.encode()
        result, mask = 0, 0xFFFFFFFF
        for start in range(0, len(data) + 3 & ~3, 4):
            word = int.from_bytes(data[start:start + 4], "little") * 0xCC9E2D51 & mask
            word = (word << 15 | word >> 17) * 0x1B873593 & mask
            result ^= word
            if len(data) - start >= 4:
                result = ((result << 13 | result >> 19) & mask) * 5 + 0xE6546B64 & mask
        result ^= len(data)
        result = (result ^ result >> 16) * 0x85EBCA6B & mask
        result = (result ^ result >> 13) * 0xC2B2AE35 & mask
        return result ^ result >> 16


def main() -> None:
    runtime, namespace = os.path.split(os.path.abspath(sys.argv[1]))
    flags = flagpost.Client(namespace, runtime)
    assert flags.route("chat", plan="free").value, "nothing is published there"
    reader = flags._reader()
    units = [str(uuid.uuid4()) for _ in range(1000)]
    plan = {"plan": "free"}
    table = {f"feature-{number}": {"model": "claude"} for number in range(999)} | {"chat": {"model": "claude"}}

    def native():
        for unit in units:
            reader.evaluate("chat", unit, plan)[0]

    def route():
        for unit in units:
            flags.route("chat", unit=unit, plan="free").value

    def floor():
        for unit in units:
            table["chat"]
            murmur("chat/" + unit)

    def microseconds(work) -> float:
        start = time.perf_counter_ns()
        for _ in range(50):
            work()
        return (time.perf_counter_ns() - start) / 50 / len(units) / 1000

    rounds = [(microseconds(native), microseconds(route), microseconds(floor)) for _ in range(11)]
    for name, column in (("extension", 0), ("route()", 1)):
        ratio = statistics.median(times[column] / times[2] for times in rounds)
        median = statistics.median(times[column] for times in rounds)
        print(f"{name}: {median:.3f} us, {ratio:.2f}x of the floor (dict lookup + {FLOOR} murmur)")


if __name__ == "__main__":
    main()
