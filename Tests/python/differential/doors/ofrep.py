"""The agent's HTTP door, asked by OFREP."""

from __future__ import annotations

import json
from typing import Any

from .answer import Answer, Question, failed


class OFREPDoor:
    def __init__(self, host: Any) -> None:
        self.host = host

    def close(self) -> None:
        pass

    def ask(self, question: Question) -> Answer:
        context = question.attributes | ({} if question.unit is None else {"targetingKey": question.unit})
        status, body = self.host.request(
            "POST", f"/ofrep/v1/evaluate/flags/{question.flag}", json.dumps({"context": context})
        )
        answer = json.loads(body)
        if status != 200:
            return failed(answer["errorCode"])
        return Answer(answer.get("variant"), answer.get("value"), answer["reason"])
