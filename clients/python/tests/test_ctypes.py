"""Everything again without the extension."""

import os
import pathlib
import subprocess
import sys

import flagpost
import pytest

FOLDER = pathlib.Path(__file__).parent
# What does not come to the binding, or is about the extension's build.
ELSEWHERE = ["test_c_example.py", "test_typing.py", "test_wheel.py", "test_chain.py", "test_prompt.py"]


@pytest.mark.skipif(os.environ.get("FLAGPOST_BINDING") == "ctypes", reason="is what runs now")
def test_all_tests_pass_over_ctypes():
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", FOLDER.parents[2], FOLDER]
        + [f"--ignore={FOLDER / name}" for name in ELSEWHERE],
        env=os.environ | {"FLAGPOST_BINDING": "ctypes"}, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout


def test_the_binding_is_the_one_that_was_asked_for():
    expected = "flagpost._foreign" if os.environ.get("FLAGPOST_BINDING") == "ctypes" else "flagpost._native"
    assert flagpost.Route.__module__.startswith(expected)
