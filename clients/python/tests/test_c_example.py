"""The C example, built as its comment says and run against a published directory."""

import os
import pathlib
import signal
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]
LIBRARY = ROOT / ".build-client" / "lib"


# Opens calls, and is told to end, or ends by itself.
ENDING = """
#include <flagpost.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static flagpost_client *client;

static void stop(int number) {
    flagpost_cancel_open(client);
    signal(number, SIG_DFL);
    raise(number);
}

int main(int count, char **arguments) {
    flagpost_call calls[4];
    flagpost_usage usage = {0};
    flagpost_decision decision;
    if (count != 3 || flagpost_open(arguments[1], NULL, &client) != FLAGPOST_OK) return 1;
    signal(SIGTERM, stop);
    flagpost_reader *reader = flagpost_reader_new(client);
    flagpost_evaluate(reader, "chat", 4, NULL, 0, NULL, 0, &decision);
    for (uint32_t number = 0; number < 4; number++)
        flagpost_begin(reader, &decision, NULL, 0, NULL, 0, number + 1, &calls[number]);
    flagpost_end(reader, &calls[1], &usage);
    if (strcmp(arguments[2], "signal") == 0) raise(SIGTERM);
    if (fork() == 0) {
        flagpost_cancel_open(client);
        _exit(0);
    }
    flagpost_reader_free(reader);
    flagpost_close(client);
    return 0;
}
"""


def build(source, folder):
    if not (LIBRARY / "libflagpost.so").exists():
        pytest.fail("run: clients/build-library.sh")
    program = folder / "program"
    subprocess.run(
        [os.environ.get("CC", "cc"), "-std=c11", "-D_DEFAULT_SOURCE", "-Wall", "-Wextra", "-Werror", "-pedantic",
         f"-I{ROOT / 'Sources/CFlagpost/include'}", source, f"-L{LIBRARY}", "-lflagpost", f"-Wl,-rpath,{LIBRARY}", "-o",
         program], check=True)
    return program


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    return build(ROOT / "clients/c/example.c", tmp_path_factory.mktemp("example"))


@pytest.fixture(scope="module")
def ending(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ending")
    (folder / "ending.c").write_text(ENDING)
    return build(folder / "ending.c", folder)


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


@pytest.mark.parametrize("way, status", [("signal", -signal.SIGTERM), ("close", 0)])
def test_what_is_open_ends_as_cancelled_when_the_client_is_closed_or_a_signals_handler_says_so(
        ending, agent, tmp_path, way, status):
    agent.tell("publish canary")
    assert run(ending, tmp_path / "default", way).returncode == status
    ends = [record[2:4] for record in agent.records() if record[1] == "end"]
    assert ends == [["ok", "2"], ["cancelled", "1"], ["cancelled", "3"], ["cancelled", "4"]]
