"""What each Redis password is worth: the functions that a role calls, and raw commands that leave them aside."""

import pytest
from features import STABLE, feature
from waiting import throughout, until

#: Keys that only people write, with a raw command for each.
WRITTEN_BY_OPERATORS = [
    ("HSET", "spec:feature/chat", "body", "{}"), ("HSET", "past", "x", "x"), ("HSET", "schedule:x", "payload", "x"),
    ("HSET", "scheduled", "feature/chat", "x"), ("ZADD", "due", "1", "x"), ("HSET", "ended", "x", "x"),
]  # fmt: skip
OF_NOBODY = [("DEL", "log"), ("SET", "meta", "x"), ("SET", "log", "x"), ("ZREM", "index", "spec:feature/chat")]
SERVER = [("FLUSHALL",), ("CONFIG", "SET", "appendonly", "no"), ("FUNCTION", "LOAD", "x"), ("EVAL", "return 1", "0"),
          ("ACL", "SETUSER", "eve", "on"), ("KEYS", "*"), ("SHUTDOWN", "NOSAVE")]  # fmt: skip


#: Those of `SERVER` name no key.
WITH_A_KEY = {"HSET", "ZADD", "DEL", "SET", "ZREM"}


def is_refused(deployment, user, command, *words):
    if command in WITH_A_KEY:
        words = (deployment.key(words[0]), *words[1:])
    return "NOPERM" in deployment.raw(user, command, *words)


@pytest.mark.parametrize("user", ["web-1", "ann", "ben", "vic"])
def test_nobody_changes_the_server_or_takes_anything_out_of_the_record(deployment, user):
    for command in OF_NOBODY + SERVER:
        assert is_refused(deployment, user, *command), command


def test_an_agents_password_restricts_and_writes_no_document_proposal_or_approval(deployment):
    for command in WRITTEN_BY_OPERATORS:
        assert is_refused(deployment, "web-1", *command), command
    for name in ("proposal:ann:x", "approval:ben:ann:x", "approval:web-1:ann:x", "ballot:ann:x"):
        assert is_refused(deployment, "web-1", "HSET", name, "x", "x"), name
    refused = deployment.run_as_role("web-1", "apply", "--yes", "-f", "-", text=feature("chat", model="model-9"))
    assert refused.returncode == 1, refused
    assert deployment.run_as_role("web-1", "kill", "chat", "--reason", "test").returncode == 0
    until(lambda: deployment.host.serves()[0] == "handoff")


def test_an_operators_password_applies_and_nobody_elses_name_is_used(deployment):
    for name in ("approval:ben:ann:x", "approval:ann:ann:x", "ballot:ann:x", "proposal:ben:x"):
        assert is_refused(deployment, "ann", "HSET", name, "x", "x"), name
    for name in ("presence", "lease:leader"):
        assert is_refused(deployment, "ann", "HSET", name, "x", "x"), name
    widened = feature("guarded").replace("owner: tests", "owner: tests\nprotected: true").replace(
        "{stable: 100%}", "{stable: 50%, canary: 50%}")
    # One person alone: it waits for a second one.
    assert deployment.run_as_role("ann", "apply", "--yes", "-f", "-", text=widened).returncode in (1, 3)
    throughout(lambda: deployment.host.serves("guarded") == STABLE, 1)


def test_an_approvers_password_votes_as_themselves_and_restricts_nothing(deployment):
    for command in WRITTEN_BY_OPERATORS:
        assert is_refused(deployment, "ben", *command), command
    for name in ("approval:ann:ann:x", "proposal:ben:x", "state:chat", "presence", "lease:leader"):
        assert is_refused(deployment, "ben", "HSET", name, "x", "x"), name
    for verb in (["kill", "chat"], ["withdraw", "chat", "canary"]):
        assert deployment.run_as_role("ben", *verb, "--reason", "test").returncode == 1
    assert deployment.host.serves() == STABLE


def test_a_viewers_password_reads_everything_and_writes_nothing(deployment):
    for command in [*WRITTEN_BY_OPERATORS, ("HSET", "state:chat", "kill", "x"), ("HSET", "meta", "revision", "9")]:
        assert is_refused(deployment, "vic", *command), command
    assert "NOPERM" in deployment.raw("vic", "PUBLISH", deployment.key("hint"), "9")
    shown = deployment.run_as_role("vic", "get", "chat", "-o", "json")
    assert shown.returncode == 0 and "model-1" in shown.stdout, shown
    for verb in (["kill", "chat"], ["withdraw", "chat", "canary"]):
        assert deployment.run_as_role("vic", *verb, "--reason", "test").returncode == 1


def test_a_wrong_password_and_no_password_reach_nothing(deployment):
    for environment in ({"FLAGPOST_REDIS_PASSWORD": "guess"}, {"FLAGPOST_REDIS_PASSWORD": ""}):
        deployment.host.environment |= environment
        refused = deployment.host.run("list", "-o", "json")
        assert refused.returncode == 1 and "guess" not in refused.stderr, refused
