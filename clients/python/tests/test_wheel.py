"""The wheels, installed into environments that have nothing else."""

import pathlib
import subprocess
import sys
import zipfile

import pytest

DIST = pathlib.Path(__file__).resolve().parents[1] / "dist"
USE = """
import flagpost, sys
assert flagpost.__file__.startswith(sys.prefix), flagpost.__file__
route = flagpost.Client(runtime_dir=sys.argv[1]).route("chat", plan="pro")
with route.attempt():
    pass
print(flagpost.Route.__module__, route.variant)
"""
# Imported only where pytest is.
PLUGIN = """
import importlib.metadata
for plugin in importlib.metadata.entry_points(group="pytest11"):
    print(plugin.name, "=", plugin.value)
"""


@pytest.mark.parametrize("tag, module", [("cp310-abi3", "flagpost._native"), ("py3-none", "flagpost._foreign.route")])
def test_a_wheel_is_all_that_is_needed(agent, tmp_path, tag, module):
    wheels = list(DIST.glob(f"flagpost-*-{tag}-*.whl"))
    if not wheels:
        pytest.fail("run: make client")
    agent.tell("publish canary")
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    python = environment / "bin" / "python"
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--no-index", "--disable-pip-version-check", wheels[0]], check=True)
    used = subprocess.run(
        [python, "-c", USE, tmp_path], check=True, capture_output=True, text=True, cwd=tmp_path, env={})
    assert used.stdout == f"{module} canary\n"
    found = subprocess.run([python, "-c", PLUGIN], check=True, capture_output=True, text=True, cwd=tmp_path, env={})
    assert found.stdout == "flagpost = flagpost.testing.plugin\n"
    assert [record[1] for record in agent.records()] == ["begin", "end"]


@pytest.mark.parametrize("wheel", list(DIST.glob("*.whl")), ids=lambda wheel: wheel.name)
def test_a_wheel_has_the_types_and_the_licence(wheel):
    with zipfile.ZipFile(wheel) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
    for needed in ("flagpost/py.typed", "flagpost/_native.pyi", "flagpost/libflagpost.so.1"):
        assert needed in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not any("__pycache__" in name for name in names)
