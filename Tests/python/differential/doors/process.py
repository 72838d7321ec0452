"""The evaluator of the ordinary build, through FlagClient's Swift API: the executable evaluation-fixture."""

from __future__ import annotations

import json
import pathlib
import subprocess

from .answer import Answer, Question, failed

FIXTURE = pathlib.Path(__file__).resolve().parents[4] / ".build" / "debug" / "evaluation-fixture"
ERRORS = {
    "notReady": "PROVIDER_NOT_READY", "flagNotFound": "FLAG_NOT_FOUND", "parseError": "PARSE_ERROR",
    "general": "GENERAL",
}  # fmt: skip


class ProcessDoor:
    def __init__(self, directory: pathlib.Path) -> None:
        assert FIXTURE.exists(), "run: swift build --product evaluation-fixture"
        self.process = subprocess.Popen(
            [FIXTURE, directory], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def close(self) -> None:
        self.process.communicate(timeout=10)

    def ask(self, question: Question) -> Answer:
        asked = {"flag": question.flag, "unit": question.unit, "attributes": question.attributes}
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if answer["status"] in ERRORS:
            return failed(ERRORS[answer["status"]])
        return Answer(answer["variant"], answer["value"], answer["reason"])
