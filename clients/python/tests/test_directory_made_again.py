"""The runtime directory is removed under a client, as a service manager does, and another agent makes it again."""

import os
import shutil
import time

from published_agent import Agent


def test_nothing_that_was_reported_is_lost(flags, agent, tmp_path):
    agent.tell("beat")
    for number in range(3):
        with flags.route("chat", unit="u").attempt() as call:
            call.usage(input_tokens=number)
    before, rings = agent.records(), os.listdir(tmp_path / "default" / "rings")
    agent.stop()
    shutil.rmtree(tmp_path / "default")
    second = Agent(tmp_path / "default")
    try:
        second.tell("publish second")
        deadline = time.monotonic() + 10
        while flags.route("chat", plan="pro").variant != "second" and time.monotonic() < deadline:
            second.tell("beat")
            time.sleep(0.05)
        assert os.listdir(tmp_path / "default" / "rings") == rings
        assert second.records() == before
        with flags.route("chat", unit="u").attempt():
            pass
        assert [record[1] for record in second.records()] == ["begin", "end"] * 4
    finally:
        second.stop()
