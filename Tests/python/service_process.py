"""A service: decides, calls, reports, until its standard input closes.

    service_process.py RUNTIME_DIR NAMESPACE FEATURE SIDE RESULT INTERVAL

Writes a line of JSON whenever it is served something else, and at the end what it did. `RESULT` is how its calls end;
`-` reports nothing.
"""

import collections
import json
import select
import sys
import time

import flagpost


def say(line):
    print(json.dumps(line), flush=True)


def main(runtime, namespace, feature, side, result, interval):
    flags = flagpost.Client(namespace, runtime)
    served, reads, failed, dropped, reported = None, 0, 0, 0, collections.Counter()
    while not select.select([sys.stdin], [], [], 0)[0]:
        route = flags.route(feature, unit=f"user-{reads}", side=side)
        reads += 1
        failed += route.is_default
        now = [route.variant, route.cause, route.revision]
        if now != served:
            served = now
            say(served)
        if result != "-" and not route.is_default:
            if flags.report(route, result):
                reported[route.variant] += 1
            else:
                dropped += 1
        time.sleep(interval)
    say({"reads": reads, "failed": failed, "reported": reported, "dropped": dropped})


main(*sys.argv[1:6], float(sys.argv[6]))
