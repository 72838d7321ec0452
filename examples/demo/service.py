"""One service process of the demo: routes each of its requests by flags, and reports what came back.

It answers with JSON lines on standard output: one for each request, one for each change that its probes see.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
import time

import flagpost

from plan import Plan, Request

FEATURE = "support-chat"
DEFAULT = {"static": "Please try again later."}


class Probe(threading.Thread):
    """Reads one unit's route every millisecond and notes each change, to tell when this process switched."""

    def __init__(self, flags: flagpost.Client, unit: str, notes: list[dict]) -> None:
        super().__init__(daemon=True)
        self.flags, self.unit, self.notes = flags, unit, notes
        self.stopped = threading.Event()

    def run(self) -> None:
        seen = None
        while not self.stopped.wait(0.001):
            variant = self.flags.route(FEATURE, unit=self.unit, default=DEFAULT).variant
            if variant != seen:
                self.notes.append({"at": time.time(), "unit": self.unit, "from": seen, "to": variant})
                seen = variant


def find_unit(flags: flagpost.Client, variant: str) -> str:
    for number in range(10_000):
        unit = f"probe-{number}"
        if flags.route(FEATURE, unit=unit, default=DEFAULT).variant == variant:
            return unit
    raise SystemExit(f"no unit of 10,000 gets {variant}: is the flag there?")


def serve(flags: flagpost.Client, plan: Plan, request: Request, assigned: str | None) -> dict:
    route = flags.route(FEATURE, unit=request.session, default=DEFAULT)
    failed = plan.fails(request, route.variant or "")
    if route.ai:
        flags.report(
            route,
            result="error" if failed else "ok",
            latency=plan.latency(request, route.variant or ""),
            input_tokens=request.input_tokens,
            output_tokens=0 if failed else request.output_tokens,
        )
    return {
        "row": request.row,
        "at": time.time(),
        "variant": route.variant,
        "assigned": assigned,
        "failed": failed,
        "would_fail": plan.fails(request, assigned or ""),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plan", type=json.loads, required=True)
    parser.add_argument("--share", type=int, required=True, help="which of the processes this is")
    parser.add_argument("--shares", type=int, required=True)
    arguments = parser.parse_args()

    plan = Plan(**arguments.plan)
    requests = [request for request in plan.requests() if request.row % arguments.shares == arguments.share]
    flags = flagpost.Client()
    # What each request would get with nothing tripped: the same evaluator, asked before anything happens.
    assigned = {
        request.row: flags.route(FEATURE, unit=request.session, default=DEFAULT).variant for request in requests
    }
    notes: list[dict] = []
    probes = [Probe(flags, find_unit(flags, variant), notes) for variant in ("canary", "stable")]
    print("ready", flush=True)
    start = float(sys.stdin.readline())
    for probe in probes:
        probe.start()

    lines = []
    for request in requests:
        time.sleep(max(0.0, start + request.at - time.time()))
        lines.append(serve(flags, plan, request, assigned[request.row]))
    time.sleep(max(0.0, start + plan.duration - time.time()))
    for probe in probes:
        probe.stopped.set()
        probe.join()
    for line in lines:
        print(json.dumps({"request": line}))
    for note in notes:
        print(json.dumps({"switch": note}))


if __name__ == "__main__":
    main()
