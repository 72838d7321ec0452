"""The alerts of examples/prometheus, each made to fire in a real Prometheus by the fault it is about, in a real agent."""

import re
import shutil
import socket
import subprocess
import time

import pytest
import ring_forgery
import yaml
from agent_host import NAMESPACE
from bad_disks import fill, writable
from features import CANARY, KILLED, STABLE, TRIPPED, failures, feature, publish
from prometheus_server import REPOSITORY, RULES, Prometheus
from redis_server import free_port
from redis import Redis
from waiting import throughout, until

pytestmark = pytest.mark.skipif(shutil.which("prometheus") is None, reason="no prometheus (.ci/dependencies)")

META = f"flagpost:{{{NAMESPACE}}}:meta"
SPEC = f"flagpost:{{{NAMESPACE}}}:spec:feature/"
INDEX = f"flagpost:{{{NAMESPACE}}}:index"
STATE = f"flagpost:{{{NAMESPACE}}}:state:"


@pytest.fixture
def watch(folder):
    """Scrapes running hosts until it has seen each of them."""
    servers = []

    def make(*hosts, **options):
        servers.append(Prometheus(folder / f"prometheus-{len(servers)}", *(it.listen for it in hosts), **options))
        servers[-1].start()
        until(lambda: servers[-1].values("sum(up)") == [len(hosts)], within=30)
        return servers[-1]

    yield make
    for server in servers:
        server.remove()


@pytest.fixture
def scraped(new_host):
    """Makes running hosts that answer on a port."""

    def make(store=None, features=("chat",), **directories):
        host = new_host(store, **directories)
        host.listen = f"127.0.0.1:{free_port()}"
        if store:
            host.do("store", "init")
        host.environment["FLAGPOST_LISTEN"] = host.listen
        host.start("--poll", "1")
        publish(host, *features)
        return host

    return make


def test_the_rules_are_those_of_the_operations_page_and_promtool_accepts_them():
    checked = subprocess.run(["promtool", "check", "rules", RULES], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    page = (REPOSITORY / "docs" / "operations.md").read_text()
    named = re.findall(r"^\| `(Flagpost\w+)` \|", page, flags=re.M)
    rules = [rule["alert"] for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]
    assert named == rules


def test_promtool_finds_nothing_to_say_of_the_metrics(scraped):
    host = scraped()
    host.report(failures(3))
    _, text = host.request("GET", "/metrics")
    checked = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True)
    assert checked.returncode == 0, checked.stderr + checked.stdout


def test_a_healthy_agent_makes_no_alert_fire(scraped, watch, new_service):
    host = scraped(features=("chat", "search"))
    prometheus = watch(host, patient=True)
    service = new_service(host, result="ok")
    service.wait_until_served(CANARY)
    host.report([{"feature": "chat", "variant": "stable", "result": "ok"}] * 50)
    host.send_datagram(b'{"feature":"search","result":"ok"}')
    host.request("POST", "/ofrep/v1/evaluate/flags/chat", '{"context":{"targetingKey":"user-1"}}')
    host.apply(feature("later"))
    throughout(lambda: not prometheus.firing, seconds=6)
    host.stop()
    host.start("--poll", "1")
    throughout(lambda: not prometheus.firing, seconds=8)
    assert all(rule["health"] == "ok" and not rule.get("lastError") for rule in prometheus.rules)
    service.finish()


def test_the_first_trip_of_a_guard_fires(scraped, watch):
    host = scraped()
    prometheus = watch(host)
    until(lambda: len(prometheus.samples('flagpost_trips_total{feature="chat",scope="host"}')) == 1)
    host.report(failures(40))
    until(lambda: {"FlagpostTripped", "FlagpostFleetTripped", "FlagpostHeld"} <= prometheus.firing, within=20)
    # It was there at 0 before, and so a plain `increase` sees it.
    for scope in ("host", "fleet"):
        (samples,) = prometheus.samples(f'flagpost_trips_total{{feature="chat",scope="{scope}"}}')
        assert samples[0] == 0 and samples[-1] == 1
        until(lambda: sum(prometheus.values(f'increase(flagpost_trips_total{{scope="{scope}"}}[5m])')) > 0)
    assert prometheus.firing == {"FlagpostTripped", "FlagpostFleetTripped", "FlagpostHeld"}


