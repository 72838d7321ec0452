"""What can go wrong with a Redis, a row for each: a generator that begins the fault, yields while it holds, and ends it.

A row is given a `Stage` (test_store_faults.py): its redis, its host, and what its deployment brought beside.
"""

import contextlib
import dataclasses
import subprocess
from collections.abc import Callable

import faulty_proxy
from agent_host import NAMESPACE
from bad_disks import clear, fill, writable
from certificates import Certificates
from faulty_proxy import FaultyProxy
from features import feature
from redis_groups import Cluster, Sentinels
from redis_server import RedisServer, free_port
from waiting import until

KEPT = ("--appendonly", "yes", "--appendfsync", "always")


@dataclasses.dataclass
class Deployment:
    """A Redis in one of its forms, and how a host is told of it."""

    redis: object
    location: str
    environment: dict = dataclasses.field(default_factory=dict)
    proxy: FaultyProxy | None = None
    certificates: Certificates | None = None
    remove: Callable = lambda: None


@contextlib.contextmanager
def alone(folder, *options, **more):
    server = RedisServer(folder / "redis", *KEPT, *options, **more).start()
    try:
        yield Deployment(server, server.location)
    finally:
        server.remove()


@contextlib.contextmanager
def forgetful(folder):
    server = RedisServer(folder / "redis").start()
    try:
        yield Deployment(server, server.location)
    finally:
        server.remove()


@contextlib.contextmanager
def guarded(folder):
    with alone(folder, "--requirepass", "right", password="right") as deployment:
        deployment.environment["FLAGPOST_REDIS_PASSWORD"] = "right"
        yield deployment


@contextlib.contextmanager
def on_a_small_disk(folder):
    """Writes every second, or a server that cannot would rather end."""
    with writable(folder / "disk", size="3m"):
        server = RedisServer(folder / "disk" / "redis", "--appendonly", "yes", "--appendfsync", "everysec").start()
        try:
            yield Deployment(server, server.location)
        finally:
            server.remove()


@contextlib.contextmanager
def encrypted(folder):
    certificates = Certificates(folder / "tls")
    certificates.make("strange", signed_by="stranger")
    certificates.make("expired", days=-1)
    port = free_port()
    options = ("--tls-port", str(port), "--bind", "127.0.0.1", "--tls-cert-file", str(certificates["server"]),
               "--tls-key-file", str(certificates.key("server")), "--tls-ca-cert-file", str(certificates["ca"]),
               "--tls-auth-clients", "yes")  # fmt: skip
    with alone(folder, *options) as deployment:
        deployment.location = (
            f"rediss://127.0.0.1:{port}?ca={certificates['ca']}&certificate={certificates['client']}"
            f"&key={certificates.key('client')}")
        deployment.certificates = certificates
        yield deployment


@contextlib.contextmanager
def behind_sentinels(folder):
    yield from _group(Sentinels, folder)


@contextlib.contextmanager
def in_a_cluster(folder):
    yield from _group(Cluster, folder, NAMESPACE)


def _group(kind, *arguments):
    group = kind(*arguments)
    try:
        yield Deployment(group, group.location)
    finally:
        group.remove()


@contextlib.contextmanager
def behind_a_proxy(folder):
    with alone(folder) as deployment:
        proxy = FaultyProxy(folder / "proxy.sock", deployment.redis.socket)
        try:
            yield dataclasses.replace(deployment, location=proxy.location, proxy=proxy)
        finally:
            proxy.remove()


@dataclasses.dataclass
class Fault:
    name: str
    deployment: Callable
    run: Callable
    #: Whether what was acknowledged has to be there afterwards: not where somebody puts an older state back.
    is_durable: bool = True
    #: Whether it keeps the agent or the person from the store.
    is_felt: bool = True


FAULTS = []


def fault(deployment=alone, **more):
    def declare(run):
        FAULTS.append(Fault(run.__name__, deployment, run, **more))
        return run

    return declare


@fault()
def killed(stage):
    stage.redis.kill()
    yield
    stage.redis.start()


@fault()
def stopped(stage):
    stage.redis.pause()
    yield
    stage.redis.resume()


@fault(forgetful, is_durable=False)
def restarted_empty(stage):
    stage.redis.kill(forget=True)
    yield
    stage.redis.start()
    stage.host.do("store", "init")
    stage.host.apply(feature("search"))


