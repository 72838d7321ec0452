"""The stated model of the demo: which requests arrive when, how long they take, and which ones fail.

Everything follows from the trace and a seed, so that the same seed gives the same story; only the measured times
differ from run to run.
"""

from __future__ import annotations

import csv
import dataclasses
import datetime
import hashlib
import pathlib

TRACE = pathlib.Path(__file__).parent / "data" / "conversation.csv"

# Latency of one call: time to the first token grows with the prompt, then every token takes its time. The candidate
# is the larger model.
FIRST_TOKEN_MS = 180.0
PER_INPUT_TOKEN_MS = 0.15
PER_OUTPUT_TOKEN_MS = {"stable": 14.0, "canary": 22.0}


@dataclasses.dataclass(frozen=True)
class Request:
    row: int
    at: float  # seconds after the demo's start, sped up
    input_tokens: int
    output_tokens: int

    @property
    def session(self) -> str:
        return f"session-{self.row}"


@dataclasses.dataclass(frozen=True)
class Plan:
    seed: int
    speed: float
    duration: float
    candidate_fault_at: float  # seconds after the start
    baseline_fault_at: float
    candidate_failure: float = 0.9  # probability that a call fails from then on
    baseline_failure: float = 0.6
    usual_failure: float = 0.01  # of a healthy service

    def requests(self) -> list[Request]:
        requests = []
        start = None
        with TRACE.open(newline="", encoding="utf-8") as file:
            for row, record in enumerate(csv.DictReader(file)):
                # The trace has seven digits of a second; Python reads six.
                arrival = datetime.datetime.fromisoformat(record["TIMESTAMP"][:26])
                start = start or arrival
                at = (arrival - start).total_seconds() / self.speed
                if at >= self.duration:
                    break
                requests.append(Request(row, at, int(record["ContextTokens"]), int(record["GeneratedTokens"])))
        return requests

    def fails(self, request: Request, variant: str) -> bool:
        """Whether this request would fail if this variant served it."""
        if variant == "canary" and request.at >= self.candidate_fault_at:
            probability = self.candidate_failure
        elif variant == "stable" and request.at >= self.baseline_fault_at:
            probability = self.baseline_failure
        elif variant in PER_OUTPUT_TOKEN_MS:
            probability = self.usual_failure
        else:
            return False
        digest = hashlib.sha256(f"{self.seed}/{variant}/{request.row}".encode()).digest()
        return int.from_bytes(digest[:8], "big") / 2**64 < probability

    @staticmethod
    def latency(request: Request, variant: str) -> float:
        """Seconds that the call would have taken."""
        per_token = PER_OUTPUT_TOKEN_MS.get(variant)
        if per_token is None:
            return 0.0
        milliseconds = FIRST_TOKEN_MS + PER_INPUT_TOKEN_MS * request.input_tokens + per_token * request.output_tokens
        return milliseconds / 1000
