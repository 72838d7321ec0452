"""Hosts, services and stores for one test each; nothing of them is left behind."""

import pathlib
import shutil
import tempfile

import pytest
from agent_host import Host
from features import publish
from redis_server import RedisServer
from service import Service


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
        host.remove()


@pytest.fixture
def host(new_host):
    """A running agent on its embedded store, which holds `chat`."""
    host = new_host().start()
    publish(host, "chat")
    return host


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


@pytest.fixture
def redis(folder):
    home = folder / "redis"
    home.mkdir()
    server = RedisServer(home).start()
    yield server
    server.remove()
