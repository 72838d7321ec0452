"""What flags.route() costs in Python, beside two floors that know nothing of segments, kills, snapshots or reasons:

- bare: in the loop itself, a dict lookup of the feature and a murmur hash of "feature/unit". No call, no decision.
- check: what a service writes by hand, one Python function: looks the feature up in a dict of 1,000, builds the key's
  text, hashes it, walks the split's list of (edge, variant), and returns the variant's value.

Both hash with mmh3 (C) where it is installed, which is harder to beat than the pure Python that stands in for it.
Medians of paired rounds; the ratios travel between machines, the times do not.
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
    HASH = "mmh3 (C)"
except ImportError:
    HASH = "pure Python"

    def murmur(text: str, _seed: int, _signed: bool) -> int:
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
    units = [str(uuid.uuid4()) for _ in range(1000)]
    value = {"model": "claude", "params": {"max_tokens": 64}}
    table = {
        key: {"splits": [(5_000, "canary"), (100_000, "stable")], "variants": {"canary": value, "stable": value}}
        for key in [f"feature-{number}" for number in range(999)] + ["chat"]}

    def check_by_hand(feature, unit):
        flag = table[feature]
        bucket = murmur(f"{feature}/{unit}", 0, False) * 100_000 >> 32
        for edge, variant in flag["splits"]:
            if bucket < edge:
                return flag["variants"][variant]

    def route():
        for unit in units:
            flags.route("chat", unit=unit, plan="free").value

    def bare():
        for unit in units:
            table["chat"]
            murmur("chat/" + unit, 0, False)

    def check():
        for unit in units:
            check_by_hand("chat", unit)

    def microseconds(work) -> float:
        start = time.perf_counter_ns()
        for _ in range(50):
            work()
        return (time.perf_counter_ns() - start) / 50 / len(units) / 1000

    rounds = [[microseconds(work) for work in (route, bare, check)] for _ in range(21)]
    ours, *floors = zip(*rounds)
    print(f"route(): {statistics.median(ours):.3f} us, with a unit and an attribute, value taken")
    for name, floor in zip(("bare", "check"), floors):
        ratio = statistics.median(mine / theirs for mine, theirs in zip(ours, floor))
        print(f"  {ratio:.2f}x of the {name} floor: {statistics.median(floor):.3f} us, murmur in {HASH}")


if __name__ == "__main__":
    main()
