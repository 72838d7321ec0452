"""Random features with routes, segments, splits and rollouts, and what is done to them under pressure."""

from __future__ import annotations

import random
from typing import Any

from random_rules import VERSIONS, WORDS

PLANS = [word for word in WORDS if word.isascii()]


def segment(generator: random.Random, key: str) -> dict[str, Any]:
    return {"kind": "segment", "key": key, "when": conditions(generator)}


def conditions(generator: random.Random, segments: list[str] | None = None) -> dict[str, Any]:
    """All of them must hold."""
    choices: list[tuple[str, Any]] = [
        ("plan", generator.sample(PLANS, generator.randint(1, 3))),
        ("plan", {"not": generator.sample(PLANS, 2)}),
        ("tier", {"startsWith": generator.choice(PLANS)[:2]}),
        ("count", [generator.randint(0, 5), 7]),
        ("beta", [generator.random() < 0.5]),
        ("version", {"semver": generator.choice((">=1.2.0", "<2.0.0", "^1.0.0", "~1.2.0", "=2.0.0"))}),
    ]
    if segments:
        choices.append(("segment", generator.choice(segments)))
    return dict(generator.sample(choices, generator.randint(1, 2)))


def shares(generator: random.Random, names: list[str]) -> dict[str, str]:
    """In thousandths of a per cent, of 100 % in all."""
    names = generator.sample(names, generator.randint(2, len(names)))
    edges = sorted(generator.sample(range(1, 100_000), len(names) - 1))
    weights = [end - start for start, end in zip([0, *edges], [*edges, 100_000])]
    return {name: f"{weight / 1000:.3f}%" for name, weight in zip(names, weights)}


def feature(generator: random.Random, key: str, segments: list[str]) -> dict[str, Any]:
    names = ["stable", "canary", "cheap"]
    route: list[dict[str, Any]] = []
    for _ in range(generator.randint(0, 4)):
        entry: dict[str, Any] = {"when": conditions(generator, segments)}
        if generator.random() < 0.6:
            entry["serve"] = generator.choice(names)
        else:
            entry["split"] = shares(generator, names)
        route.append(entry)
    route.append({"split": shares(generator, names)} if generator.random() < 0.7 else {"serve": "stable"})
    made: dict[str, Any] = {
        "kind": "feature", "key": key, "owner": "tests", "onKill": "off", "baseline": "stable", "route": route,
        "variants": {
            name: {"model": f"{name}-model", "params": {"temperature": 0.5}, "fallback": [{"static": "later"}]}
            for name in ("stable", "canary", "cheap", "fresh")
        } | {"off": {"static": "off"}},
    }  # fmt: skip
    if generator.random() < 0.4:
        made["bucketBy"] = generator.choice(("user", "plan"))
    if generator.random() < 0.3:
        made["salt"] = generator.choice(("shared", "größe/1"))
    if generator.random() < 0.5:
        first = generator.choice((["0.5% for 24h"], ["10% for 24h"], ["50% for 24h"], []))
        made["rollout"] = {"candidate": "fresh", "stages": [*first, "100%"]}
    return made


def namespace(generator: random.Random, count: int) -> list[dict[str, Any]]:
    segments = ["early", "large"]
    return [segment(generator, key) for key in segments] + [
        feature(generator, f"feature-{number}", segments) for number in range(count)
    ]


def pressure(generator: random.Random, documents: list[dict[str, Any]]) -> list[list[str]]:
    """Command lines: rollouts begin, features are killed, variants withdrawn."""
    commands = []
    for document in documents:
        if "rollout" in document:
            commands.append(["rollout", "start", document["key"]])
        chance = generator.random()
        if document["kind"] == "feature" and chance < 0.15:
            commands.append(["kill", document["key"]])
        elif document["kind"] == "feature" and chance < 0.5:
            for name in generator.sample(["stable", "canary", "cheap"], generator.choice((1, 1, 2))):
                commands.append(["withdraw", document["key"], name])
    return [[*command, "--reason", "at random"] for command in commands]


def context(generator: random.Random) -> tuple[str | None, dict[str, Any]]:
    everything: dict[str, Any] = {
        "plan": generator.choice(WORDS), "tier": generator.choice(WORDS), "count": generator.randint(0, 8),
        "beta": generator.random() < 0.5, "version": generator.choice(VERSIONS),
        "user": f"person-{generator.randint(0, 1000)}",
    }  # fmt: skip
    unit = None if generator.random() < 0.1 else f"user-{generator.randint(0, 10_000)}"
    return unit, {name: value for name, value in everything.items() if generator.random() < 0.8}