@fault(forgetful, is_durable=False)
def restored_from_an_older_dump(stage):
    stage.redis.save()
    until(lambda: stage.person.acknowledges_more())
    stage.redis.kill()
    yield
    stage.redis.start()


@fault(on_a_small_disk)
def disk_full(stage):
    disk = stage.redis.folder.parent
    fill(disk)
    yield
    clear(disk)


@fault()
def out_of_memory(stage):
    stage.redis.command("CONFIG", "SET", "maxmemory", "1")
    stage.host.do("kill", "spare", "--reason", "goes through all the same", "--wait")
    yield
    stage.redis.command("CONFIG", "SET", "maxmemory", "0")


@fault()
def a_replica_that_is_cut_off_and_goes_on_answering(stage):
    stage.redis.command("REPLICAOF", "127.0.0.1", str(free_port()))
    yield
    stage.redis.command("REPLICAOF", "NO", "ONE")


@fault()
def too_few_replicas(stage):
    stage.redis.command("CONFIG", "SET", "min-replicas-to-write", "1")
    yield
    stage.redis.command("CONFIG", "SET", "min-replicas-to-write", "0")


@fault(guarded)
def wrong_password(stage):
    stage.redis.command("CONFIG", "SET", "requirepass", "other")
    stage.redis.password = "other"
    stage.redis.cut_connections()
    yield
    stage.redis.command("CONFIG", "SET", "requirepass", "right")
    stage.redis.password = "right"


@fault()
def busy_with_a_script_until_that_is_killed(stage):
    yield from _busy(stage, ("SCRIPT", "KILL"), "EVAL", "while true do end", "0")


@fault()
def busy_with_a_function_until_that_is_killed(stage):
    stage.redis.command(
        "FUNCTION", "LOAD", "#!lua name=endless\nredis.register_function('endless', function() while true do end end)")
    yield from _busy(stage, ("FUNCTION", "KILL"), "FCALL", "endless", "0")


def _busy(stage, end, *begin):
    stage.redis.command("CONFIG", "SET", "busy-reply-threshold", "100")
    busy = subprocess.Popen(["redis-cli", "-s", stage.redis.socket, *begin], stdout=subprocess.DEVNULL)
    yield
    assert stage.redis.command(*end) == "OK"
    busy.wait()


@fault(behind_sentinels)
def master_of_sentinels_lost(stage):
    yield from _lose_master(stage)


@fault(in_a_cluster)
def master_of_our_slot_lost(stage):
    yield from _lose_master(stage)


def _lose_master(stage):
    lost = stage.redis.master
    lost.kill()
    yield
    until(lambda: stage.redis.master not in (None, lost), within=20)
    # It comes back believing that it is the master.
    lost.start()


@fault(encrypted)
def certificate_of_another_authority(stage):
    yield from _present(stage, "strange")


@fault(encrypted)
def certificate_expired(stage):
    yield from _present(stage, "expired")


def _present(stage, name):
    def present(name):
        files = stage.certificates
        stage.redis.command(
            "CONFIG", "SET", "tls-cert-file", str(files[name]), "tls-key-file", str(files.key(name)))

    present(name)
    stage.redis.cut_connections()
    yield
    present("server")


@fault(encrypted)
def certificate_of_ours_missing(stage):
    ours = stage.certificates["client"]
    kept = ours.rename(ours.with_suffix(".kept"))
    stage.redis.cut_connections()
    yield
    kept.rename(ours)


@fault(behind_a_proxy)
def replies_cut_at_every_byte(stage):
    yield from _treat(stage, faulty_proxy.cut)


@fault(behind_a_proxy)
def hostile_replies(stage):
    yield from _treat(stage, faulty_proxy.forge)


@fault(behind_a_proxy, is_felt=False)
def replies_of_which_each_byte_comes_alone(stage):
    yield from _treat(stage, faulty_proxy.byte_by_byte)


@fault(behind_a_proxy)
def replies_that_never_end(stage):
    yield from _treat(stage, faulty_proxy.too_slowly)


def _treat(stage, treat):
    stage.proxy.treat = treat
    stage.proxy.drop()
    yield
    stage.proxy.treat = faulty_proxy.through
