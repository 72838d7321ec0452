"""What people hold back on one host by hand, with the store away or for that host alone, and what is said of it."""

import json
import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request

import pytest
from agent_host import BINARY
from features import CANARY, KILLED, STABLE, TRIPPED, WITHDRAWN, failures, publish
from redis_server import free_port
from waiting import throughout, until

REASON = ("--reason", "gives wrong refunds")


@pytest.fixture
def fleet(redis, new_host):
    """Two running hosts with one Redis, which holds `chat` and `search`."""
    first, second = new_host(redis.location), new_host(redis.location)
    first.do("store", "init")
    first.start("--poll", "1"), second.start("--poll", "1")
    publish(first, "chat", "search")
    until(lambda: second.serves("search") == STABLE)
    return first, second


def held(host):
    """What `status` says is held, as programs read it."""
    return host.do("status")["held"]


def summaries(host):
    return {(entry["key"], entry["variant"], entry["cause"], entry["scope"]) for entry in held(host)}


def test_with_the_store_away_a_host_is_killed_by_hand_and_stays_so_until_that_is_ended_by_hand(redis, fleet):
    first, second = fleet
    redis.save()
    redis.kill()
    done = first.do("kill", "chat", "--host", *REASON)
    assert done["changed"] and done["scope"] == "host" and done["lost_at_restart"] is None
    assert first.serves() == KILLED, "it holds when the command returns"
    assert first.serves("search") == second.serves() == STABLE
    assert not first.do("kill", "chat", "--host", *REASON)["changed"]
    (entry,) = held(first)
    assert (entry["key"], entry["cause"], entry["scope"]) == ("chat", "KILLED", "host")
    assert entry["by"].startswith("uid:") and entry["reason"] == REASON[1]
    assert "--host" in entry["ends_with"]

    first.kill()
    first.start("--poll", "1")
    assert first.serves() == KILLED

    redis.start()
    until(lambda: ("chat", None, "KILLED", "host") in summaries(second), within=20)
    throughout(lambda: first.serves() == KILLED and second.serves() == STABLE, seconds=3)
    text = second.run("status").stdout
    assert text.startswith("HELD\n  chat  KILLED: everyone gets the off variant, on "), text

    first.do("restore", "chat", "--host", "--reason", "mended")
    assert first.serves() == STABLE
    assert not first.do("restore", "chat", "--host", "--reason", "mended")["changed"]
    until(lambda: not summaries(second))


def test_a_variant_is_withdrawn_and_the_whole_host_killed_by_hand(host):
    host.do("withdraw", "chat", "canary", "--host", *REASON)
    assert host.serves(side="canary") == WITHDRAWN
    host.do("kill", "--all", "--host", *REASON)
    assert host.serves() == KILLED
    text = host.run("status").stdout
    assert "every AI feature of namespace test  KILLED" in text and "ordinary flags go on" in text
    host.do("restore", "--all", "--host", *REASON)
    assert host.serves() == STABLE and host.serves(side="canary") == WITHDRAWN
    host.do("restore", "chat", "canary", "--host", *REASON)
    assert host.serves(side="canary") == CANARY


def test_what_the_host_does_not_serve_is_refused_with_the_nearest_name(host):
    for arguments in [("kill", "caht"), ("withdraw", "chat", "canarry")]:
        refused = host.run(*arguments, "--host", *REASON)
        assert refused.returncode == 1 and "did you mean" in refused.stderr, refused.stderr
    assert host.run("kill", "chat", "--host", "--wait", *REASON).returncode == 2


def test_ending_by_hand_ends_no_guards_trip_and_nothing_that_the_store_says(host):
    host.report(failures(40))
    until(lambda: host.serves(side="canary") == TRIPPED, within=3)
    host.do("kill", "chat", "--reason", "for all", "--wait")
    host.do("kill", "chat", "--host", *REASON)
    host.do("restore", "chat", "--host", *REASON)
    assert host.serves() == KILLED
    causes = {entry["cause"]: entry for entry in held(host)}
    assert causes["TRIPPED"]["guard"] == "errors" and causes["TRIPPED"]["variant"] == "canary"
    assert causes["KILLED"]["scope"] == "fleet"


def test_a_restore_in_the_store_ends_it_once_whoever_restores_can_have_seen_it(host):
    host.do("kill", "chat", "--host", *REASON)
    until(lambda: json.loads((host.state / "test" / "host-restrictions").read_bytes())["restrictions"][0]["basis"])
    lifted = host.do("restore", "chat", "--reason", "mended")
    assert any("alone" in line for line in lifted["lifted"]), lifted
    until(lambda: host.serves() == STABLE)


