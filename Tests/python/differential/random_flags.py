"""Random flags in flagd's format, and contexts to ask about them."""

from __future__ import annotations

import random
from typing import Any

from random_rules import VERSIONS, WORDS, RuleMaker

VALUES: dict[str, list[Any]] = {
    "boolean": [True, False],
    "string": ["", "hi", "größe \U0001f6a9", 'quoted "text"\n', "1", "true"],
    "integer": [0, 1, -7, 2_147_483_647, 9_007_199_254_740_991],
    "float": [0.0, 0.1, -2.5, 10.0, 1e-7, 1.5e300],
    "object": [
        {}, {"model": "m", "params": {"temperature": 0.7, "stop": ["\n", None, True]}}, {"": {"deep": [[], {}]}},
        {"größe": "東京", "n": 12345678901234},
    ],
}  # fmt: skip
# `choice` in a context may name one.
NAMES = ("on", "off", "red", "blue", "größe", "1", "true", "false", "a.b-c")


def evaluators(generator: random.Random) -> dict[str, Any]:
    """Shared rules; they refer to nothing themselves."""
    maker = RuleMaker(generator, variants=["on"], references=["nothing"])
    return {name: maker.simple_condition() for name in ("first", "second")}


def flag(generator: random.Random) -> tuple[str, dict[str, Any]]:
    """A type, and a flag whose values are of it."""
    kind = generator.choice(list(VALUES))
    names = generator.sample(NAMES, generator.randint(2, 5))
    made: dict[str, Any] = {
        "state": "DISABLED" if generator.random() < 0.05 else "ENABLED",
        "variants": {name: generator.choice(VALUES[kind]) for name in names},
    }
    if generator.random() < 0.8:
        made["defaultVariant"] = generator.choice(names)
    elif generator.random() < 0.5:
        made["defaultVariant"] = None
    if generator.random() < 0.9:
        made["targeting"] = RuleMaker(generator, names, references=["first", "second", "nowhere"]).variant()
    elif generator.random() < 0.5:
        made["targeting"] = {}
    if not isinstance(made.get("targeting", {}), dict):
        del made["targeting"]
    if generator.random() < 0.3:
        made["metadata"] = {"team": generator.choice(WORDS), "tier": generator.randint(1, 3), "public": True}
    return kind, made


def flag_set(generator: random.Random, count: int) -> tuple[dict[str, str], dict[str, Any]]:
    """The flags' types by key, and the file."""
    made = {f"flag-{number}": flag(generator) for number in range(count)}
    file = {
        "flags": {key: definition for key, (_, definition) in made.items()},
        "$evaluators": evaluators(generator),
        "metadata": {"flagSetId": "random", "version": 7},
    }
    return {key: kind for key, (kind, _) in made.items()}, file


def context(generator: random.Random) -> tuple[str | None, dict[str, Any]]:
    """A unit, or none, and attributes: each may be missing; `anything` has any type."""
    word = lambda: generator.choice(WORDS)  # noqa: E731
    everything: dict[str, Any] = {
        "plan": word(), "choice": generator.choice(NAMES), "count": generator.randint(-10, 60),
        "ratio": generator.choice((0.5, 0.25, 2, -1.5)), "beta": generator.random() < 0.5,
        "version": generator.choice(VERSIONS), "tags": [word() for _ in range(generator.randint(0, 3))],
        "numbers": [generator.randint(0, 9) for _ in range(generator.randint(0, 4))],
        "person": {"city": word(), "level": generator.randint(0, 5)},
        "people": [{"level": generator.randint(0, 5)} for _ in range(generator.randint(0, 3))],
        "anything": generator.choice((
            word(), "", 0, 1, -3, 2.5, 1e21, 0.1, 1e-7, True, False, None, [], [1, "a", None], {}, {"b": 1, "a": [2.0]},
            9_007_199_254_740_991,
        )),
    }  # fmt: skip
    unit = None if generator.random() < 0.1 else f"user-{generator.randint(0, 10_000)}"
    return unit, {name: value for name, value in everything.items() if generator.random() < 0.8}
