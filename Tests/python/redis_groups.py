"""Several Redis servers that stand in for each other: behind sentinels, or as a cluster."""

import subprocess

from redis_server import RedisServer, free_port
from waiting import until

KEPT = ("--appendonly", "yes", "--appendfsync", "always", "--repl-diskless-sync-delay", "0", "--bind", "127.0.0.1")


class Sentinels:
    """Three sentinels that watch a master and two replicas."""

    name = "flags"

    def __init__(self, folder):
        self.servers, self.sentinels = [], []
        ports = [free_port() for _ in range(3)]
        for port in ports:
            following = () if port == ports[0] else ("--replicaof", "127.0.0.1", str(ports[0]))
            self.servers.append(RedisServer(folder / str(port), *KEPT, "--port", str(port), *following).start())
        until(lambda: "connected_slaves:2" in self.servers[0].command("INFO", "replication"))
        self.ports = [free_port() for _ in range(3)]
        for port in self.ports:
            file = folder / f"{port}.conf"
            file.write_text(
                f"port {port}\nbind 127.0.0.1\ndir {folder}\nlogfile {port}.log\n"
                f"sentinel monitor {self.name} 127.0.0.1 {ports[0]} 2\n"
                f"sentinel down-after-milliseconds {self.name} 1000\n"
                f"sentinel failover-timeout {self.name} 4000\nsentinel parallel-syncs {self.name} 3\n"
            )
            self.sentinels.append(subprocess.Popen(["redis-sentinel", file]))
        for port in self.ports:
            until(lambda: self._knows_everybody(port))
        self.location = "redis+sentinel://" + ",".join(f"127.0.0.1:{port}" for port in self.ports) + f"/{self.name}"

    def _knows_everybody(self, port):
        done = subprocess.run(["redis-cli", "-p", str(port), "INFO", "sentinel"], capture_output=True, text=True)
        return "status=ok" in done.stdout and "slaves=2" in done.stdout and "sentinels=3" in done.stdout

    @property
    def master(self):
        """The server in charge that another one follows; `None` while there is none."""
        return _master(self.servers)

    def command(self, *arguments):
        return self.master.command(*arguments)

    def remove(self):
        for sentinel in self.sentinels:
            sentinel.kill()
            sentinel.wait()
        for server in self.servers:
            server.remove()


class Cluster:
    """Three masters; two replicas of the one that serves the namespace of these tests."""

    def __init__(self, folder, namespace):
        ports = [free_port() for _ in range(5)]
        self.servers = [
            RedisServer(
                folder / str(port), *KEPT, "--port", str(port), "--cluster-enabled", "yes", "--cluster-port",
                str(free_port()), "--cluster-node-timeout", "2000", "--cluster-announce-ip", "127.0.0.1",
                "--cluster-allow-replica-migration", "no",
            ).start()
            for port in ports
        ]
        slot = int(self.servers[0].command("CLUSTER", "KEYSLOT", f"{{{namespace}}}"))
        # The first one gets the namespace's slot.
        shares = [(0, 5460), (5461, 10922), (10923, 16383)]
        shares.sort(key=lambda share: not share[0] <= slot <= share[1])
        for server, (first, last) in zip(self.servers, shares):
            server.command("CLUSTER", "ADDSLOTSRANGE", str(first), str(last))
        for epoch, server in enumerate(self.servers, start=1):
            server.command("CLUSTER", "SET-CONFIG-EPOCH", str(epoch))
        for port, server in zip(ports[1:], self.servers[1:]):
            bus = server.options[server.options.index("--cluster-port") + 1]
            self.servers[0].command("CLUSTER", "MEET", "127.0.0.1", str(port), bus)
        identity = self.servers[0].command("CLUSTER", "MYID")
        self.group = [self.servers[0], *self.servers[3:]]
        for replica in self.servers[3:]:
            until(lambda: replica.command("CLUSTER", "REPLICATE", identity) == "OK")
        for server in self.servers:
            until(lambda: {"cluster_state:ok", "cluster_known_nodes:5"} <= {*server.command("CLUSTER", "INFO").split()})
        until(lambda: "connected_slaves:2" in self.servers[0].command("INFO", "replication"))
        self.location = "redis+cluster://" + ",".join(f"127.0.0.1:{port}" for port in ports)

    @property
    def master(self):
        """Of the namespace's slot."""
        return _master(self.group)

    def command(self, *arguments):
        return self.master.command(*arguments)

    def remove(self):
        for server in self.servers:
            server.remove()


def _master(servers):
    for server in servers:
        about = server.command("INFO", "replication") if server.process.poll() is None else ""
        if "role:master" in about and "connected_slaves:0" not in about:
            return server
    return None
