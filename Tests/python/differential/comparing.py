"""Asks every door the same, and says which of them answered otherwise."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from typing import Any

from doors import Answer, Question

SHOWN = 5
# Others by the environment: FLAGPOST_SEEDS="10 11 12".
SEEDS = [int(seed) for seed in os.environ.get("FLAGPOST_SEEDS", "1 2").split()]


def plain(value: Any) -> Any:
    """For comparison: `True` is not 1, and 10.0 is 10, as JSON has it."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value


class Comparison:
    """`reference` is the door that the others are held to."""

    def __init__(self, reference: str, doors: dict[str, Any], *, reasons: bool = True) -> None:
        self.reference = reference
        self.doors = doors
        self.reasons = reasons
        self.answers = 0
        self.reached: set[tuple[str, str | None]] = set()
        self.differences: list[tuple[Question, dict[str, Answer]]] = []

    def ask(self, questions: Iterable[Question]) -> None:
        for question in questions:
            answers = {name: door.ask(question) for name, door in self.doors.items()}
            self.answers += len(answers)
            expected = answers[self.reference]
            self.reached.add((expected.reason, expected.error))
            if any(self.key(answer) != self.key(expected) for answer in answers.values()):
                self.differences.append((question, answers))

    def key(self, answer: Answer) -> Any:
        reason = answer.reason if self.reasons else None
        return answer.variant, plain(answer.value), reason, answer.error

    def report(self, definitions: dict[str, Any]) -> str:
        """The smallest definitions first."""
        size = lambda difference: len(json.dumps(definitions.get(difference[0].flag)))  # noqa: E731
        lines = [f"{len(self.differences)} questions of {self.answers} answers"]
        for question, answers in sorted(self.differences, key=size)[:SHOWN]:
            lines.append(json.dumps(definitions.get(question.flag), ensure_ascii=False))
            lines.append(f"  {question}")
            lines += [f"  {name:10} {answer}" for name, answer in answers.items()]
        return "\n".join(lines)
