#!/usr/bin/env python3
"""The story in one terminal: two hosts, a candidate at 5 %, its fault, the trip, the baseline's fault, the kill.

A real redis-server and two agents are started privately; three service processes on each host replay an hour of
production traffic, sped up, and report what came back by a stated model (plan.py). Faults are injected in the
candidate only, then in the baseline. What happens afterwards is Flagpost's doing.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

from hosts import Host, Redis
from plan import Plan

FOLDER = pathlib.Path(__file__).parent
PROCESSES_PER_HOST = 3


class Services:
    """The service processes of both hosts."""

    def __init__(self, hosts: list[Host], plan: Plan) -> None:
        shares = len(hosts) * PROCESSES_PER_HOST
        self.processes = [
            (
                hosts[share % len(hosts)].name,
                subprocess.Popen(
                    [sys.executable, str(FOLDER / "service.py"), "--plan", json.dumps(dataclasses.asdict(plan)),
                     "--share", str(share), "--shares", str(shares)],
                    env=hosts[share % len(hosts)].environment,
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                ),
            )
            for share in range(shares)
        ]  # fmt: skip
        for name, process in self.processes:
            if process.stdout.readline().strip() != "ready":
                raise SystemExit(f"a service on {name} did not start")

    def start(self) -> float:
        begin = time.time() + 0.5
        for _, process in self.processes:
            process.stdin.write(f"{begin}\n")
            process.stdin.flush()
        return begin

    def collect(self) -> tuple[list[dict], list[dict]]:
        requests, switches = [], []
        for number, (host, process) in enumerate(self.processes):
            output, _ = process.communicate(timeout=60)
            if process.returncode != 0:
                raise SystemExit(f"a service on {host} failed")
            for line in map(json.loads, output.splitlines()):
                if "request" in line:
                    requests.append(line["request"] | {"host": host})
                else:
                    switches.append(line["switch"] | {"host": host, "process": number})
        return sorted(requests, key=lambda request: request["row"]), switches

    def stop(self) -> None:
        for _, process in self.processes:
            if process.poll() is None:
                process.kill()
                process.wait()


class Story:
    """What happened, from the services' own notes and the agents' events."""

    def __init__(self, plan: Plan, begin: float, requests: list, switches: list, hosts: list[Host]) -> None:
        self.plan, self.begin, self.requests, self.switches = plan, begin, requests, switches
        self.events = sorted(
            (event | {"host": host.name} for host in hosts for event in host.status()["events"]),
            key=lambda event: event["at_ms"],
        )

    def chapter(self, title: str, target: str, variant: str, replaced_by: str, until: float) -> None:
        first_fault = min((r["at"] for r in self.requests if r["failed"] and r["variant"] == variant
                           and r["at"] >= self.begin + self.fault_at(variant)), default=None)  # fmt: skip
        trips = [e for e in self.events if e["event"] == "tripped" and e["target"] == target]
        commits = [e for e in self.events if e["event"] == "committed" and e["target"] == target]
        switched = {s["process"]: s["at"] for s in self.switches if s["from"] == variant and s["to"] == replaced_by}
        print(f"\n{title}")
        if first_fault is None or not trips or not commits:
            raise SystemExit("the story did not come about: no fault, no trip or no commit")
        tripping = trips[0]["host"]
        applied = [e for e in self.events if e["event"] == "applied" and e["host"] != tripping
                   and e["revision"] >= commits[0]["revision"]]  # fmt: skip
        rows = [
            ("first fault", first_fault, "a call fails that the plan fails"),
            ("local trip", trips[0]["at_ms"] / 1000, f"on {tripping}: {describe(trips[0])}"),
            ("committed to Redis", commits[0]["at_ms"] / 1000, f"revision {commits[0]['revision']}, by the quorum"),
            ("other host applied", applied[0]["at_ms"] / 1000 if applied else None, "its override table carries what Redis says"),
            ("last process switched", max(switched.values(), default=None),
             f"{len(switched)} of {2 * PROCESSES_PER_HOST} processes serve {replaced_by} instead"),
        ]  # fmt: skip
        for name, at, remark in rows:
            when = "         -" if at is None else f"{at - self.begin:9.3f} s  {(at - first_fault) * 1000:+9.0f} ms"
            print(f"  {name:<22}{when}   {remark}")
        end = max(switched.values(), default=time.time())
        harmed = [r for r in self.requests if r["failed"] and r["variant"] == variant and r["at"] >= first_fault]
        spared = [r for r in self.requests if r["assigned"] == variant and r["would_fail"] and r["at"] > end
                  and r["at"] < self.begin + until and not r["failed"]]  # fmt: skip
        print(f"  requests harmed: {len(harmed)}; harmed had {variant} stayed: {len(harmed) + len(spared)}")
        if len(switched) < 2 * PROCESSES_PER_HOST:
            raise SystemExit("not every process switched")

    def fault_at(self, variant: str) -> float:
        return self.plan.candidate_fault_at if variant == "canary" else self.plan.baseline_fault_at


def describe(trip: dict) -> str:
    evidence = trip["evidence"]
    return f"{trip['guard']} on {trip['target']}: {evidence['k']} of {evidence['n']} calls failed in {evidence['window']}"


def flagpost(arguments: argparse.Namespace, environment: dict, *words: str) -> str:
    result = subprocess.run(
        [str(arguments.flagpost), *words], env=environment, text=True, stdout=subprocess.PIPE, check=True
    )
    return result.stdout


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--flagpost", type=pathlib.Path, required=True, help="the flagpost binary")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--keep", action="store_true", help="keep the folder with logs")
    arguments = parser.parse_args()
    arguments.flagpost = arguments.flagpost.resolve()

    plan = Plan(arguments.seed, speed=30, duration=34, candidate_fault_at=10, baseline_fault_at=22)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="flagpost-demo-"))
    started = []
    try:
        redis = Redis(folder)
        started.append(redis)
        client = FOLDER.parent.parent / "clients" / "python"
        os.environ["PYTHONPATH"] = os.pathsep.join([str(client), os.environ.get("PYTHONPATH", "")])
        environment = os.environ | {"FLAGPOST_STORE": redis.store}
        flagpost(arguments, environment, "store", "init")
        flagpost(arguments, environment, "apply", "-f", str(FOLDER / "support-chat.yaml"), "--yes")
        hosts = []
        for name in ("host-a", "host-b"):
            hosts.append(Host(name, folder, arguments.flagpost, redis.store))
            started.append(hosts[-1])
        services = Services(hosts, plan)
        started.append(services)
        count = len(plan.requests())
        print(f"2 hosts, {2 * PROCESSES_PER_HOST} service processes, {count} requests in {plan.duration} s "
              f"(the trace at {plan.speed:g} times its speed), seed {plan.seed}; canary at 5 %")  # fmt: skip
        begin = services.start()
        narrate(plan, begin)
        requests, switches = services.collect()
        story = Story(plan, begin, requests, switches, hosts)
        story.chapter("The candidate fails: it is withdrawn, the baseline serves on.", "canary", "canary", "stable",
                      plan.baseline_fault_at)  # fmt: skip
        story.chapter("The baseline fails: the kill. Everyone gets the off variant.", "@feature", "stable", "handoff",
                      plan.duration)  # fmt: skip
    finally:
        for thing in reversed(started):
            thing.stop()
        if arguments.keep:
            print(f"logs: {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)


def narrate(plan: Plan, begin: float) -> None:
    for at, text in (
        (0, "traffic flows, all is well"),
        (plan.candidate_fault_at, f"from now on {plan.candidate_failure:.0%} of canary's calls fail"),
        (plan.baseline_fault_at, f"from now on {plan.baseline_failure:.0%} of stable's calls fail"),
        (plan.duration, "traffic ends"),
    ):
        time.sleep(max(0.0, begin + at - time.time()))
        print(f"  {at:5.1f} s  {text}", flush=True)


if __name__ == "__main__":
    main()
