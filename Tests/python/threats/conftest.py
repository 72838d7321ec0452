"""A deployment as docs/security.md assumes it: Redis with a user for each role, an agent with a user of its own."""

import os
import subprocess

import pytest
from agent_host import BINARY, NAMESPACE
from features import STABLE, feature
from other_users import AGENT, SHARED_GROUP, STRANGER, as_user
from redis_server import RedisServer
from waiting import until

ADMINISTRATOR = "administrator's password"
ROLES = {"web-1": "agent", "ann": "operator", "ben": "approver", "vic": "viewer"}


class Deployment:
    """`environments` are those in which a command speaks to the store as one of `ROLES`, or as its administrator."""

    def __init__(self, folder, host):
        self.folder = folder
        self.host = host
        self.redis = RedisServer(
            folder / "redis", "--unixsocketperm", "777", "--requirepass", ADMINISTRATOR, password=ADMINISTRATOR)
        self.passwords = {}

    def start(self):
        self.redis.start()
        self.redis.folder.chmod(0o755)
        self.host.environment |= {"FLAGPOST_STORE": self.redis.location, "FLAGPOST_REDIS_PASSWORD": ADMINISTRATOR}
        self.host.do("store", "init")
        for user, role in ROLES.items():
            file = self.folder / f"{user}.password"
            self.host.do("store", "acl", "--user", user, "--role", role, "--password-file", str(file), "--apply")
            self.passwords[user] = file.read_text().strip()
        self.host.apply(feature("chat"))
        self.host.apply(feature("guarded").replace("owner: tests", "owner: tests\nprotected: true"))
        # From here on nobody is an administrator.
        self.host.environment |= self.as_role("ann")
        for directory in (self.host.runtime, self.host.state):
            directory.mkdir()
            os.chown(directory, AGENT, SHARED_GROUP)
            directory.chmod(0o755 if directory == self.host.runtime else 0o750)
        self.host.start(
            "--group", str(SHARED_GROUP), before=as_user(AGENT, AGENT, SHARED_GROUP), **self.as_role("web-1"))
        until(lambda: self.host.serves("guarded") == STABLE)
        return self

    def as_role(self, user):
        return {"FLAGPOST_REDIS_USERNAME": user, "FLAGPOST_REDIS_PASSWORD": self.passwords[user]}

    def run_as_role(self, user, *arguments, text=None):
        return subprocess.run(
            [BINARY, *arguments], env=self.host.environment | self.as_role(user), input=text, capture_output=True,
            text=True, timeout=60)

    def raw(self, user, *command):
        """A command of somebody who knows the password and leaves the functions aside; Redis's answer as text."""
        done = subprocess.run(
            ["redis-cli", "-s", self.redis.socket, "--user", user, "--no-auth-warning", "-x", *command[:-1]],
            env=os.environ | {"REDISCLI_AUTH": self.passwords[user]}, input=command[-1], capture_output=True, text=True)
        return done.stdout.strip() + done.stderr.strip()

    def key(self, name):
        return f"flagpost:{{{NAMESPACE}}}:{name}"


@pytest.fixture
def deployment(folder, new_host):
    if os.geteuid() != 0:
        pytest.skip("only root can become other users")
    if subprocess.run([*as_user(STRANGER), BINARY, "--version"], capture_output=True).returncode != 0:
        pytest.skip(f"other users cannot run {BINARY}")
    folder.chmod(0o755)
    host = new_host()
    host.folder.chmod(0o755)
    deployment = Deployment(folder, host)
    yield deployment.start()
    deployment.redis.remove()
