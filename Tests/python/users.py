"""Users of a host, for tests that run as root: an agent, services of its group, and somebody else."""

#: The agent; two services of its group; somebody who is in no group of theirs; the group.
AGENT, SERVICE, NEIGHBOUR, STRANGER, GROUP = 10001, 10002, 10004, 10003, 20000


def as_user(user, *groups):
    """Words that run a command as this user, in these groups (else in its own), without any privilege."""
    return [
        "setpriv", f"--reuid={user}", f"--regid={user}", f"--groups={','.join(map(str, groups or (user,)))}",
        "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs",
    ]  # fmt: skip
