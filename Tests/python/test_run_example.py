"""`examples/run.sh`, as `make run` starts it, and the README's tour of it: what people are told to type works, prints
what they are told it prints, and leaves nothing behind."""

import os
import pathlib
import re
import shlex
import signal
import subprocess
import time

import pytest
from agent_host import BINARY
from waiting import until

REPOSITORY = pathlib.Path(__file__).parents[2]
README = (REPOSITORY / "README.md").read_text()
CLIENT = REPOSITORY / "clients" / "python"
PATIENCE = 20


def clean_environment(**settings):
    """The environment without what names somebody's own store or directories."""
    return {name: value for name, value in os.environ.items() if not name.startswith("FLAGPOST_")} | settings


@pytest.fixture
def example(folder):
    """The running example, the folder its directory is made in, and what it printed."""
    said = folder / "output"
    # A store that somebody else's settings name must not be touched.
    environment = clean_environment(TMPDIR=str(folder), FLAGPOST_STORE="redis://127.0.0.1:1")
    with said.open("w") as output:
        process = subprocess.Popen(
            [str(REPOSITORY / "examples" / "run.sh"), BINARY],
            env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        until(lambda: "Ctrl-C stops it" in said.read_text() or process.poll() is not None, within=PATIENCE)
        assert process.poll() is None, said.read_text()
        yield process, folder, said.read_text()
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=PATIENCE)


def suggestions(said):
    """What to type in another terminal: the exports, and the rest."""
    told = said.partition("In another terminal:")[2]
    commands = [line.strip() for line in told.splitlines() if line.startswith("    ")]
    exports = [command for command in commands if command.startswith("export ")]
    return exports, [command for command in commands if command not in exports]


def type_in(exports, command, folder=REPOSITORY):
    return subprocess.run(
        ["bash", "-ec", "\n".join([*exports, command])], cwd=folder, env=clean_environment(), text=True, timeout=60,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def test_every_command_it_suggests_works_in_another_terminal(example):
    exports, commands = suggestions(example[2])
    assert len(exports) == 3 and len(commands) == 6
    for command in commands:
        ran = type_in(exports, command)
        assert ran.returncode == 0, f"{command}\n{ran.stdout}"


def test_interrupting_it_stops_the_agent_and_removes_its_directory(example):
    process, folder, said = example
    (store,) = [word for line in said.splitlines() for word in shlex.split(line) if word.startswith("FLAGPOST_STORE=")]
    directory = pathlib.Path(store.partition("sqlite:")[2]).parent
    assert directory.parent == folder and directory.is_dir()
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(timeout=PATIENCE) == 0
    assert not directory.exists()


def console(text):
    """Commands of the console blocks, each with the output that is shown below it."""
    for block in re.findall(r"^```console\n(.*?)^```$", text, re.M | re.S):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, output = part.partition("\n")
            yield command, output


def shape(output):
    """Output without what differs from run to run: numbers, users, the store's file and how columns are padded."""
    output = re.sub(r"sqlite:\S+", "STORE", output)
    output = re.sub(r"uid:\S+ at \S+", "SOMEBODY", output)
    output = re.sub(r"\d+(\.\d+)?", "N", output)
    return re.sub(r" {2,}", "  ", output)


def agrees(shown, printed):
    pattern = r"(?:.*\n)*?".join(re.escape(shape(part)) for part in shown.split("…\n"))
    return re.fullmatch(pattern, shape(printed)) is not None


def test_the_readmes_tour_prints_what_the_readme_says(example, tmp_path):
    exports, _ = suggestions(example[2])
    for name in ("examples", "clients"):
        (tmp_path / name).symlink_to(REPOSITORY / name)
    (service,) = re.findall(r"^```python\n(.*?)^```$", README, re.M | re.S)
    (tmp_path / "ask.py").write_text(service)

    steps = list(console(README))
    assert len(steps) >= 10
    for command, shown in steps:
        if "clients/python" in command and not list(CLIENT.glob("flagpost/_native*.so")):
            pytest.skip("the Python client is not built; make client builds it")
        deadline = time.monotonic() + PATIENCE
        while not agrees(shown, (ran := type_in(exports, command, tmp_path)).stdout):
            # What only looks may have been too quick for the agent; what changes something is not repeated.
            is_looking = command.startswith(("curl ", "flagpost eval ", "flagpost list", "flagpost status"))
            assert is_looking and time.monotonic() < deadline, f"{command}\n{ran.stdout}"
            time.sleep(0.2)
        assert ran.returncode == 0, f"{command}\n{ran.stdout}"
        # Nobody types faster; what is reported within a moment of a restore counts as from before it.
        time.sleep(0.5)
