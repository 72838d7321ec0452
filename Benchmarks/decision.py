"""What a decision costs: in C (evaluation-benchmark) and in Python (evaluation.py), beside floors and peers."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys

from figures import heading
from loop import FOLDER, ROOT


def measure(binaries: pathlib.Path) -> None:
    heading("a decision through flagpost.h")
    subprocess.run([str(binaries / "evaluation-benchmark")], check=True)
    python("evaluation.py", "10", "100", "1000", "10000", "100000", binaries=binaries)


def replacement(binaries: pathlib.Path, times: int) -> None:
    python("replacement.py", str(times), binaries=binaries)


def python(script: str, *words: str, binaries: pathlib.Path) -> None:
    """In a process of its own, because peers leave threads and memory behind."""
    environment = os.environ | {
        "BENCHMARK_PUBLISHER": str(binaries / "benchmark-publisher"),
        "PYTHONPATH": os.pathsep.join([str(ROOT / "clients" / "python"), str(FOLDER)]),
    }
    subprocess.run([sys.executable, str(FOLDER / script), *words], env=environment, check=True)
