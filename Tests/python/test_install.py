"""What systemd/ installs: the unit as systemd reads it, its protocol, and an agent under its restrictions."""

import os
import pathlib
import shutil
import socket
import subprocess
import tempfile

import pytest
from running_agent import BINARY, PATIENCE, REPOSITORY, clean_environment, flagpost, running_agent, wait_until

UNIT = REPOSITORY / "systemd" / "flagpost.service"
AGENT, SERVICE, STRANGER, GROUP = 10001, 10002, 10003, 10001

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed (Debian package systemd)"
)
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become the agent's user")


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
def test_the_agent_tells_the_service_manager_ready_alive_and_stopping(tmp_path, is_abstract):
    name = f"flagpost-test-{os.getpid()}" if is_abstract else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(f"\0{name}" if is_abstract else name)
        manager.settimeout(PATIENCE)
        settings = {"NOTIFY_SOCKET": f"@{name}" if is_abstract else name, "WATCHDOG_USEC": "1000000"}

        def receive_until(line):
            while line not in (lines := manager.recv(4096).decode().splitlines()):
                pass
            return lines

        with running_agent(tmp_path, **settings) as agent:
            assert any(line.startswith("STATUS=serving ") for line in receive_until("READY=1"))
            assert flagpost("status", FLAGPOST_RUNTIME_DIR=str(tmp_path / "run")).returncode == 0
            manager.settimeout(1.0)  # what the manager would allow between two of them
            for _ in range(3):
                receive_until("WATCHDOG=1")
            manager.settimeout(PATIENCE)
            agent.terminate()
            receive_until("STOPPING=1")


def test_the_watchdog_is_left_alone_where_it_is_meant_for_another_process(tmp_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        settings = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "400000", "WATCHDOG_PID": "1"}
        manager.settimeout(1.5)
        with running_agent(tmp_path, **settings), pytest.raises(TimeoutError):
            while True:
                assert b"WATCHDOG=1" not in manager.recv(4096)


def as_user(user, *groups):
    return [
        "setpriv", f"--reuid={user}", f"--regid={user}", f"--groups={','.join(map(str, groups or (user,)))}",
        "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs",
    ]  # fmt: skip


def read_only_root(folder):
    """A mount namespace in which only `folder` can be written to, as ProtectSystem=strict has it."""
    script = f'mount --bind {folder} {folder} && mount -o remount,bind,ro / && exec "$@"'
    return ["unshare", "--mount", "sh", "-ec", script, "sh"]


@pytest.fixture
def open_folder():
    """A folder that other users can reach, unlike pytest's own."""
    with tempfile.TemporaryDirectory(prefix="flagpost-test-") as folder:
        os.chmod(folder, 0o755)
        reached = subprocess.run([*as_user(STRANGER), str(BINARY), "--version"], capture_output=True)
        if reached.returncode != 0:
            pytest.skip(f"other users cannot run {BINARY}")
        yield pathlib.Path(folder)


@needs_root
@pytest.mark.parametrize(
    ("owner", "group", "mode"),
    [
        pytest.param(AGENT, GROUP, 0o755, id="as systemd makes it"),
        pytest.param(0, GROUP, 0o2777, id="as the kubelet makes it with fsGroup"),
        pytest.param(0, 0, 0o777, id="as the kubelet makes it without"),
    ],
)
def test_without_privileges_and_on_a_read_only_root_services_of_the_group_are_served(owner, group, mode, open_folder):
    for name in ("run", "state"):
        (open_folder / name).mkdir()
        os.chown(open_folder / name, owner, group)
        os.chmod(open_folder / name, mode)
    runtime = {"FLAGPOST_RUNTIME_DIR": str(open_folder / "run")}

    def run_as(prefix, *arguments):
        return subprocess.run(
            [*prefix, str(BINARY), *arguments], env=clean_environment(**runtime), text=True, capture_output=True
        )

    with running_agent(open_folder, before=[*read_only_root(open_folder), *as_user(AGENT, GROUP)]):
        namespace = open_folder / "run" / "default"
        rings = os.stat(namespace / "rings")
        assert (rings.st_uid, rings.st_gid, oct(rings.st_mode & 0o7777)) == (AGENT, GROUP, "0o3770")

        # The embedded store is a file of the agent's own user.
        example = str(REPOSITORY / "examples" / "support-chat.yaml")
        applied = run_as(as_user(AGENT, GROUP), "apply", "--yes", "-f", example)
        assert applied.returncode == 0, applied.stderr

        service, stranger = as_user(SERVICE, SERVICE, GROUP), as_user(STRANGER)
        wait_until(lambda: run_as(service, "eval", "support-chat", "--unit", "u").returncode == 0, "flags")
        report = ("report", "--feature", "support-chat", "--result", "ok")
        assert run_as(service, *report).returncode == 0
        made = subprocess.run([*service, "sh", "-c", f"umask 077; : > {namespace}/rings/.new && ls {namespace}/acks"])
        assert made.returncode == 0
        assert os.stat(namespace / "rings" / ".new").st_gid == GROUP

        assert run_as(stranger, "eval", "support-chat", "--unit", "u").returncode == 1
        assert run_as(stranger, *report).returncode == 1
        assert (
            subprocess.run([*service, "rm", "-f", str(namespace / "control")], stderr=subprocess.DEVNULL).returncode
            == 1
        )


def test_an_agent_that_cannot_use_its_directory_says_where_and_why(tmp_path):
    (tmp_path / "run").write_text("a file, not a directory")
    refused = flagpost("agent", "--runtime-dir", str(tmp_path / "run"), "--state-dir", str(tmp_path / "state"))
    assert refused.returncode == 1
    assert f"{tmp_path}/run" in refused.stderr


def test_a_second_agent_of_a_namespace_is_refused_and_the_first_goes_on(tmp_path):
    with running_agent(tmp_path):
        second = flagpost(
            "agent", "--listen", "none",
            FLAGPOST_RUNTIME_DIR=str(tmp_path / "run"), FLAGPOST_STATE_DIR=str(tmp_path / "state"),
        )  # fmt: skip
        assert second.returncode == 1
        assert "another agent" in second.stderr
        assert flagpost("status", FLAGPOST_RUNTIME_DIR=str(tmp_path / "run")).returncode == 0
