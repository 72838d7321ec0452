import json
import os

import flagpost
import pytest
from published_agent import Agent

# All tests run again without the extension, but for those that do not come to the binding, or are about its build.
collect_ignore = (
    [
        "test_c_example.py", "test_chain.py", "test_chunks.py", "test_foreign_errors.py", "test_prompt.py",
        "test_typing.py", "test_wheel.py"]
    if os.environ.get("FLAGPOST_BINDING") == "ctypes"
    else []
)


@pytest.fixture
def agent(tmp_path):
    agent = Agent(tmp_path / "default")
    yield agent
    agent.stop()


@pytest.fixture
def flags(tmp_path, agent):
    assert agent.tell("publish canary") == "ok"
    return flagpost.Client(runtime_dir=str(tmp_path))


@pytest.fixture
def serving(tmp_path, agent):
    """A client whose feature `chat` has that value."""

    def serve(value):
        assert agent.tell("value " + json.dumps(value)) == "ok"
        return flagpost.Client(runtime_dir=str(tmp_path))

    return serve


@pytest.fixture
def flagd(tmp_path, agent):
    """A client of these flags, in flagd's format."""

    def serve(**flags):
        assert agent.tell("flags " + json.dumps({"flags": flags})) == "ok"
        return flagpost.Client(runtime_dir=str(tmp_path))

    return serve
