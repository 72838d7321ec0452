"""Whether this process may read what an agent publishes. To the library a directory that it may not enter is one where
nothing has been published yet, so that a service outside of the agent's group would wait for flags for ever."""

from __future__ import annotations

import grp
import os
import pathlib
import pwd

_CONTROL = "control"


def complaint(directory: str) -> str | None:
    """What is closed to this process, and what would open it; None where nothing is."""
    closed = _closed(pathlib.Path(directory).absolute())
    if closed is None:
        return None
    try:
        status = closed.stat()
    except OSError:
        return None  # gone meanwhile
    user, group = _user(os.geteuid()), _group(status.st_gid)
    told = f"user {user} has no right to read {directory}: {closed} is for its owner and its group {group}"
    if status.st_gid in (os.getegid(), *os.getgroups()):
        return f"{told}, which has no right either (mode {status.st_mode & 0o7777:04o}): chmod g+rX {closed}"
    return (
        f"{told}, which this process is not in: add the user to that group (usermod -aG {group} {user}; in a pod "
        f"supplementalGroups: [{status.st_gid}]) and start the process again")


def _closed(directory: pathlib.Path) -> pathlib.Path | None:
    for folder in (*reversed(directory.parents), directory):
        if not folder.is_dir():
            return None
        if not os.access(folder, os.X_OK, effective_ids=True):
            return folder
    control = directory / _CONTROL
    return control if control.exists() and not os.access(control, os.R_OK, effective_ids=True) else None


def _user(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def _group(number: int) -> str:
    try:
        return grp.getgrgid(number).gr_name
    except KeyError:
        return str(number)