def test_a_guards_trip_reads_as_one_everywhere(host):
    host.report(failures(40))
    until(lambda: host.serves(side="canary") == TRIPPED, within=3)
    until(lambda: ("chat", "canary", "TRIPPED", "fleet") in summaries(host))
    assert "canary of chat  TRIPPED by guard errors: its users get the baseline" in host.run("status").stdout
    assert "canary TRIPPED by guard errors" in host.run("list").stdout
    assert "# canary TRIPPED by guard errors by" in host.run("get", "chat").stdout
    host.do("withdraw", "chat", "canary", "--reason", "a person says so, too", "--wait")
    assert host.serves(side="canary") == WITHDRAWN


def test_a_shadow_guard_holds_nothing_and_says_what_it_would(host):
    document = host.do("get", "chat")["document"]
    document["guards"][0]["shadow"] = True
    host.apply(json.dumps(document))
    until(lambda: host.status()["revision"] == 2)
    host.report(failures(40))

    def states():
        return {rule["state"] for rule in host.status()["guards"] if rule["target"] == "canary"}

    until(lambda: states() == {"would hold"}, within=5)
    assert host.serves(side="canary") == CANARY and not held(host)
    host.do("withdraw", "chat", "canary", "--reason", "test", "--wait")
    until(lambda: states() == {"shadow"})


POST = """
import http.client, json, socket, sys
connection = http.client.HTTPConnection("localhost")
connection.sock = socket.socket(socket.AF_UNIX)
connection.sock.connect(sys.argv[1])
connection.request("POST", sys.argv[2], json.dumps({"key": "chat", "reason": "test"}))
answer = connection.getresponse()
print(json.dumps([answer.status, answer.read().decode()]))
"""
READERS, OPERATORS = 42_421, 42_422


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("setpriv"), reason="becomes other users")
def test_who_may_report_may_not_restrict_unless_an_operator(folder, new_host):
    os.chmod(folder, 0o755)
    host = new_host().start("--group", str(READERS), "--operator-group", str(OPERATORS))
    publish(host, "chat")

    def post(path, *, user, groups):
        command = ["setpriv", f"--reuid={user}", f"--regid={groups[0]}", f"--groups={','.join(map(str, groups))}"]
        python = shutil.which("python3", path="/usr/bin:/bin") or sys.executable
        script = [python, "-c", POST, str(host.directory / "flagpost.sock"), path]
        done = subprocess.run([*command, *script], capture_output=True, text=True, timeout=30)
        assert done.stdout, done.stderr
        return json.loads(done.stdout)

    for path in ("/v1/host/restrictions", "/v1/host/restorations"):
        status, text = post(path, user=51_001, groups=[READERS])
        assert status == 403 and "you are user 51001" in text and str(OPERATORS) in text, text
    assert host.serves() == STABLE
    # A supplementary group counts, a primary one as well.
    assert post("/v1/host/restrictions", user=51_001, groups=[READERS, OPERATORS])[0] == 200
    assert host.serves() == KILLED
    (entry,) = held(host)
    assert entry["by"].startswith("uid:51001@")
    assert post("/v1/host/restorations", user=51_002, groups=[READERS])[0] == 403
    assert host.serves() == KILLED
    assert post("/v1/host/restorations", user=51_002, groups=[OPERATORS, READERS])[0] == 200
    assert host.serves() == STABLE


def test_no_order_comes_over_tcp(new_host):
    port = free_port()
    host = new_host().start("--listen", f"127.0.0.1:{port}")
    publish(host, "chat")
    body = json.dumps({"key": "chat", "reason": "test"}).encode()
    for path in ("/v1/host/restrictions", "/v1/host/restorations"):
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", body)
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=10)
        assert refused.value.code == 404
    assert host.serves() == STABLE


def test_a_disk_that_keeps_nothing_stands_in_no_ones_way_and_is_said(host):
    blocked = host.state / "test" / "host-restrictions.new"
    blocked.mkdir()
    done = host.run("kill", "chat", "--host", *REASON, "-o", "json")
    assert done.returncode == 0 and json.loads(done.stdout)["lost_at_restart"]
    assert "cannot keep it for its next start" in done.stderr
    assert host.serves() == KILLED


def test_a_kill_of_all_says_that_ordinary_flags_go_on(host):
    done = subprocess.run(
        [BINARY, "kill", "--all", *REASON], env=host.environment, capture_output=True, text=True, timeout=60
    )
    assert "every AI feature of namespace test at revision 2; ordinary flags go on" in done.stdout, done.stdout
    for look in ("status", "list", "history"):
        assert "every AI feature" in host.run(look).stdout, look
