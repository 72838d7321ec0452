"""What systemd/ installs: the unit as systemd reads it, its protocol, and an agent under its restrictions."""

import os
import pathlib
import shutil
import socket
import subprocess

import pytest
from agent_host import BINARY
from other_users import AGENT, SERVICE, SHARED_GROUP, STRANGER, as_user, needs_root
from waiting import until

REPOSITORY = pathlib.Path(__file__).parents[2]
UNIT = REPOSITORY / "systemd" / "flagpost.service"
needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed (Debian package systemd)"
)


@needs_systemd
def test_systemd_accepts_the_unit(tmp_path):
    text = UNIT.read_text()
    assert text.count("/usr/bin/flagpost ") == 1
    copy = tmp_path / "flagpost.service"
    copy.write_text(text.replace("/usr/bin/flagpost ", f"{BINARY} "))
    verify = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", str(copy)], text=True, capture_output=True
    )
    assert (verify.returncode, verify.stderr) == (0, "")


@needs_systemd
def test_the_units_exposure_stays_low():
    # In tenths, of 0 to 10. What is left: it needs the network, setgid, and to know its callers' users.
    review = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold=14", str(UNIT)],
        text=True, capture_output=True,
    )  # fmt: skip
    assert review.returncode == 0, review.stdout


@pytest.mark.skipif(shutil.which("systemd-sysusers") is None, reason="systemd-sysusers is not installed")
def test_sysusers_makes_the_user_and_group_the_unit_runs_as(tmp_path):
    (tmp_path / "etc").mkdir()
    made = subprocess.run(
        ["systemd-sysusers", f"--root={tmp_path}", str(REPOSITORY / "systemd" / "flagpost.sysusers")],
        text=True, capture_output=True,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    assert "User=flagpost\nGroup=flagpost\n" in UNIT.read_text()
    for file in ("passwd", "group"):
        names = [line.split(":")[0] for line in (tmp_path / "etc" / file).read_text().splitlines()]
        assert names == ["flagpost"]


@pytest.mark.parametrize("is_abstract", [False, True])
def test_the_agent_tells_the_service_manager_ready_alive_and_stopping(folder, new_host, is_abstract):
    name = f"flagpost-test-{os.getpid()}" if is_abstract else str(folder / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(f"\0{name}" if is_abstract else name)

        def receive_until(line, within=20.0):
            manager.settimeout(within)
            while line not in (lines := manager.recv(4096).decode().splitlines()):
                pass
            return lines

        host = new_host().start(NOTIFY_SOCKET=f"@{name}" if is_abstract else name, WATCHDOG_USEC="2000000")
        assert any(line.startswith("STATUS=serving ") for line in receive_until("READY=1"))
        for _ in range(3):
            receive_until("WATCHDOG=1", within=2.0)  # what the manager would allow between two of them
        host.stop()
        receive_until("STOPPING=1")


def test_the_watchdog_is_left_alone_where_it_is_meant_for_another_process(folder, new_host):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(folder / "notify"))
        manager.settimeout(1.5)
        new_host().start(NOTIFY_SOCKET=str(folder / "notify"), WATCHDOG_USEC="400000", WATCHDOG_PID="1")
        with pytest.raises(TimeoutError):
            while True:
                assert b"WATCHDOG=1" not in manager.recv(4096)


def read_only_root(folder):
    """A mount namespace in which only `folder` can be written to, as ProtectSystem=strict has it."""
    script = f'mount --bind {folder} {folder} && mount -o remount,bind,ro / && exec "$@"'
    return ["unshare", "--mount", "sh", "-ec", script, "sh"]


@pytest.fixture
def open_host(folder, new_host):
    """A host whose folder other users can reach."""
    if subprocess.run([*as_user(STRANGER), BINARY, "--version"], capture_output=True).returncode != 0:
        pytest.skip(f"other users cannot run {BINARY}")
    host = new_host()
    os.chmod(folder, 0o755)
    os.chmod(host.runtime.parent, 0o755)
    return host


@needs_root
@pytest.mark.parametrize(
    ("owner", "directory_group", "mode", "options", "services_group"),
    [
        pytest.param(AGENT, AGENT, 0o755, (), AGENT, id="as systemd makes it"),
        pytest.param(AGENT, AGENT, 0o755, ("--group", str(SHARED_GROUP)), SHARED_GROUP, id="for a group that is named"),
        pytest.param(0, SHARED_GROUP, 0o2777, (), SHARED_GROUP, id="as the kubelet makes it with fsGroup"),
        pytest.param(0, 0, 0o777, (), AGENT, id="as the kubelet makes it without"),
    ],
)
def test_without_privileges_and_on_a_read_only_root_services_of_the_group_are_served(
    owner, directory_group, mode, options, services_group, open_host
):
    host = open_host
    folder = host.runtime.parent
    for directory in (host.runtime, host.state):
        directory.mkdir()
        os.chown(directory, owner, directory_group)
        os.chmod(directory, mode)

    def run_as(prefix, *arguments):
        return subprocess.run([*prefix, BINARY, *arguments], env=host.environment, text=True, capture_output=True)

    agent = as_user(AGENT, AGENT, SHARED_GROUP)
    # The embedded store is a file of the agent's own user.
    host.environment["FLAGPOST_STORE"] = f"sqlite:{host.state}/flagpost.db"
    host.start(*options, before=[*read_only_root(folder), *agent])
    rings = os.stat(host.directory / "rings")
    assert (rings.st_uid, rings.st_gid, oct(rings.st_mode & 0o7777)) == (AGENT, services_group, "0o3730")
    applied = run_as(agent, "apply", "--yes", "-f", str(REPOSITORY / "examples" / "support-chat.yaml"))
    assert applied.returncode == 0, applied.stderr

    service, stranger = as_user(SERVICE, SERVICE, services_group), as_user(STRANGER)
    evaluation = ("eval", "support-chat", "--unit", "u")
    until(lambda: run_as(service, *evaluation).returncode == 0)
    report = ("report", "--feature", "support-chat", "--result", "ok")
    assert run_as(service, *report).returncode == 0
    # What a client library does: a file of its own beside the others', and its receipt read by name.
    ring, receipt = host.directory / "rings" / ".new", host.directory / "acks" / "receipt"
    receipt.touch(mode=0o644)
    made = subprocess.run([*service, "sh", "-ec", f"umask 077; : > {ring}; cat {receipt}"])
    assert made.returncode == 0
    assert os.stat(ring).st_gid == services_group

    assert run_as(stranger, *evaluation).returncode == 1
    assert run_as(stranger, *report).returncode == 1
    removed = subprocess.run([*service, "rm", "-f", str(host.directory / "control")], stderr=subprocess.DEVNULL)
    assert removed.returncode == 1
    host.stop()


def test_an_agent_that_cannot_use_its_directory_says_where_and_why(new_host):
    host = new_host()
    host.runtime.write_text("a file, not a directory")
    refused = host.run("agent")
    assert refused.returncode == 1
    assert str(host.runtime) in refused.stderr


def test_a_second_agent_of_a_namespace_is_refused_and_the_first_goes_on(new_host):
    host = new_host().start()
    second = host.run("agent")
    assert second.returncode == 1
    assert "another agent" in second.stderr
    assert host.run("status").returncode == 0
