"""Nobody but the agent's user keeps an agent out, reads what others report, or makes the dead look alive."""

import fcntl
import contextlib
import os
import signal

import pytest
from features import KILLED, publish
from other_users import AGENT, OTHER_SERVICE, SERVICE, SHARED_GROUP, as_user, needs_root, python_as, says
from service import ENVIRONMENT, HERE
from waiting import until

HOLD = """
import fcntl, sys
file = open(sys.argv[1], "rb")
fcntl.flock(file, fcntl.LOCK_SH)
print("held", flush=True)
fcntl.lockf(file, fcntl.LOCK_SH)  # waits where another holds one that is in its way
sys.stdin.read()
"""

pytestmark = needs_root


@pytest.fixture
def shared_host(folder, new_host):
    """An agent of a user of its own, whose directory a group shares."""
    os.chmod(folder, 0o755)
    host = new_host()
    os.chmod(host.runtime.parent, 0o755)
    for directory in (host.runtime, host.state):
        directory.mkdir()
        os.chown(directory, AGENT, AGENT)
    host.environment["FLAGPOST_STORE"] = host.store = f"sqlite:{host.state}/flagpost.db"
    host.agent = as_user(AGENT, AGENT, SHARED_GROUP)
    host.options = ("--group", str(SHARED_GROUP))
    return host


def start(host):
    return host.start(*host.options, before=host.agent)


def do(host, *arguments, **options):
    return host.run(*arguments, before=host.agent, **options)


@contextlib.contextmanager
def held(file, user=SERVICE):
    """While a member of the group has the file open and every lock on it that the system gives; whether he has."""
    holder = python_as(user, user, SHARED_GROUP, script=HOLD, arguments=(file,))
    try:
        yield holder.stdout.readline() == "held\n"
    finally:
        holder.kill()
        holder.communicate()


def test_no_member_of_the_group_keeps_a_restarting_agent_out(shared_host):
    host = start(shared_host)
    lock = host.directory / "agent.lock"
    assert oct(lock.stat().st_mode & 0o7777) == "0o600"
    host.kill()
    with held(lock) as is_held:
        assert not is_held
        start(host)


def test_a_lock_that_somebody_holds_on_an_earlier_versions_file_keeps_nobody_out(shared_host):
    host = start(shared_host)
    host.kill()
    lock = host.directory / "agent.lock"
    lock.unlink()
    lock.touch()
    os.chown(lock, AGENT, SHARED_GROUP)
    os.chmod(lock, 0o640)
    with held(lock) as is_held:
        assert is_held
        start(host)
        assert oct(lock.stat().st_mode & 0o7777) == "0o600"


def test_a_lock_file_of_another_user_keeps_nobody_out_and_a_living_agent_does(shared_host):
    host = start(shared_host)
    lock = host.directory / "agent.lock"
    mine = lock.stat().st_uid
    # As an agent that was once started by root leaves it.
    os.chown(lock, 0, 0)
    second = host.run("agent", *host.options, before=host.agent)
    assert second.returncode == 1
    assert f"another agent owns {host.directory}" in second.stderr
    host.kill()
    start(host)
    assert lock.stat().st_uid == mine


def test_an_agent_of_an_earlier_version_that_lives_is_not_pushed_aside(shared_host):
    host = start(shared_host)
    # Its lock file as that version made it.
    os.chmod(host.directory / "agent.lock", 0o640)
    second = host.run("agent", *host.options, before=host.agent)
    assert second.returncode == 1
    assert f"another agent owns {host.directory}" in second.stderr


def test_who_finds_the_lock_taken_is_told_by_which_process_and_what_to_do(shared_host):
    host = start(shared_host)
    second = host.run("agent", *host.options, before=host.agent)
    assert second.returncode == 1
    assert f"another agent owns {host.directory}: process {host.process.pid};" in second.stderr
    assert "--namespace" in second.stderr


SERVICE_SCRIPT = """
import os, sys
sys.path.insert(0, sys.argv[3])
import flagpost
flags = flagpost.Client(sys.argv[2], sys.argv[1])
route = flags.route("chat", unit="user-1", side="canary")
with route.attempt():
    pass
print(route.variant, flush=True)
sys.stdin.read()
"""

