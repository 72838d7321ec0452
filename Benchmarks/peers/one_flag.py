"""The flag that everyone evaluates, in each product's own format.

Staff get the candidate, of all others 5 % do; the value is an object. `release` stands in the model's name, so that a
reader sees when all flags have been replaced.
"""

from __future__ import annotations

import json
from typing import Any

SHARE = 0.05
ATTRIBUTE, SEGMENT = "plan", "staff"
# Who reads in the benchmarks: not staff, so that the rule is asked and the split decides.
OUTSIDER = "free"


def keys(count: int) -> list[str]:
    return [f"flag-{number}" for number in range(count)]


def value(variant: str, release: int | str) -> dict[str, Any]:
    return {"model": f"{variant}-{release}", "params": {"max_tokens": 64, "temperature": 0.7}}


def release_of(served: Any) -> int:
    return int(served["model"].rpartition("-")[2])


def feature(key: str, release: int | str) -> dict[str, Any]:
    """A feature of Flagpost."""
    return {
        "kind": "feature", "key": key, "owner": "bench",
        "variants": {
            name: value(name, release) | {"fallback": [{"static": "later"}]} for name in ("stable", "candidate")
        } | {"off": {"static": "sorry"}},
        "onKill": "off", "baseline": "stable",
        "route": [
            {"when": {ATTRIBUTE: [SEGMENT]}, "serve": "candidate"},
            {"split": {"candidate": f"{SHARE:.0%}", "stable": f"{1 - SHARE:.0%}"}},
        ],
    }  # fmt: skip


def flagd(key: str, release: int | str) -> dict[str, Any]:
    """Of a flagd file; also what Flagpost takes as an ordinary flag."""
    split = {"fractional": [
        {"cat": [key, "/", {"var": "targetingKey"}]},
        ["candidate", round(SHARE * 100)], ["stable", round((1 - SHARE) * 100)],
    ]}  # fmt: skip
    return {
        "state": "ENABLED", "defaultVariant": "stable",
        "variants": {name: value(name, release) for name in ("stable", "candidate")},
        "targeting": {"if": [{"in": [{"var": ATTRIBUTE}, [SEGMENT]]}, "candidate", split]},
    }  # fmt: skip


def eppo(key: str, release: int) -> dict[str, Any]:
    """Of Eppo's universal flag configuration."""
    shards, edge = 10_000, round(SHARE * 10_000)

    def part(variation: str, start: int, end: int) -> dict[str, Any]:
        return {"variationKey": variation, "shards": [{"salt": key, "ranges": [{"start": start, "end": end}]}]}

    rule = {"conditions": [{"attribute": ATTRIBUTE, "operator": "ONE_OF", "value": [SEGMENT]}]}
    return {
        "key": key, "enabled": True, "variationType": "JSON", "totalShards": shards,
        "variations": {
            name: {"key": name, "value": json.dumps(value(name, release))} for name in ("stable", "candidate")
        },
        "allocations": [
            {"key": "segment", "rules": [rule], "doLog": False,
             "splits": [{"variationKey": "candidate", "shards": []}]},
            {"key": "split", "doLog": False,
             "splits": [part("candidate", 0, edge), part("stable", edge, shards)]},
        ],
    }  # fmt: skip


def launchdarkly(key: str, release: int) -> dict[str, Any]:
    """A flag of LaunchDarkly's SDK data model; weights are in thousandths of a percent."""
    weight = round(SHARE * 100_000)
    return {
        "key": key, "version": release, "on": True, "salt": key,
        "variations": [value("stable", release), value("candidate", release)],
        "offVariation": 0, "targets": [], "prerequisites": [],
        "rules": [{
            "id": "segment", "variation": 1,
            "clauses": [{"attribute": ATTRIBUTE, "op": "in", "negate": False, "values": [SEGMENT]}],
        }],
        "fallthrough": {"rollout": {
            "kind": "rollout",
            "variations": [{"variation": 1, "weight": weight}, {"variation": 0, "weight": 100_000 - weight}],
        }},
    }  # fmt: skip
