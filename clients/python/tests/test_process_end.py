"""A process that ends in good order ends its open calls as cancelled, whichever way it goes."""

import os
import pathlib
import signal
import subprocess
import sys

import pytest
import ring

CLIENT = pathlib.Path(__file__).resolve().parents[1]
# A client, and a feature of whose calls the body of each test opens some.
BEGINNING = """
import asyncio, atexit, multiprocessing, os, signal, sys, threading, time
import flagpost

OPTIONS = {}
flags = flagpost.Client(runtime_dir=sys.argv[1], **OPTIONS)

def slow(attempt, *, timeout):
    time.sleep(60)

async def aslow(attempt, *, timeout):
    await asyncio.sleep(60)

def leave_open(count=3):
    for number in range(count):
        threading.Thread(target=flags.run, args=("chat", slow), daemon=True).start()
    while threading.active_count() < 1 + 2 * count:
        time.sleep(0.01)

def terminate():
    os.kill(os.getpid(), signal.SIGTERM)
"""


@pytest.fixture
def end(agent, tmp_path):
    """Runs a process to its end. Its status, and how its calls ended, `lost` for those that did not."""

    def run(body, **environment):
        agent.tell('value {"model":"large","timeout":"30s","fallback":[{"static":"Later."}]}')
        done = subprocess.run(
            [sys.executable, "-c", BEGINNING + body, tmp_path], timeout=50, capture_output=True, text=True,
            env=os.environ | {"PYTHONPATH": str(CLIENT)} | environment)
        results = [call.result for call in ring.calls(tmp_path / "default")]
        return done.returncode, results + ["lost"] * (ring.begins(tmp_path / "default") - len(results)), done.stderr

    return run


@pytest.mark.parametrize("body, status", [
    ("leave_open(); terminate(); time.sleep(30)", -signal.SIGTERM),
    ("leave_open()", 0),
    ("leave_open(); sys.exit(3)", 3),
    ("leave_open(); raise KeyboardInterrupt", -signal.SIGINT),
    ("leave_open(); os.kill(os.getpid(), signal.SIGINT); time.sleep(30)", -signal.SIGINT),
    ("leave_open(); flags.close(); os._exit(4)", 4),
], ids=["terminated", "ended", "sys.exit", "interrupt", "SIGINT", "closed"])
def test_calls_on_threads_that_are_left_end_as_cancelled(end, body, status):
    code, results, said = end(body)
    assert (code, results) == (status, ["cancelled"] * 3), said


def test_a_handler_of_the_applications_is_kept_and_its_exit_ends_the_calls(end):
    for before, after in [("", "signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))"),
                          ("signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))", "")]:
        code, results, said = end(f"{before}\nflags = flagpost.Client(runtime_dir=sys.argv[1])\n{after}\n"
                                  "leave_open(); terminate(); time.sleep(30)")
        assert code == 7 and set(results) == {"cancelled"}, said


def test_a_signal_that_is_ignored_stays_so(end):
    code, results, said = end(
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\nflags.route('chat').attempt().begin\n"
        "flagpost.Client(runtime_dir=sys.argv[1]); terminate(); assert signal.getsignal(15) is signal.SIG_IGN")
    assert (code, results) == (0, []), said


@pytest.mark.parametrize("body, environment", [
    ("assert signal.getsignal(15) is signal.SIG_DFL; leave_open(1); terminate(); time.sleep(30)",
     {"FLAGPOST_HANDLE_SIGTERM": "0"}),
    ("signal.signal(15, signal.SIG_DFL); flags = flagpost.Client(runtime_dir=sys.argv[1], handle_sigterm=False)\n"
     "assert signal.getsignal(15) is signal.SIG_DFL; leave_open(1); terminate(); time.sleep(30)", {}),
])
def test_the_signal_is_left_alone_on_request(end, body, environment):
    code, results, said = end(body, **environment)
    assert (code, results) == (-signal.SIGTERM, ["lost"]), said