LOOK = """
import os, sys
folder, name = sys.argv[1], sys.argv[2]
def attempt(what, action):
    try:
        action()
        print(what, "done")
    except OSError as error:
        print(what, type(error).__name__)
attempt("list rings", lambda: os.listdir(f"{folder}/rings"))
attempt("list acks", lambda: os.listdir(f"{folder}/acks"))
attempt("remove", lambda: os.unlink(f"{folder}/rings/{name}"))
attempt("rename", lambda: os.rename(f"{folder}/rings/{name}", f"{folder}/rings/other"))
attempt("write", lambda: open(f"{folder}/rings/{name}", "r+b"))
attempt("guess", lambda: open(f"{folder}/rings/{'0' * 32}", "rb"))
attempt("state", lambda: os.listdir(sys.argv[3]))
attempt("make", lambda: open(f"{folder}/rings/{'f' * 32}", "xb"))
"""


def served_process(host, user):
    process = python_as(
        user, user, SHARED_GROUP, script=SERVICE_SCRIPT,
        arguments=(host.runtime, host.directory.name, HERE.parents[1] / "clients" / "python"), env=ENVIRONMENT,
    )  # fmt: skip
    assert process.stdout.readline() == "canary\n"
    return process


@pytest.fixture
def reporting(shared_host):
    """Such a host with one service that has reported, and the name of its ring."""
    host = start(shared_host)
    publish_as_agent(host)
    process = served_process(host, SERVICE)
    (ring,) = until(lambda: list((host.directory / "rings").iterdir()))
    yield host, process, ring
    process.kill()
    process.communicate()


def publish_as_agent(host):
    run = host.run
    host.run = lambda *arguments, **options: run(*arguments, before=host.agent, **options)
    publish(host, "chat")
    host.run = run


def test_what_one_service_reports_no_other_can_find_read_by_guessing_remove_or_change(reporting):
    host, _, ring = reporting
    assert oct((host.directory / "rings").stat().st_mode & 0o7777) == "0o3730"
    assert oct((host.directory / "acks").stat().st_mode & 0o7777) == "0o2710"
    seen = says(
        OTHER_SERVICE, OTHER_SERVICE, SHARED_GROUP, script=LOOK,
        arguments=(host.directory, ring.name, host.state / "test"),
    )  # fmt: skip
    assert dict(line.rsplit(" ", 1) for line in seen.splitlines()) == {
        "list rings": "PermissionError", "list acks": "PermissionError", "remove": "PermissionError",
        "rename": "PermissionError", "write": "PermissionError", "guess": "FileNotFoundError",
        "state": "PermissionError", "make": "done",
    }  # fmt: skip
    assert ring.name not in host.log


def test_folders_of_an_earlier_version_are_closed_at_the_start_and_services_go_on_reporting(reporting):
    host, process, ring = reporting
    until(lambda: host.metric("requests_total") == 1)
    host.kill()
    for name, mode in (("rings", 0o3770), ("acks", 0o2750)):
        os.chmod(host.directory / name, mode)
    os.chmod(host.state / "test", 0o750)
    start(host)
    assert oct((host.directory / "rings").stat().st_mode & 0o7777) == "0o3730"
    assert oct((host.directory / "acks").stat().st_mode & 0o7777) == "0o2710"
    assert oct((host.state / "test").stat().st_mode & 0o7777) == "0o700"
    other = served_process(host, OTHER_SERVICE)
    try:
        until(lambda: host.metric("requests_total") == 2)
        # Its receipt is found by name: what is acknowledged makes room.
        until(lambda: len(list((host.directory / "acks").iterdir())) == 2)
    finally:
        other.kill()
        other.communicate()


def test_nobody_makes_a_dead_service_look_alive_by_a_lock_of_his_own(reporting):
    host, process, ring = reporting
    with held(ring, user=OTHER_SERVICE) as is_held:
        assert is_held
        process.send_signal(signal.SIGKILL)
        until(lambda: not ring.exists(), within=15)


def test_a_kill_reaches_services_of_the_group_through_such_a_host(reporting):
    host, _, _ = reporting
    assert do(host, "kill", "chat", "--reason", "test", "--wait").returncode == 0
    until(lambda: host.serves() == KILLED)
