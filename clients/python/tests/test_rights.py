"""A service that may not read what its agent publishes."""

import logging
import os
import pathlib
import shutil
import tempfile

import flagpost
import flagpost.client
import pytest
from published_agent import Agent

STRANGER, GROUP = 10003, 20003
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


@pytest.fixture
def runtime():
    """A directory that everybody can reach, as /run/flagpost is; pytest's own ones are their owner's."""
    path = pathlib.Path(tempfile.mkdtemp(prefix="flagpost-rights-"))
    path.chmod(0o755)
    agent = Agent(path / "default")
    agent.tell("publish canary")
    yield path
    agent.stop()
    shutil.rmtree(path)


def told_to_a_stranger(work, *, groups=()):
    """What the client logs in a child that is another user."""
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        try:
            os.setgroups(groups)
            os.setgid(STRANGER)
            os.setuid(STRANGER)
            handler = logging.StreamHandler(os.fdopen(writing, "w"))
            logging.getLogger("flagpost").addHandler(handler)
            work()
            handler.flush()
            os._exit(0)
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading) as lines:
        told = lines.read().splitlines()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    return told


@needs_root
def test_a_service_outside_of_the_group_is_told_once_to_join_it(runtime):
    os.chown(runtime / "default", 0, GROUP)
    (runtime / "default").chmod(0o2750)

    def work():
        flags = flagpost.Client(runtime_dir=str(runtime))
        for _ in range(3):
            route = flags.route("chat", default="d")
            assert (route.value, route.error) == ("d", "NOT_READY")
            assert flags.evaluate("chat").error_code == "PROVIDER_NOT_READY"

    directory = runtime / "default"
    assert told_to_a_stranger(work) == [
        f"flagpost: user {STRANGER} has no right to read {directory}: {directory} is for its owner and its group {GROUP}, "
        f"which this process is not in: add the user to that group (usermod -aG {GROUP} {STRANGER}; in a pod "
        f"supplementalGroups: [{GROUP}]) and start the process again; until then nothing can be decided, and defaults are "
        "used"]


@needs_root
def test_a_service_of_the_group_is_told_nothing(runtime):
    for path in (runtime / "default", *(runtime / "default").iterdir()):
        os.chown(path, 0, GROUP)
    (runtime / "default").chmod(0o2750)

    def work():
        assert flagpost.Client(runtime_dir=str(runtime)).route("chat", plan="pro").variant == "canary"

    assert told_to_a_stranger(work, groups=(GROUP,)) == []


@needs_root
def test_a_group_without_rights_is_named_with_its_mode(runtime):
    os.chown(runtime / "default", 0, GROUP)
    (runtime / "default").chmod(0o700)
    (told,) = told_to_a_stranger(lambda: flagpost.Client(runtime_dir=str(runtime)).route("chat"), groups=(GROUP,))
    assert f"which has no right either (mode 0700): chmod g+rX {runtime / 'default'}; until then" in told


@needs_root
@pytest.mark.parametrize("closed", ["", "default/control"])
def test_what_is_closed_is_named_wherever_it_is(runtime, closed):
    (runtime / closed).chmod(0o700 if closed == "" else 0o600)
    (told,) = told_to_a_stranger(lambda: flagpost.Client(runtime_dir=str(runtime)).route("chat"))
    assert f": {runtime / closed} is for its owner and its group " in told


@needs_root
def test_a_directory_that_is_made_later_is_looked_at_again(runtime, monkeypatch):
    monkeypatch.setattr(flagpost.client, "_RIGHTS_INTERVAL", 0.0)
    runtime.chmod(0o777)

    def work():
        flags = flagpost.Client("later", str(runtime))
        assert flags.route("chat").error == "NOT_READY"
        (runtime / "later").mkdir(mode=0)
        for _ in range(2):
            assert flags.route("chat").error == "NOT_READY"

    (told,) = told_to_a_stranger(work)
    assert f"has no right to read {runtime / 'later'}" in told


def test_where_nothing_is_published_yet_nothing_is_told(tmp_path, caplog):
    flags = flagpost.Client(runtime_dir=str(tmp_path))
    assert flags.route("chat").error == "NOT_READY" and caplog.messages == []
