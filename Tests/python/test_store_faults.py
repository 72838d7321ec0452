"""Every fault of store_faults.py with a real agent, services on mapped memory, and a person who goes on committing.

Always the same holds: reads go on, no flag flips, nothing widens; what was acknowledged is there once, what was not is
there once or never; and within ten seconds of the fault's end a kill has reached the host.
"""

import contextlib
import itertools
import threading
import time

import pytest
from agent_host import NAMESPACE
from features import KILLED, STABLE, WITHDRAWN, feature, publish
from store_faults import FAULTS
from waiting import until, until_equal

#: Seconds for which a fault holds at least; until it is felt, at most. (A store that is slow to answer is waited for.)
HOLD, LONGEST_HOLD = 3, 20


class Person:
    """Commits one change after the other, and knows which were acknowledged."""

    def __init__(self, host):
        self.host = host
        self.acknowledged, self.failed = [], []
        self.is_stopping = threading.Event()
        self.thread = threading.Thread(target=self._commit)

    def _commit(self):
        for number in itertools.count(1):
            if self.is_stopping.is_set():
                return
            document = feature("work").replace("owner: tests", f"owner: tests-{number}")
            reason = f"<work {number}>"
            done = self.host.run("apply", "-f", "-", "--reason", reason, text=document)
            (self.failed if done.returncode else self.acknowledged).append(reason)

    def acknowledges_more(self):
        before = len(self.acknowledged)
        return until(lambda: len(self.acknowledged) > before)

    def start(self):
        self.thread.start()
        self.acknowledges_more()

    def stop(self):
        self.is_stopping.set()
        self.thread.join()


class Stage:
    """A deployment with a host, two services and a person on it."""

    def __init__(self, deployment, new_host, new_service):
        self.redis, self.proxy, self.certificates = deployment.redis, deployment.proxy, deployment.certificates
        self.host = new_host(deployment.location)
        self.host.environment |= deployment.environment
        self.host.do("store", "init")
        self.host.start("--poll", "1")
        publish(self.host, "search", "spare", "chat")
        self.host.do("withdraw", "chat", "canary", "--reason", "test", "--wait")
        self.services = {
            "chat": new_service(self.host, feature="chat", side="canary"),
            "search": new_service(self.host, feature="search", side="none"),
        }
        self.services["chat"].wait_until_served(WITHDRAWN)
        self.services["search"].wait_until_served(STABLE)
        self.person = Person(self.host)
        self.person.start()

    def hold(self, fault):
        """Whether the fault kept the agent or the person from the store, as long as it held."""
        began, is_felt = time.monotonic(), False
        while (held := time.monotonic() - began) < LONGEST_HOLD:
            is_felt |= self.host.metric("store_up") == 0 or bool(self.person.failed)
            if held >= HOLD and (is_felt or not fault.is_felt):
                break
            time.sleep(0.1)
        return is_felt

    def kill_search(self):
        """As a person does who was told that it failed: again."""
        until(lambda: self.host.run("kill", "search", "--reason", "<kill>").returncode == 0, within=20)

    def log(self):
        return self.redis.command("XRANGE", f"flagpost:{{{NAMESPACE}}}:log", "-", "+")


def served(service):
    """Variants and causes as they were served, one after the other; every read must have had an answer."""
    assert service.finish()["failed"] == 0
    return [key for key, _ in itertools.groupby(tuple(line[:2]) for line in service.lines[:-1])]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_flags_stand_and_commits_are_durable_or_reported(fault, folder, new_host, new_service):
    with fault.deployment(folder) as deployment:
        stage = Stage(deployment, new_host, new_service)
        host, person = stage.host, stage.person
        with contextlib.ExitStack() as stack:
            stack.callback(person.stop)
            holding = fault.run(stage)
            next(holding)
            is_felt = stage.hold(fault)
            assert host.serves() == STABLE
            next(holding, None)
            ended = time.monotonic()
            stage.kill_search()
            stage.services["search"].wait_until_served(KILLED, within=10)
            until_equal(lambda: host.metric("store_up"), 1)
            caught_up = time.monotonic() - ended
        assert caught_up < 10, f"{host.log}"
        assert is_felt or not fault.is_felt, "the fault kept nobody from anything"
        assert not fault.is_durable or host.metric("store_rewound") == 0, "people are asked though nothing was lost"
        assert served(stage.services["chat"]) == [WITHDRAWN]
        assert served(stage.services["search"]) == [STABLE, KILLED]
        log = stage.log()
        for reason in person.acknowledged if fault.is_durable else ():
            assert log.count(reason) == 1, f"{reason}: acknowledged, and then {log.count(reason)} times in the log"
        assert all(log.count(reason) <= 1 for reason in [*person.failed, "<kill>"])
        host.stop()
