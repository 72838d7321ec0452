import flagpost
import pytest
from published_agent import Agent


@pytest.fixture
def agent(tmp_path):
    agent = Agent(tmp_path / "default")
    yield agent
    agent.stop()


@pytest.fixture
def flags(tmp_path, agent):
    assert agent.tell("publish canary") == "ok"
    return flagpost.Client(runtime_dir=str(tmp_path))
