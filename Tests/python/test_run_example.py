"""`examples/run.sh`, as `make run` starts it: what it tells people to type works, and it leaves nothing behind."""

import os
import pathlib
import shlex
import signal
import subprocess

import pytest
from running_agent import BINARY, PATIENCE, REPOSITORY, clean_environment, wait_until


@pytest.fixture
def example(tmp_path):
    """The running example, its directories and what it printed."""
    said = tmp_path / "output"
    # A store that somebody else's settings name must not be touched.
    environment = clean_environment(TMPDIR=str(tmp_path), FLAGPOST_STORE="redis://127.0.0.1:1")
    with said.open("w") as output:
        process = subprocess.Popen(
            [str(REPOSITORY / "examples" / "run.sh"), str(BINARY)],
            env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        wait_until(lambda: "Ctrl-C stops it" in said.read_text() or process.poll() is not None, "the example")
        assert process.poll() is None, said.read_text()
        yield process, tmp_path, said.read_text()
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=PATIENCE)


def test_every_command_it_suggests_works_in_another_terminal(example):
    _, _, said = example
    commands = [line.strip() for line in said.splitlines() if line.startswith("    ")]
    exports = [command for command in commands if command.startswith("export ")]
    others = [command for command in commands if command not in exports]
    assert len(exports) == 2 and len(others) >= 6
    for command in others:
        script = "\n".join([*exports, command])
        ran = subprocess.run(
            ["bash", "-ec", script], env=clean_environment(), text=True, capture_output=True, timeout=60
        )
        assert ran.returncode == 0, f"{command}\n{ran.stdout}{ran.stderr}"


def test_interrupting_it_stops_the_agent_and_removes_its_directory(example):
    process, folder, said = example
    (store,) = [word for line in said.splitlines() for word in shlex.split(line) if word.startswith("FLAGPOST_STORE=")]
    directory = pathlib.Path(store.partition("sqlite:")[2]).parent
    assert directory.parent == folder and directory.is_dir()
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(timeout=PATIENCE) == 0
    assert not directory.exists()
