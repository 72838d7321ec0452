"""What a decision costs: in C (evaluation-benchmark) and in Python (evaluation.py), each beside its floor."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys

from figures import heading
from loop import FOLDER, Loop


def measure(flagpost: pathlib.Path, binaries: pathlib.Path) -> None:
    heading("a decision through flagpost.h")
    subprocess.run([str(binaries / "evaluation-benchmark")], check=True)
    heading("a decision in Python")
    with Loop(flagpost) as loop:
        loop.apply("chat")
        directory = os.path.join(loop.host("host-a").environment["FLAGPOST_RUNTIME_DIR"], "default")
        subprocess.run([sys.executable, str(FOLDER / "evaluation.py"), directory], env=loop.environment, check=True)
