"""Processes that decide once, report once and end: COUNT of them, 50 at a time. Exit status 1 where one failed.

    brief_processes.py RUNTIME_DIR NAMESPACE FEATURE SIDE COUNT
"""

import os
import sys

import flagpost


def report_once(runtime, namespace, feature, side):
    route = flagpost.Client(namespace, runtime).route(feature, unit="user-1", side=side)
    return route._client.report(route)


def main(*arguments, count):
    for _ in range(0, count, 50):
        children = []
        for _ in range(50):
            child = os.fork()
            if child == 0:
                os._exit(0 if report_once(*arguments) else 1)
            children.append(child)
        if any(os.waitpid(child, 0)[1] for child in children):
            sys.exit(1)


main(*sys.argv[1:5], count=int(sys.argv[5]))
