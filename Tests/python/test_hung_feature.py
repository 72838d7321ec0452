"""A feature whose model hangs, beside one that is well, in one process under a real agent."""

import subprocess
import sys

from service import ENVIRONMENT
from waiting import until

FEATURES = """
kind: feature
key: hung
variants:
  stable: {model: model-1, timeout: 200ms, fallback: [{static: Sorry.}]}
  off: {static: "Off."}
onKill: off
baseline: stable
route: [{serve: stable}]
---
kind: feature
key: well
variants:
  stable: {model: model-2, timeout: 20s, fallback: [{static: Sorry.}]}
  off: {static: "Off."}
onKill: off
baseline: stable
route: [{serve: stable}]
guards:
  - {name: errors, when: "error_rate > 20% over 1m", do: kill}
"""
SERVICE = """
import threading, time
import flagpost

flags = flagpost.Client()
is_over = threading.Event()

def hang(attempt, *, timeout):
    is_over.wait(60)
    attempt.usage(input_tokens=9000, output_tokens=900)

asking = [threading.Thread(target=flags.run, args=("hung", hang), kwargs={"unit": f"user-{n}"}) for n in range(80)]
for thread in asking:
    thread.start()
for thread in asking:
    thread.join()
refused = flags.run("hung", hang, unit="user-81")
assert (refused.value, refused.attempts) == ("Sorry.", 0), refused
assert isinstance(refused.errors[0], flagpost.NotMade)
for number in range(60):
    assert flags.run("well", lambda attempt, timeout: "fine", unit=f"user-{number}").value == "fine"
is_over.set()
while threading.active_count() > 1:
    time.sleep(0.01)
"""


def test_what_hangs_fails_no_other_features_calls_and_is_charged_when_it_comes(new_host):
    host = new_host().start()
    host.apply(FEATURES)
    until(lambda: host.serves("well") == ("stable", None))
    names = ("FLAGPOST_RUNTIME_DIR", "FLAGPOST_NAMESPACE")
    subprocess.run(
        [sys.executable, "-c", SERVICE], env=ENVIRONMENT | {name: host.environment[name] for name in names}, check=True,
        timeout=60)

    def attempts(feature, result):
        return host.metric("attempts_total", feature=feature, result=result)

    until(lambda: attempts("well", "ok") == 60)
    assert attempts("hung", "timeout") + attempts("hung", "not_made") == 81 and attempts("hung", "not_made") >= 1
    assert all(attempts("well", result) == 0 for result in ("timeout", "not_made", "error", "lost"))
    assert host.serves("well") == ("stable", None)
    until(lambda: host.metric("tokens_total", feature="hung", type="input") == 9000 * attempts("hung", "timeout"))
    assert host.metric("latency_seconds_count", feature="hung") == attempts("hung", "timeout")