def test_a_guard_that_trips_before_any_scrape_has_seen_it_fires_all_the_same(scraped, watch):
    host = scraped()
    prometheus = watch(host, interval=8)
    scraped_at = prometheus.values("timestamp(up)")
    until(lambda: prometheus.values("timestamp(up)") != scraped_at, within=12)
    publish(host, "sudden")
    host.report(failures(40, feature="sudden"))
    until(lambda: host.serves("sudden", side="canary") == TRIPPED, within=3)
    until(lambda: "FlagpostTripped" in prometheus.firing, within=25)
    (samples,) = prometheus.samples('flagpost_trips_total{feature="sudden",scope="host"}')
    assert set(samples) == {1.0}


def test_a_trip_that_is_long_over_fires_nothing_where_an_agent_is_seen_for_the_first_time(folder):
    """A Prometheus that comes later, or an agent that was away for long, shows counts that are no news."""
    series = 'flagpost_trips{}{{feature="chat",guard="errors",action="kill",scope="host"}}'
    tests = {
        "rule_files": [str(RULES)],
        "evaluation_interval": "15s",
        "tests": [{
            "interval": "15s",
            "input_series": [
                {"series": series.format("_total"), "values": "_x240 1+0x20"},
                {"series": series.format("_created"), "values": "_x240 10+0x20"},
            ],
            "alert_rule_test": [{"eval_time": "62m", "alertname": "FlagpostTripped", "exp_alerts": []}],
        }],
    }  # fmt: skip
    file = folder / "rules-test.yaml"
    file.write_text(yaml.safe_dump(tests))
    checked = subprocess.run(["promtool", "test", "rules", file], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_an_agent_that_is_gone_fires(scraped, watch):
    host = scraped()
    prometheus = watch(host)
    host.kill()
    until(lambda: "FlagpostAgentGone" in prometheus.firing, within=20)


def test_a_store_that_is_away_fires_and_so_does_what_follows_from_it(scraped, watch, redis):
    host = scraped(redis.location)
    prometheus = watch(host)
    until(lambda: prometheus.values("flagpost_store_up") == [1], within=20)
    redis.kill()
    until(lambda: {"FlagpostStoreAway", "FlagpostStale"} <= prometheus.firing, within=40)


def test_a_host_that_does_not_follow_fires(scraped, watch):
    ahead, behind = scraped(features=("chat", "search", "later")), scraped()
    prometheus = watch(ahead, behind)
    until(lambda: "FlagpostBehind" in prometheus.firing, within=20)
    (alert,) = [it for it in prometheus.ask("alerts")["alerts"] if it["labels"]["alertname"] == "FlagpostBehind"]
    assert alert["labels"]["instance"] == behind.listen


def test_a_store_that_went_back_fires(scraped, watch, redis):
    host = scraped(redis.location)
    prometheus = watch(host)
    redis.kill(forget=True)
    redis.start()
    until(lambda: "FlagpostStoreWentBack" in prometheus.firing, within=20)


def test_changes_that_nobody_announced_fire(scraped, watch, redis):
    host = scraped(redis.location)
    prometheus = watch(host)
    redis.command("ACL", "SETUSER", "default", "resetchannels")
    redis.cut_connections()
    until(lambda: host.metric("store_up") == 1)
    host.do("kill", "chat", "--reason", "test", "--wait")
    until(lambda: "FlagpostPushLost" in prometheus.firing, within=20)


def test_what_one_person_changed_alone_fires(scraped, watch, redis):
    host = scraped(redis.location)
    host.apply(feature("chat").replace("owner: tests", "owner: tests\nprotected: true"))
    host.do("kill", "chat", "--reason", "test", "--wait")
    prometheus = watch(host)
    host.do("restore", "chat", "--break-glass", "--reason", "customers wait", "--wait")
    until(lambda: "FlagpostBreakGlass" in prometheus.firing, within=20)


def test_a_document_that_does_not_compile_fires(scraped, watch, redis):
    host = scraped(redis.location)
    prometheus = watch(host)
    revision = str(int(redis.command("HGET", META, "revision")) + 1)
    redis.command("HSET", SPEC + "chat", "body", '{"kind":"feature","key":"chat","variants":7}', "revision", revision)
    redis.command("ZADD", INDEX, revision, "spec:feature/chat")
    redis.command("HSET", META, "revision", revision)
    until(lambda: "FlagpostBadDocument" in prometheus.firing, within=20)


def test_a_full_runtime_directory_fires(scraped, watch, folder):
    with writable(folder / "memory", size="4m") as memory:
        host = scraped(runtime=memory)
        prometheus = watch(host)
        # A superseded snapshot that goes would leave room.
        until(lambda: len(list(memory.glob("test/snapshot.*"))) == 1)
        fill(memory)
        host.apply(feature("later"))
        until(lambda: "FlagpostCannotPublish" in prometheus.firing, within=20)
        host.kill()


def test_a_full_state_directory_fires(scraped, watch, folder, redis):
    with writable(folder / "disk") as disk:
        host = scraped(redis.location, state=disk)
        prometheus = watch(host)
        fill(disk)
        host.do("kill", "chat", "--reason", "test", "--wait")
        assert host.serves() == KILLED
        until(lambda: "FlagpostCannotKeep" in prometheus.firing, within=20)
        host.kill()


def test_more_restrictions_than_a_host_has_room_for_fire(scraped, watch, redis):
    host = scraped(redis.location)
    prometheus = watch(host)
    with Redis(unix_socket_path=str(redis.socket)) as server, server.pipeline() as forged:
        revision = int(server.hget(META, "revision")) + 1
        for number in range(16_400):
            forged.hset(f"{STATE}forged-{number}", mapping={"revision": revision, "kill": "x"})
            forged.zadd(INDEX, {f"state:forged-{number}": revision})
        forged.hset(META, "revision", revision)
        forged.execute()
    until(lambda: "FlagpostTableFull" in prometheus.firing, within=40)


def test_a_socket_that_cannot_be_opened_fires(scraped, watch):
    host = scraped()
    prometheus = watch(host)
    host.stop()
    (host.directory / "ingest.sock").unlink(missing_ok=True)
    (host.directory / "ingest.sock").mkdir()
    host.start("--poll", "1")
    until(lambda: "FlagpostNotListening" in prometheus.firing, within=20)


def test_connections_that_are_turned_away_fire(scraped, watch):
    host = scraped()
    prometheus = watch(host)
    address, port = host.listen.split(":")
    silent = [socket.create_connection((address, int(port)), timeout=10) for _ in range(600)]
    try:
        until(lambda: "FlagpostCrowded" in prometheus.firing, within=20)
    finally:
        for connection in silent:
            connection.close()


def test_a_namespace_that_outgrows_the_agents_memory_fires(scraped, watch):
    host = scraped()
    prometheus = watch(host)
    assert "FlagpostNoRoom" not in prometheus.firing
    assert host.metric("memory_needed_bytes") > 0
    host.stop()
    # 1.2 MiB of 2 are for clients and the program; 62 KB of text, which a variant inherits, take the rest but for a tenth.
    large = feature("large").replace("Someone will call you.", "x" * 31_000).replace("Please try again.", "y" * 31_000)
    host.start("--poll", "1", "--memory-limit", "2")
    host.apply(large)
    until(lambda: "FlagpostNoRoom" in prometheus.firing, within=20)


def test_reports_that_guards_leave_out_fire(scraped, watch):
    host = scraped()
    prometheus = watch(host)
    host.report([{"feature": "chat", "variant": "stable", "result": "ok", "weight": it} for it in (1, 1000, 1, 1000)])
    until(lambda: "FlagpostReportsLeftOut" in prometheus.firing, within=20)


def test_reports_that_are_refused_fire(scraped, watch):
    host = scraped()
    prometheus = watch(host)
    host.request("POST", "/v1/outcomes", '{"feature":"chat","variant":"cannary","result":"error"}')
    until(lambda: "FlagpostReportsRefused" in prometheus.firing, within=20)


def test_reports_that_are_lost_fire(scraped, watch):
    host = scraped()
    prometheus = watch(host)
    ring_forgery.put(host, b"no ring")
    until(lambda: "FlagpostReportsLost" in prometheus.firing, within=20)


def test_changes_that_come_slowly_fire(scraped, watch):
    host = scraped()
    prometheus = watch(host)
    host.pause()
    host.run("apply", "-f", "-", text=feature("late"))
    time.sleep(7)
    host.resume()
    until(lambda: host.serves("late") == STABLE)
    until(lambda: "FlagpostSlow" in prometheus.firing, within=20)
