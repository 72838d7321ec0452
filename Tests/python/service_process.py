"""A service: decides, calls, reports, until its standard input closes.

    service_process.py DIRECTORY FEATURE SIDE RESULT INTERVAL

Writes a line of JSON whenever it is served something else, and at the end what it did. `RESULT` is how its calls end;
`-` reports nothing.
"""

import json
import select
import sys
import time

from c_client import CAUSES, Client


def main(directory, feature, side, result, interval):
    client = Client(directory)
    served, reads, failed, reported, dropped = None, 0, 0, {}, 0
    while not select.select([sys.stdin], [], [], 0)[0]:
        unit = f"user-{reads}"
        decision = client.decide(feature, unit, side)
        reads += 1
        failed += decision.status != 0
        now = [decision.variant_name, CAUSES[decision.cause], decision.revision]
        if now != served:
            served = now
            print(json.dumps(served), flush=True)
        if result != "-" and decision.status == 0:
            call = client.begin(decision, unit)
            if call and client.end(call, result):
                reported[decision.variant_name] = reported.get(decision.variant_name, 0) + 1
            else:
                dropped += 1
        time.sleep(interval)
    print(json.dumps({"reads": reads, "failed": failed, "reported": reported, "dropped": dropped}), flush=True)


main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4], float(sys.argv[5]))
