"""Hosts and stores for one test each; nothing of them is left behind."""

import pathlib
import shutil
import tempfile

import pytest
from agent_host import Host
from redis_server import RedisServer
from service import Service
from waiting import until

FEATURE = """
kind: feature
key: {key}
owner: tests
variants:
  stable: {{model: model-1, fallback: [{{static: "Please try again."}}]}}
  canary: {{extends: stable, model: model-2}}
  handoff: {{static: "Someone will call you."}}
onKill: handoff
baseline: stable
route:
  - when: {{side: [canary]}}
    serve: canary
  - split: {{stable: 100%}}
guards:
  - {{name: errors, when: "error_rate > 5% over 1m", do: kill}}
"""


def feature(key="chat"):
    return FEATURE.format(key=key)


def failures(count, feature="chat", variant="canary"):
    """As many calls that failed, each of another user's."""
    return [
        {"feature": feature, "variant": variant, "unit": f"user-{index}", "result": "error"}
        for index in range(count)
    ]


def publish(host, *keys):
    """Applies `chat`, or features of these names, and waits until services read them."""
    for key in keys or ["chat"]:
        host.apply(feature(key))
        until(lambda: host.serves(key) == ("stable", None))


@pytest.fixture
def folder():
    """Short, because a socket's path has 107 bytes."""
    path = pathlib.Path(tempfile.mkdtemp(prefix="flagpost-"))
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def new_host(folder):
    """Makes hosts; they share a store if they are told the same."""
    hosts = []

    def make(store=None, state=None):
        home = folder / f"host-{len(hosts)}"
        home.mkdir()
        hosts.append(Host(home, store=store, state=state))
        return hosts[-1]

    yield make
    for host in hosts:
        if host.is_running():
            host.kill()


@pytest.fixture
def host(new_host):
    """A running agent on its embedded store, which holds `chat`."""
    host = new_host().start()
    publish(host)
    return host


@pytest.fixture
def redis(folder):
    home = folder / "redis"
    home.mkdir()
    server = RedisServer(home).start()
    yield server
    server.remove()


@pytest.fixture
def new_service():
    """Makes service processes that read, and report if told to."""
    services = []

    def make(host, **options):
        services.append(Service(host, **options))
        return services[-1]

    yield make
    for service in services:
        service.remove()
