"""A service that answers, and then has calls in flight until it is killed.

    calls_in_flight.py RUNTIME_DIR NAMESPACE FEATURE ANSWERED OPEN

Reports ANSWERED calls as ok, begins OPEN ones, says `ready` and waits.
"""

import sys
import time

import flagpost


def main(runtime, namespace, feature, answered, open_calls):
    flags = flagpost.Client(namespace, runtime)
    for number in range(int(answered)):
        flags.report(flags.route(feature, unit=f"user-{number}"))
    # What is dropped is cancelled.
    calls = [flags.route(feature, unit=f"other-{number}").attempt() for number in range(int(open_calls))]
    for call in calls:
        call.begin()
    print("ready", flush=True)
    time.sleep(600)


main(*sys.argv[1:])
