"""Another service of the group, and somebody who is not in it: what each can do to a host's flags, and what not."""

import json
import os
import subprocess

import pytest
from agent_host import BINARY
from features import STABLE, TRIPPED, failures
from other_users import AGENT, OTHER_SERVICE, SERVICE, SHARED_GROUP, STRANGER, as_user
from waiting import throughout, until

MEMBER = as_user(OTHER_SERVICE, OTHER_SERVICE, SHARED_GROUP)


def attempt(user, *command, env=None):
    return subprocess.run([*user, *command], env=env, capture_output=True, text=True, timeout=60)


def shell(user, script):
    return attempt(user, "sh", "-ec", script)


def without_password(host):
    return {name: value for name, value in host.environment.items() if not name.startswith("FLAGPOST_REDIS_")}


def files(directory):
    return {path: path.read_bytes() for path in directory.iterdir() if path.is_file() and path.name != "control"}


def test_a_service_of_the_group_reads_and_reports_and_changes_no_file(deployment):
    host = deployment.host
    assert attempt(MEMBER, BINARY, "eval", "chat", "--unit", "u", env=host.environment).returncode == 0
    before = files(host.directory)
    for path in [*before, host.directory / "control", host.directory]:
        assert shell(MEMBER, f": >> {path}/x 2>/dev/null || : >> {path}").returncode != 0, path
        assert shell(MEMBER, f"rm -rf {path}").returncode != 0, path
        assert shell(MEMBER, f"mv {path} {path}.old").returncode != 0, path
        assert shell(MEMBER, f"ln -s /dev/null {host.directory}/snapshot.99999999999999").returncode != 0
    assert files(host.directory) == before
    assert host.serves() == STABLE


def test_a_service_of_the_group_cannot_keep_the_agent_from_starting_again(deployment):
    host = deployment.host
    for lock in ("agent.lock", "control", "flagpost.sock", "."):
        holder = subprocess.Popen([*MEMBER, "flock", f"{host.directory}/{lock}", "sleep", "30"])
        try:
            host.stop()
            host.start(
                "--group", str(SHARED_GROUP), before=as_user(AGENT, AGENT, SHARED_GROUP), **deployment.as_role("web-1"))
            assert deployment.run_as_role("ann", "kill", "chat", "--reason", "test").returncode == 0
            until(lambda: host.serves()[0] == "handoff")
            assert deployment.run_as_role("ann", "restore", "chat", "--reason", "test").returncode == 0
            until(lambda: host.serves() == STABLE)
        finally:
            holder.kill()
            holder.wait()


def test_a_service_of_the_group_neither_finds_nor_opens_anothers_ring(deployment, new_service):
    host = deployment.host
    other = new_service(host, result="ok")
    other.wait_until_served(("canary", None))
    rings = until(lambda: list((host.directory / "rings").iterdir()))
    assert shell(MEMBER, f"ls {host.directory}/rings").returncode != 0
    assert shell(MEMBER, f"ls {host.directory}/acks").returncode != 0
    # Not even by its name, which only its process and the agent know.
    for ring in rings:
        assert shell(MEMBER, f": >> {ring}").returncode != 0
        assert shell(MEMBER, f"rm -f {ring}; test ! -e {ring}").returncode != 0


def test_a_service_of_the_group_can_make_a_guard_restrict_and_nothing_widen(deployment):
    host = deployment.host
    status, answer = host.request("POST", "/v1/outcomes", json.dumps(failures(60)))
    assert status == 200, answer
    until(lambda: host.serves(side="canary") == TRIPPED or host.serves(side="canary")[0] != "canary")
    for verb in (["restore", "chat", "canary"], ["kill", "chat"]):
        assert attempt(MEMBER, BINARY, *verb, "--reason", "test", env=without_password(host)).returncode == 1


@pytest.mark.parametrize("user", [STRANGER, SERVICE])
def test_who_is_not_in_the_group_reaches_nothing(deployment, user):
    host = deployment.host
    stranger = as_user(user)
    for name in ("control", "flagpost.sock", "ingest.sock", "rings", "flags.flagd.json", "agent.lock"):
        assert shell(stranger, f"cat {host.directory}/{name}").returncode != 0
        assert shell(stranger, f"ls {host.directory}/{name}").returncode != 0
    assert shell(stranger, f"ls {host.state}/*").returncode != 0
    for verb in (["eval", "chat", "--unit", "u"], ["report", "--feature", "chat", "--result", "error"], ["status"]):
        assert attempt(stranger, BINARY, *verb, env=without_password(host)).returncode == 1
    throughout(lambda: host.serves() == STABLE, 1)


def test_no_process_of_another_user_sees_a_password(deployment):
    pid = deployment.host.process.pid
    arguments = open(f"/proc/{pid}/cmdline", "rb").read()
    for password in deployment.passwords.values():
        assert password.encode() not in arguments
        assert password not in deployment.host.log
    assert shell(MEMBER, f"cat /proc/{pid}/environ").returncode != 0
    assert shell(MEMBER, f"cat /proc/{pid}/mem").returncode != 0
    assert os.stat(f"/proc/{pid}").st_uid == AGENT
