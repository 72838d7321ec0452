"""Other users of a host: the agent's, a service's of its group, and one of none."""

import os
import subprocess
import sys

import pytest

AGENT, SERVICE, OTHER_SERVICE, STRANGER, SHARED_GROUP = 10001, 10002, 10004, 10003, 20000

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


def as_user(user, *groups):
    return [
        "setpriv", f"--reuid={user}", f"--regid={user}", f"--groups={','.join(map(str, groups or (user,)))}",
        "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs",
    ]  # fmt: skip


def python_as(user, *groups, script, arguments=(), **options):
    """A Python process of that user, started."""
    return subprocess.Popen(
        [*as_user(user, *groups), sys.executable, "-I", "-c", script, *map(str, arguments)],
        text=True, stdout=subprocess.PIPE, stdin=subprocess.PIPE, stderr=subprocess.STDOUT, **options,
    )  # fmt: skip


def says(user, *groups, script, arguments=()):
    """What such a process printed, once it has ended."""
    process = python_as(user, *groups, script=script, arguments=arguments)
    return process.communicate(timeout=20)[0].strip()