def test_a_client_of_another_thread_leaves_the_signal_alone(end):
    code, results, said = end(
        "signal.signal(15, signal.SIG_DFL)\n"
        "thread = threading.Thread(target=flagpost.Client, kwargs={'runtime_dir': sys.argv[1]})\n"
        "thread.start(); thread.join(); assert signal.getsignal(15) is signal.SIG_DFL")
    assert code == 0, said


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
@pytest.mark.parametrize("leaving", ["pass", "sys.exit(0)", "terminate(); time.sleep(30)"],
                         ids=["returns", "exits", "is terminated"])
def test_a_child_of_multiprocessing_ends_its_own(end, tmp_path, method, leaving):
    """Its main module has to be a file's, to be found by one that is spawned."""
    program = tmp_path / "program.py"
    program.write_text(BEGINNING + f"""
def work():
    with flags.route("chat").attempt():
        pass
    leave_open(2)
    {leaving}

if __name__ == "__main__":
    leave_open(1)
    child = multiprocessing.get_context({method!r}).Process(target=work)
    child.start()
    child.join(40)
    print(child.exitcode)
""")
    code, results, said = end(
        f"import runpy; sys.argv = [{str(program)!r}, sys.argv[1]]\n"
        f"os.execv(sys.executable, [sys.executable, {str(program)!r}, sys.argv[1]])")
    assert (code, sorted(results)) == (0, ["cancelled"] * 3 + ["ok"]), said


def test_threads_that_are_waited_for_still_answer(end):
    ok = """
def brief(attempt, *, timeout):
    time.sleep(0.5)
    return "fine"

def open_one():
    threading.Thread(target=flags.run, args=("chat", brief)).start()
    time.sleep(0.2)
"""
    assert end(ok + "open_one()")[:2] == (0, ["ok"])
    code, results, said = end(ok + "child = multiprocessing.get_context('fork').Process(target=open_one)\n"
                              "child.start(); child.join(); sys.exit(child.exitcode)")
    assert (code, results) == (0, ["ok", "ok"]), said


def test_a_forked_child_leaves_its_parents_calls_alone(end):
    code, results, said = end("""
def brief(attempt, *, timeout):
    time.sleep(1)

thread = threading.Thread(target=flags.run, args=("chat", brief))
thread.start()
time.sleep(0.2)
with flags.route("chat").attempt():
    if (child := os.fork()) == 0:
        sys.exit(0)
    os.waitpid(child, 0)
thread.join()
""")
    assert (code, results) == (0, ["ok", "ok"]), said


@pytest.mark.parametrize("body", [
    "asyncio.run(asyncio.wait_for(flags.arun('chat', aslow), 0.2))",
    "loop = asyncio.new_event_loop(); task = loop.create_task(flags.arun('chat', aslow))\n"
    "loop.run_until_complete(asyncio.sleep(0.1)); loop.close(); del task",
    "call = flags.route('chat').attempt(); call.begin(); del call; os._exit(0)",
    "async def main():\n    asyncio.create_task(flags.arun('chat', aslow)); await asyncio.sleep(0.1)\nasyncio.run(main())",
    "stream = flags.stream('chat', lambda attempt, timeout: iter(int, 1)); next(stream)",
    "with flags.route('chat').attempt():\n    sys.exit(0)",
    "from concurrent.futures import ThreadPoolExecutor\n"
    "pool = ThreadPoolExecutor(1); leave_open(1); pool.shutdown(wait=False, cancel_futures=True)",
], ids=["timeout", "closed loop", "dropped call", "asyncio.run", "held stream", "SystemExit", "pool"])
def test_every_other_way_out_is_a_cancellation(end, body):
    _, results, said = end(body)
    assert results == ["cancelled"], said


def test_what_begins_while_the_process_ends_is_reported_whole_or_not_at_all(end):
    code, results, said = end("""
def late():
    assert flags.run("chat", lambda attempt, timeout: "fine").value in ("fine", "Later.")
    threading.Thread(target=flags.run, args=("chat", slow), daemon=True).start()

atexit.register(late)
leave_open(1)
""")
    assert code == 0 and sorted(results) in (["cancelled", "ok"], ["cancelled", "not_made"]), said
