"""The C example, built as its comment says and run against a published directory."""

import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]
LIBRARY = ROOT / ".build-client" / "lib"


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    if not (LIBRARY / "libflagpost.so").exists():
        pytest.fail("run: clients/build-library.sh")
    program = tmp_path_factory.mktemp("example") / "example"
    subprocess.run(
        [os.environ.get("CC", "cc"), "-std=c11", "-Wall", "-Wextra", "-Werror", "-pedantic",
         f"-I{ROOT / 'Sources/CFlagpost/include'}", ROOT / "clients/c/example.c", f"-L{LIBRARY}", "-lflagpost",
         f"-Wl,-rpath,{LIBRARY}", "-o", program], check=True)
    return program


def run(program, *arguments):
    return subprocess.run([program, *arguments], capture_output=True, text=True, timeout=30)


def test_it_prints_the_variant_and_reports_the_call(example, agent, tmp_path):
    agent.tell("publish canary")
    done = run(example, tmp_path / "default", "chat", "user-1")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "stable: claude says hello.\n"
    assert [record[1] for record in agent.records()] == ["begin", "end", "feedback", "score"]


def test_killed_it_calls_no_model_and_shows_what_is_planned(example, agent, tmp_path):
    agent.tell("publish canary")
    agent.tell("kill")
    assert run(example, tmp_path / "default", "chat", "user-1").stdout == "off: sorry\n"
    assert agent.records() == []


def test_it_says_what_is_wrong(example, agent, tmp_path):
    assert run(example, tmp_path / "none", "chat", "user-1").returncode == 1
    agent.tell("publish canary")
    done = run(example, tmp_path / "default", "nobody", "user-1")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "nobody: no such feature or flag\n")
    assert run(example).returncode == 2
