"""Random JSONLogic, of the kind that flagd's evaluators agree upon.

Every operator occurs, but only on operands whose meaning is the same in the JavaScript reference, which Flagpost
follows, and in the Python library inside flagd's provider. What that library does otherwise, and what is therefore
left out here:

- `==` holds there between null and 0, `===` between 1 and true, and lists are equal by their content; "" is no number;
- `+` and `*` take null, booleans and "" for numbers, where the reference finds none;
- `/` by zero is an error, and `%` takes the sign of its divisor;
- nothing is `in` an empty text for the reference, and the empty text is for that library;
- numbers beyond 2^53 are exact there, and JavaScript's doubles here;
- `cat` writes True, False and null; JavaScript's numbers have up to 17 digits, its 15;
- text is ordered, cut and measured by code points there, by UTF-16 units in the reference;
- a number as the rule's result is named as Python prints it: 1.0, not 1;
- weights of `fractional` must be written as integers: 50.0 is none;
- inside `map` and its like, `fractional` without a value to hash is an error;
- an empty targetingKey is a value there; for Flagpost it is none.
"""

from __future__ import annotations

import random
from typing import Any

WORDS = ("pro", "free", "trial", "red", "blue", "a", "ab", "abc", "größe", "東京", "x-1")
VERSIONS = ("1.0.0", "1.2.3", "v2.0.0", "2", "2.1", "1.2.3-rc.1", "1.2.3+build", "1.2.3.4", "not a version", "")
COMPARISONS = ("<", "<=", ">", ">=")
DEPTH = 4


class RuleMaker:
    """Rules that give one of `variants`, and now and then something else."""

    def __init__(self, generator: random.Random, variants: list[str], references: list[str]) -> None:
        self.random = generator
        self.variants = variants
        self.references = references

    def one_of(self, *makers: Any) -> Any:
        return self.random.choice(makers)()

    # What a rule gives

    def variant(self, depth: int = DEPTH) -> Any:
        if depth == 0 or self.random.random() < 0.25:
            return self.outcome()
        return self.one_of(
            lambda: self.conditional(self.variant, depth), lambda: self.conditional(self.variant, depth),
            lambda: self.fractional(lambda: self.variant(depth - 2 if depth > 2 else 0)),
        )  # fmt: skip

    def outcome(self) -> Any:
        chance = self.random.random()
        if chance < 0.8:
            return self.random.choice(self.variants)
        if chance < 0.85:
            return {"var": "choice"}
        odd: list[Any] = [None, True, False, 1, "no such variant", "", {"no_such_operator": [1]}, {"var": "no.such"}]
        return self.random.choice(odd)

    def conditional(self, make: Any, depth: int) -> Any:
        branches: list[Any] = []
        for _ in range(self.random.choice((1, 1, 1, 2, 3))):
            branches += [self.condition(depth - 1), make(depth - 1)]
        if self.random.random() < 0.85:
            branches.append(make(depth - 1))
        return {self.random.choice(("if", "if", "?:")): branches}

    def fractional(self, make: Any) -> Any:
        entries: list[Any] = []
        for _ in range(self.random.randint(1, 4)):
            entries.append([make()] if self.random.random() < 0.15 else [make(), self.weight()])
        if self.random.random() < 0.4:
            return {"fractional": entries}
        return {"fractional": [self.bucketing_value(), *entries]}

    def weight(self) -> Any:
        chance = self.random.random()
        if chance < 0.75:
            return self.random.randint(0, 100)
        if chance < 0.85:
            return self.random.choice((-50, 0, 1, 2_147_483_647, 2_147_483_648, "10", True))
        return {"if": [self.condition(1), self.random.randint(0, 100), self.random.randint(0, 100)]}

    def bucketing_value(self) -> Any:
        return self.one_of(
            lambda: {"var": "targetingKey"}, lambda: {"cat": [{"var": "$flagd.flagKey"}, self.text(1)]},
            lambda: {"var": "anything"}, lambda: {"var": "count"}, lambda: {"var": "person"}, lambda: self.text(2),
        )  # fmt: skip

    # Conditions

    def condition(self, depth: int) -> Any:
        if depth <= 0:
            return self.simple_condition()
        return self.one_of(
            self.simple_condition, self.simple_condition, self.simple_condition,
            lambda: {"and": [self.condition(depth - 1) for _ in range(self.random.randint(1, 3))]},
            lambda: {"or": [self.condition(depth - 1) for _ in range(self.random.randint(1, 3))]},
            lambda: {"!": [self.condition(depth - 1)]}, lambda: {"!!": [self.condition(depth - 1)]},
            lambda: {self.random.choice(COMPARISONS): [self.number(depth - 1), self.number(depth - 1)]},
            lambda: {self.random.choice(COMPARISONS): [self.text(depth - 1), self.text(depth - 1)]},
            lambda: {"in": [self.text(depth - 1), {"cat": ["-", self.text(depth - 1)]}]},
            lambda: self.fractional(lambda: self.random.random() < 0.5),
            lambda: {"$ref": self.random.choice(self.references)},
        )  # fmt: skip

    def simple_condition(self) -> Any:
        word, anything = self.random.choice(WORDS), {"var": "anything"}
        subject = self.random.choice(({"var": "plan"}, anything))
        version = self.random.choice(({"var": "version"}, anything))
        return self.one_of(
            lambda: {self.random.choice(("==", "!=", "===", "!==")): [{"var": "plan"}, word]},
            lambda: {self.random.choice(("==", "!=")): [self.number(1), self.random.choice((3, "3", 0.5, "42"))]},
            lambda: {self.random.choice(COMPARISONS): [{"var": "count"}, self.random.randint(-5, 50)]},
            lambda: {self.random.choice(("<", "<=")): [self.random.randint(-5, 5), {"var": "count"}, 30]},
            lambda: {"in": [{"var": "plan"}, self.words()]}, lambda: {"in": [word, {"var": "tags"}]},
            lambda: {"in": [anything, self.words()]},
            lambda: {self.random.choice(("starts_with", "ends_with")): [subject, word[:2]]},
            lambda: {"starts_with": self.random.choice(([word], [], [word, word, word]))},
            lambda: {"sem_ver": [version, self.operator(), self.random.choice(VERSIONS)]},
            lambda: {"!": anything}, lambda: {"!!": [anything]}, lambda: {"var": "beta"},
            lambda: {self.random.choice(("some", "all", "none")): [{"var": "tags"}, {"==": [{"var": ""}, word]}]},
            lambda: {self.random.choice(("some", "all", "none")): [{"var": "people"}, {">": [{"var": "level"}, 3]}]},
            lambda: {"missing": ["plan", "person.city"]}, lambda: {"missing_some": [1, ["plan", "count", "beta"]]},
            lambda: {"filter": [{"var": "numbers"}, {">": [{"var": ""}, self.random.randint(0, 9)]}]},
            lambda: {"merge": [{"var": ["tags", []]}, []]},
            lambda: {">": [{"var": "$flagd.timestamp"}, self.random.choice((0, 4_102_444_800))]},
            lambda: {"==": [{"var": "person.city"}, word]},
            lambda: self.random.choice((True, False, 0, 1, "0", "", [], None)),
        )  # fmt: skip

    def operator(self) -> str:
        return self.random.choice(("=", "!=", "<", "<=", ">", ">=", "~", "^", "==="))

    def words(self) -> list[str]:
        return self.random.sample(WORDS, self.random.randint(0, len(WORDS)))

    # Operands, never null

    def number(self, depth: int) -> Any:
        if depth <= 0:
            return self.one_of(
                lambda: self.random.randint(-20, 50), lambda: self.random.choice((0.5, 1.25, 3)),
                lambda: {"var": ["count", 7]}, lambda: {"var": ["person.level", 2]}, lambda: {"var": ["ratio", 0.25]},
            )  # fmt: skip
        operands = lambda: [self.number(depth - 1) for _ in range(self.random.randint(1, 3))]  # noqa: E731
        return self.one_of(
            lambda: self.number(0), lambda: {"+": operands()}, lambda: {"*": operands()},
            lambda: {"-": operands()[:2]}, lambda: {"/": [self.number(depth - 1), self.random.choice((2, 3, 10))]},
            lambda: {"%": [self.random.randint(0, 99), self.random.randint(1, 9)]},
            lambda: {"min": operands()}, lambda: {"max": operands()},
            lambda: {"if": [self.condition(depth - 1), self.number(depth - 1), self.number(depth - 1)]},
            lambda: {"reduce": [{"var": "numbers"}, {"+": [{"var": "current"}, {"var": "accumulator"}]}, 0]},
            lambda: {"reduce": [{"map": [{"var": "numbers"}, {"*": [{"var": ""}, 2]}]},
                                {"max": [{"var": "current"}, {"var": "accumulator"}]}, 1]},
        )  # fmt: skip

    def text(self, depth: int) -> Any:
        if depth <= 0:
            return self.one_of(
                lambda: self.random.choice(WORDS), lambda: {"var": ["plan", "none"]},
                lambda: {"var": ["person.city", "nowhere"]}, lambda: {"var": ["tags.0", "untagged"]},
            )  # fmt: skip
        return self.one_of(
            lambda: self.text(0), lambda: {"cat": [self.text(depth - 1), self.text(depth - 1)]},
            lambda: {"cat": [self.text(depth - 1), self.random.randint(-9, 99), {"var": ["ratio", 0.25]}]},
            lambda: {"substr": ["abcdefghij", self.random.randint(-12, 12)]},
            lambda: {"substr": ["abcdefghij", self.random.randint(-12, 12), self.random.randint(-12, 12)]},
            lambda: {"if": [self.condition(depth - 1), self.text(depth - 1), self.text(depth - 1)]},
        )  # fmt: skip
